"""JSON, terminal, Markdown: stable bytes, chart text never taken for markup, no line too wide."""

from __future__ import annotations

import io
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_sample import (
    AUDITED,
    BUNDLE,
    EDIT,
    FINDINGS,
    GUIDELINE,
    REPORT,
    SEVENTH,
    report_on,
)
from rich.cells import cell_len
from rich.console import Console

from agent.models import AuditReport, EvidenceSpan, Finding, ModelUsed, Subject
from agent.report.as_json import to_json
from agent.report.html import to_html
from agent.report.markdown import escaped, to_markdown, to_markdown_run
from agent.report.phrases import (
    citation_dates,
    citation_title,
    one_line,
    reading_phrase,
    shortened,
    subject_phrase,
    summary,
)
from agent.report.terminal import print_table, print_terminal
from agent.report.usage import run_usage_phrase, usage_phrase
from catalog import Catalog

CHART_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\x1b[]\\`|<>&\r\n\t\x9b\u202e*_#@!~"),
    ),
    min_size=1,
    max_size=80,
)


def quoting(text: str) -> Finding:
    """A finding whose free text and quote are the given text."""
    return FINDINGS[0].model_copy(
        update={
            "message": text,
            "evidence": (EvidenceSpan(document_id="intake", start=0, end=1, quote=text),),
        }
    )


def printed(report: AuditReport, width: int, **options: Any) -> str:
    stream = io.StringIO()
    print_terminal(report, BUNDLE, Console(file=stream, width=width, **options))
    return stream.getvalue()


# JSON


def test_json_reads_back_as_the_same_report() -> None:
    assert AuditReport.model_validate_json(to_json(REPORT)) == REPORT


def test_json_without_indent_is_one_line_even_with_odd_line_ends_in_the_chart() -> None:
    report = report_on(BUNDLE, (quoting("one\u2028two\x85three\nfour"),))
    assert len(to_json(report).splitlines()) == 1


@pytest.mark.parametrize("indent", [False, True])
def test_json_keys_are_sorted(indent: bool) -> None:
    def keys_sorted(value: object) -> bool:
        if isinstance(value, dict):
            return list(value) == sorted(value) and all(map(keys_sorted, value.values()))
        return all(map(keys_sorted, value)) if isinstance(value, list) else True

    assert keys_sorted(json.loads(to_json(REPORT, indent)))


@pytest.mark.parametrize("indent", [False, True])
def test_json_of_an_equal_report_is_the_same_to_the_byte(indent: bool) -> None:
    again = AuditReport.model_validate(REPORT.model_dump())
    assert to_json(again, indent) == to_json(REPORT, indent)


# Text made safe


@given(CHART_TEXT)
def test_one_line_leaves_no_control_or_direction_character(text: str) -> None:
    kinds = {unicodedata.category(character) for character in one_line(text)}
    assert not kinds & {"Cc", "Cf", "Zl", "Zp"}


def test_one_line_keeps_ordinary_text_as_it_is() -> None:
    assert one_line('Zoë, 山田: "40° & <5 mg"') == 'Zoë, 山田: "40° & <5 mg"'


@given(st.text("ab ", max_size=60), st.integers(6, 50))
def test_shortened_text_says_how_many_characters_it_left_out(text: str, limit: int) -> None:
    short = shortened(text, limit)
    if len(text) <= limit:
        assert short == text
    else:
        left_out = int(short.partition("[…")[2].partition(" ")[0])
        assert limit <= len(text) - left_out + 2
        assert text.startswith(short.partition(" […")[0])


def about(**subject: Any) -> str:
    finding = FINDINGS[0].model_copy(update={"subject": Subject(**subject)})
    return subject_phrase(finding, BUNDLE)


def test_the_subject_is_named_by_its_place_on_the_claim() -> None:
    assert about(kind="diagnosis", index=1, code="S39.012") == (
        "S39.012, diagnosis 1, pointed to by lines 1 and 2"
    )
    assert about(kind="diagnosis", index=3, code="M54.31") == (
        "M54.31, diagnosis 3, pointed to by no line"
    )
    assert about(kind="line", index=1, code="99213") == (
        "99213-25, line 1, points to diagnoses 1 and 2"
    )


def test_a_code_that_is_missing_from_the_claim_is_named_so() -> None:
    assert about(kind="encounter", code="I10") == "I10, not on the claim"
    assert about(kind="document", document_id="intake", code="I10") == (
        "I10, not on the claim, document intake"
    )
    assert about(kind="encounter", code="M54.31") == "M54.31"


def test_a_subject_without_a_code_is_the_document_or_the_encounter() -> None:
    assert about(kind="document", document_id="intake") == "document intake"
    assert about(kind="encounter") == "the encounter"


def test_a_rule_is_named_by_edition_section_and_title() -> None:
    assert [citation_title(c) for c in (SEVENTH, EDIT)] == [
        "ICD-10-CM Tabular List, April 2026, S39, 7th characters",
        "Medicare Code Editor, ICD-10 edition, Edit 1, Invalid diagnosis or procedure code",
    ]
    title = SEVENTH.model_copy(update={"section": "S39, title", "title": "S39 Other injuries"})
    assert citation_title(title) == "ICD-10-CM Tabular List, April 2026, S39 Other injuries"


def test_an_edition_that_names_several_years_gives_its_dates_instead() -> None:
    shared = EDIT.model_copy(
        update={"authority": "Guidelines", "release": "FY2026 (same in FY2025)", "section": "I.B"}
    )
    assert citation_title(shared) == "Guidelines, I.B, Invalid diagnosis or procedure code"
    assert citation_dates(shared) == "from 2015-10-01"


def test_summary_counts_each_kind_with_its_own_plural() -> None:
    assert summary(FINDINGS) == (
        "6 findings: 2 errors, 3 warnings, 1 advice; 4 proved, 2 need review"
    )
    assert summary(FINDINGS[:1]) == "1 finding: 1 error; 1 proved"
    assert summary(()) == "no findings"


# Terminal


def test_terminal_shows_what_the_auditor_signs() -> None:
    text = printed(REPORT, 120)
    for words in (
        "VAL06  seventh_character  error  proved",
        "Billed       S39.012, diagnosis 1, pointed to by lines 1 and 2",
        'Chart        progress-note 101-145  "low back strain from lifting boxes on Friday"',
        "Rule         ICD-10-CM Tabular List, April 2026, S39, 7th characters  TAB:S39:sevenChrDef",
        "Do           replace with S39.012A",
        "Denial risk  CARC 146",
        "[ ] Unable to determine",
        "Medicare Code Editor, October 2025, 2025-10-01 to 2026-03-31, not in force on 2026-05-04",
    ):
        assert words in text


def test_terminal_prints_chart_words_in_brackets_as_words() -> None:
    assert "[red]rich[/red]" in printed(report_on(BUNDLE, (quoting("[red]rich[/red]"),)), 120)


@given(CHART_TEXT)
def test_terminal_lines_never_exceed_sixty_columns(text: str) -> None:
    report = report_on(BUNDLE, (quoting(text),))
    assert max(map(cell_len, printed(report, 60).split("\n"))) <= 60


def test_terminal_lines_of_the_whole_sample_never_exceed_sixty_columns() -> None:
    assert max(map(cell_len, printed(REPORT, 60).split("\n"))) <= 60


@given(CHART_TEXT)
def test_terminal_passes_no_escape_sequence_of_the_chart(text: str) -> None:
    assert "\x1b" not in printed(report_on(BUNDLE, (quoting(text),)), 100)


def test_table_has_a_line_for_each_bundle_and_the_totals() -> None:
    stream = io.StringIO()
    print_table(AUDITED, Console(file=stream, width=100))
    text = stream.getvalue()
    assert all(bundle.bundle_id in text for bundle, _ in AUDITED)
    assert "3 bundles, 6 findings" in text


def test_table_fits_sixty_columns() -> None:
    stream = io.StringIO()
    print_table(AUDITED, Console(file=stream, width=60))
    assert max(map(cell_len, stream.getvalue().split("\n"))) <= 60


# Markdown

READER = MarkdownIt("gfm-like", {"linkify": False})


def text_of(markdown: str) -> str:
    """The words that a reader of the rendered Markdown sees, tags left out."""
    words = []
    for token in READER.parse(markdown):
        for child in token.children or ():
            assert child.type in {"text", "text_special", "strong_open", "strong_close"}, child.type
            words.append(child.content)
    return "".join(words)


@given(CHART_TEXT)
def test_markdown_shows_escaped_text_as_it_stands(text: str) -> None:
    shown = one_line(text).strip()
    assert text_of(f"- x {escaped(text)} x") == f"x {shown} x"


@given(CHART_TEXT)
def test_escaped_text_holds_no_mention_reference_or_bare_link(text: str) -> None:
    shown = escaped(text + " @nurse #12 https://x.example")
    assert "@" not in shown
    assert "https://" not in shown
    assert "#12" not in shown.replace("&#", "")


def test_markdown_of_the_sample_holds_no_raw_html() -> None:
    kinds = {
        child.type
        for token in READER.parse(to_markdown(REPORT, BUNDLE))
        for child in [token, *(token.children or ())]
    }
    assert not {kind for kind in kinds if "html" in kind}


def test_markdown_of_a_run_has_an_index_and_each_bundle() -> None:
    headings = [x for x in to_markdown_run(AUDITED).splitlines() if x.startswith(("# ", "## "))]
    assert len(headings) == 1 + len(AUDITED)


def test_a_notice_that_all_audits_share_is_told_once() -> None:
    notice = "Not at hand: everything."
    audited = [(b, r.model_copy(update={"notices": (notice,)})) for b, r in AUDITED]
    assert to_markdown_run(audited).count(notice) == 1
    stream = io.StringIO()
    console = Console(file=stream, width=120)
    for bundle, report in audited:
        print_terminal(report, bundle, console, told=[notice])
    print_table(audited, console)
    assert stream.getvalue().count(notice) == 1


def test_text_reports_name_the_page_of_a_guideline_at_hand_and_not_its_text() -> None:
    report = report_on(BUNDLE, (FINDINGS[0].model_copy(update={"citations": (GUIDELINE,)}),))
    for text in (printed(report, 120), to_markdown(report, BUNDLE)):
        assert "FY2026, page 15" in text
        assert "Words of the section" not in text


def test_markdown_of_a_run_of_one_is_that_audit() -> None:
    assert to_markdown_run(AUDITED[:1]) == to_markdown(REPORT, BUNDLE)


def test_a_model_that_gave_no_usable_answer_is_not_said_to_have_read() -> None:
    used = ModelUsed(name="some-model", base_url="http://127.0.0.1:9/v1")
    fell_back = REPORT.model_copy(update={"coder": "offline", "model": used})
    assert reading_phrase(fell_back).endswith("model some-model asked without a usable answer")


USED = ModelUsed(
    name="some-model",
    base_url="http://127.0.0.1:9/v1",
    calls=5,
    transport_retries=1,
    validation_reasks=2,
    prompt_tokens=12_000,
    cached_prompt_tokens=3_000,
    completion_tokens=640,
    cost_usd=0.0312,
    seconds=4.25,
)


def test_every_format_says_what_the_model_took(catalog: Catalog) -> None:
    report = REPORT.model_copy(update={"model": USED})
    for text in (
        printed(report, 400),
        to_markdown(report, BUNDLE).replace("\\", ""),
        to_html([(BUNDLE, report)], catalog),
    ):
        for told in (
            "5 calls, 1 of them tried again after a fault, 2 to have an answer corrected",
            "12,000 prompt tokens (3,000 cached) and 640 completion tokens",
            "4.2 seconds of waiting",
            "0.0312",
        ):
            assert told in text


def test_a_cost_that_is_not_known_is_not_told_as_nothing() -> None:
    told = usage_phrase(USED.model_copy(update={"cost_usd": None, "unaccounted_calls": 1}))
    assert "cost not known" in told
    assert "$" not in told
    assert "told no tokens for 1 call" in told


def test_a_run_says_what_its_model_took_in_all(catalog: Catalog) -> None:
    audited = [(bundle, report.model_copy(update={"model": USED})) for bundle, report in AUDITED]
    calls = f"Model in all: {5 * len(AUDITED)} calls"
    assert calls in to_markdown_run(audited)
    assert calls in to_html(audited, catalog)
    console = Console(file=io.StringIO(), width=200)
    print_table(audited, console)
    assert isinstance(console.file, io.StringIO)
    assert calls in console.file.getvalue()
    offline = [report.model_copy(update={"model": None}) for _, report in AUDITED]
    assert run_usage_phrase(offline) == ""
