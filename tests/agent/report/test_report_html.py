"""The HTML report: notes as received, quotes linked both ways, nothing loaded, nothing run."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import (
    AUDITED,
    BUNDLE,
    CLEAN_BUNDLE,
    FINDINGS,
    GUIDELINE,
    REPORT,
    report_on,
)

from agent.models import AuditReport, ChartBundle, EvidenceSpan
from agent.report.html import _asset, to_html
from agent.report.manual import manual
from agent.report.passages import Highlight, passages
from agent.rules import Rule, all_rules
from catalog import Catalog


class Outline(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def span_of(quote: str) -> EvidenceSpan:
    """The words at their first place in the first document."""
    document = BUNDLE.documents[0]
    start = document.body.index(quote)
    return EvidenceSpan(document_id=document.id, start=start, end=start + len(quote), quote=quote)


def notes(page: str) -> list[str]:
    """The documents of a page with their tags stripped."""
    found = re.findall(r'<div class="note">(.*?)</div>', page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", note)) for note in found]


@pytest.fixture(scope="module")
def page(catalog: Catalog) -> str:
    return to_html([(BUNDLE, REPORT)], catalog)


@pytest.fixture(scope="module")
def run(catalog: Catalog) -> str:
    return to_html(AUDITED, catalog)


# Quotes in the note

TEXT = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&\"' \n")))


@st.composite
def marked_text(draw: st.DrawFn) -> tuple[str, list[Highlight]]:
    text = draw(TEXT)
    offsets = st.integers(-2, len(text) + 2)
    marks = st.builds(Highlight, start=offsets, end=offsets, key=st.sampled_from("abc"))
    return text, draw(st.lists(marks, max_size=6))


@given(marked_text())
def test_passages_joined_are_the_text(marked: tuple[str, list[Highlight]]) -> None:
    text, marks = marked
    assert "".join(p.text for p in passages(text, marks)) == text


@given(marked_text())
def test_each_character_is_under_exactly_the_highlights_that_cover_it(
    marked: tuple[str, list[Highlight]],
) -> None:
    text, marks = marked
    inside = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    for passage in passages(text, marks):
        for place in range(passage.start, passage.start + len(passage.text)):
            covering = {m.key for m in inside if m.start <= place < m.end}
            assert set(passage.keys) == covering


@given(marked_text())
def test_every_highlight_begins_a_passage(marked: tuple[str, list[Highlight]]) -> None:
    text, marks = marked
    starts = {p.start for p in passages(text, marks)}
    assert {m.start for m in marks if 0 <= m.start < m.end <= len(text)} <= starts


def test_notes_with_tags_stripped_are_the_documents(page: str) -> None:
    assert notes(page) == [document.body for document in BUNDLE.documents]


@settings(max_examples=40, deadline=None)
@given(text=TEXT.filter(str.strip), data=st.data())
def test_any_note_with_any_quotes_comes_back_exactly(
    catalog: Catalog, text: str, data: st.DataObject
) -> None:
    bundle = ChartBundle.model_validate(
        {**CLEAN_BUNDLE.model_dump(), "documents": [{"id": "note", "text": text}]}
    )
    offsets = st.integers(0, len(text))
    spans = [
        EvidenceSpan(document_id="note", start=start, end=end, quote=text[start:end])
        for start, end in data.draw(st.lists(st.tuples(offsets, offsets), max_size=4))
    ]
    finding = FINDINGS[0].model_copy(update={"evidence": tuple(spans)})
    report = report_on(bundle, (finding,)).model_copy(update={"proposals": ()})
    assert notes(to_html([(bundle, report)], catalog)) == [text]


def test_every_quote_in_the_chart_leads_to_a_mark_that_leads_back(page: str) -> None:
    outline = Outline(page)
    marks = {a["id"]: a["data-findings"].split() for tag, a in outline.tags if tag == "mark"}
    quotes = [a for tag, a in outline.tags if tag == "a" and a.get("data-finding")]
    assert len(quotes) == 11
    assert all(a["data-finding"] in marks[a["href"][1:]] for a in quotes)


def test_a_passage_quoted_by_two_findings_names_both(page: str) -> None:
    marks = [a["data-findings"] for tag, a in Outline(page).tags if tag == "mark"]
    assert "b1-f1 b1-f2" in marks


def test_a_quote_within_a_longer_one_of_the_same_finding_is_numbered_once(
    catalog: Catalog,
) -> None:
    outer, inner = (
        span_of("Low back strain from lifting, acute"),
        span_of("from lifting, ac"),
    )
    finding = FINDINGS[0].model_copy(update={"evidence": (outer, inner), "provider_query": None})
    shown = to_html([(BUNDLE, report_on(BUNDLE, (finding,)))], catalog)
    assert re.findall(r'data-ending="([^"]*)"', shown) == ["1"]


def test_a_quote_that_is_not_in_the_chart_says_so_and_leads_nowhere(page: str) -> None:
    assert page.count("not in the chart at this place") == 3
    assert 'href="#b1-d2-c3"' not in page


# Links and structure


def test_every_link_stays_on_the_page_and_finds_its_target(run: str) -> None:
    outline = Outline(run)
    ids = outline.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in outline.values("href")} <= set(ids)
    assert all(href.startswith("#") for href in outline.values("href"))


def test_headings_go_down_one_level_at_a_time(page: str, run: str) -> None:
    for text in (page, run):
        levels = [int(tag[1]) for tag, _ in Outline(text).tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_filters_are_buttons_with_a_pressed_state_and_counts(page: str) -> None:
    buttons = [a for tag, a in Outline(page).tags if tag == "button" and "data-facet" in a]
    assert {b["data-facet"] for b in buttons} == {"severity", "status", "category"}
    assert {b["aria-pressed"] for b in buttons} == {"false"}
    assert 'data-value="error">error <span class="n">2</span>' in page


def test_claim_shows_title_and_standing_of_each_code_on_the_date(page: str) -> None:
    claim = page[page.index('class="claim"') : page.index('class="findings"')]
    assert "not billable" in claim
    assert "Low back pain, unspecified" in claim


def test_an_audit_without_findings_says_so_and_has_no_filters(catalog: Catalog) -> None:
    text = to_html([(CLEAN_BUNDLE, report_on(CLEAN_BUNDLE, ()))], catalog)
    assert "No findings." in text
    assert "<nav" not in text


def test_a_run_has_an_index_of_its_bundles(run: str) -> None:
    index = run[run.index('class="index"') : run.index('class="bundle"')]
    assert [f"#b{n}" in index for n in (1, 2, 3)] == [True] * 3


def test_official_text_is_folded_up_beside_our_words(catalog: Catalog) -> None:
    finding = FINDINGS[0].model_copy(update={"citations": (GUIDELINE,)})
    page = to_html([(BUNDLE, report_on(BUNDLE, (finding,)))], catalog)
    (folded,) = re.findall(r'<details class="official">(.*?)</details>', page, re.DOTALL)
    assert "<summary>Official text, FY2026, page 15</summary>" in folded
    assert "<p>Words of the section &lt;1&gt;.</p>\n<p>More of them.</p>" in folded
    assert f"<p>{GUIDELINE.text}</p>" in page


def test_a_notice_that_all_bundles_share_is_told_once(catalog: Catalog) -> None:
    shared, own = "Not at hand: everything.", "Only here."
    reports = [
        report.model_copy(update={"notices": (shared, own) if number else (shared,)})
        for number, (_, report) in enumerate(AUDITED)
    ]
    bundles = [bundle for bundle, _ in AUDITED]
    page = to_html(list(zip(bundles, reports, strict=True)), catalog)
    assert (page.count(shared), page.count(own)) == (1, len(AUDITED) - 1)


def test_rule_pages_hold_the_manual_of_each_rule_that_fired(catalog: Catalog) -> None:
    rule = all_rules()[0]
    finding = FINDINGS[0].model_copy(update={"rule_id": rule.id})
    text = html.unescape(to_html([(BUNDLE, report_on(BUNDLE, (finding,)))], catalog))
    assert f'id="rule-{rule.id}"' in text
    assert manual(rule).opening[0] in text
    assert f"docs/rules.md#{rule.id}" in text


@pytest.mark.parametrize("rule", all_rules(), ids=lambda r: r.id)
def test_every_rule_has_a_manual_page_with_an_opening(rule: Rule) -> None:
    assert manual(rule).opening


# Safety


def test_the_page_loads_nothing(run: str) -> None:
    outline = Outline(run)
    assert {tag for tag, _ in outline.tags} & {"link", "img", "iframe", "object", "embed"} == set()
    assert outline.values("src") == []
    assert not re.search(r"@import|url\(", _asset("report.css"))


def test_only_the_page_s_own_script_stands_in_it(run: str) -> None:
    outline = Outline(run)
    assert [tag for tag, _ in outline.tags].count("script") == 1
    assert not [name for _, a in outline.tags for name in a if name.startswith("on")]
    assert not outline.values("style")


ATTACK = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"

#: Fields whose values the contracts fix; every other string may come from a chart, claim or model.
FIXED = frozenset(
    [
        "schema_version",
        "category",
        "severity",
        "direction",
        "status",
        "kind",
        "action",
        "source",
        "worded_by",
        "setting",
        "sex",
        "place_of_service",
        "discharge_status",
        "poa",
    ]
)


def attacked(value: object, field: str = "") -> object:
    """The value with an attack in every string that a chart, a claim or a model can write."""
    if isinstance(value, dict):
        return {name: attacked(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [attacked(inner, field) for inner in value]
    if type(value) is not str or field in FIXED:
        return value
    return f"{value[:3]}<i>" if field in {"code", "procedure"} else value + ATTACK


def test_markup_in_any_field_is_shown_and_never_read(catalog: Catalog) -> None:
    bundle = ChartBundle.model_validate(attacked(BUNDLE.model_dump()))
    report = AuditReport.model_validate(attacked(REPORT.model_dump()))
    outline = Outline(to_html([(bundle, report)], catalog))
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("script") == 1
    assert not {"img", "i"} & set(tags)
    assert not [name for _, a in outline.tags for name in a if name.startswith("on")]


def test_the_page_is_the_same_to_the_byte(page: str, catalog: Catalog) -> None:
    assert to_html([(BUNDLE, REPORT)], catalog) == page


# Colours


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


PALETTES = [
    dict(re.findall(r"--([\w-]+): (#\w+)", block))
    for block in re.findall(r":root \{(.*?)\}", _asset("report.css"), re.DOTALL)
]
INKS = ["ink", "soft", "link", "error", "warning", "advice", "proved", "review"]
PAIRS = [
    *product(INKS, ["paper", "wash"]),
    *product(["mark-ink"], ["mark", "mark-more", "mark-on"]),
]


def test_there_is_a_palette_for_light_dark_and_print() -> None:
    assert len(PALETTES) == 3


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_contrast_is_at_least_that_of_level_aa(
    palette: dict[str, str], ink: str, ground: str
) -> None:
    assert _contrast(palette[ink], palette[ground]) >= 4.5
