"""The rulebook says what the official documents say, in its own words, with dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from agent.rules import Rule, all_rules
from catalog.citations import Authority, rulebook
from catalog.ncci.quarterly import Service
from catalog.policies import policy_items
from catalog.secondary_only import secondary_only
from catalog.tabular.xml import NOTE_KINDS

#: The guideline texts at hand, and a day on which each is in force.
TEXTS = {
    date(2022, 10, 1): "ICD-10-CM-Guidelines-FY2023.txt",
    date(2025, 4, 1): "ICD-10-CM-April-1-FY25-Guidelines.txt",
    date(2025, 10, 1): "ICD-10-CM-October-2025-Guidelines.txt",
}
PAGE = re.compile(r"\s*(?:ICD-10-CM Official Guidelines for Coding|FY 20\d\d|Page \d+ of).*")
#: Markers of the outline from the outer to the inner level: `Section I.`, `C.`, `19.`, `a.`, `1)`.
MARKERS = tuple(
    re.compile(rf"\s*{marker}\s+(\S.*)")
    for marker in (r"Section ([IV]+)\.", r"([A-Z])\.", r"(\d{1,2})\.", r"([a-z])\.", r"(\d{1,2})\)")
)
ROMAN = ("I", "II", "III", "IV")
#: What an entry's title adds to the official heading, to tell like headings apart.
ADDED = re.compile(r" \((?:[^()]*, )?(?:outpatient|inpatient|musculoskeletal system)\)$")
#: A run of so many words in common would be a copy, not a paraphrase.
COPIED = 8

GUIDELINES = sorted((e for e in rulebook().values() if e.id.startswith("OCG:")), key=lambda e: e.id)


def _headings(text: str) -> dict[str, str]:
    """Section ids such as `I.C.19.a` to their headings with the line after.

    A line opens a section when its marker is the next in order at its level.
    """
    body = list(re.finditer(r"(?m)^\s*Section I\. Conventions", text))[-1].start()
    lines = [line for line in text[body:].splitlines() if line.strip() and not PAGE.match(line)]
    path: list[str] = []
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        for level, marker in enumerate(MARKERS):
            match = marker.match(line)
            if match is None or len(path) < level:
                continue
            before = _ordinal(path[level], level) if len(path) > level else 0
            if _ordinal(match.group(1), level) == before + 1:
                path = [*path[:level], match.group(1)]
                found[".".join(path)] = " ".join([match.group(2), *lines[number + 1 : number + 2]])
                break
        if line.strip() == "Appendix I":
            found["Appendix I"] = lines[number + 1]
    return found


def _ordinal(label: str, level: int) -> int:
    """Place of a marker among its like: I, A, 1 and a are the first."""
    if level == 0:
        return ROMAN.index(label) + 1 if label in ROMAN else 0
    return int(label) if label.isdigit() else ord(label.lower()) - ord("a") + 1


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[date, str]:
    folder = shared / "official" / "guidelines"
    return {day: (folder / name).read_text(encoding="utf-8") for day, name in TEXTS.items()}


@pytest.fixture(scope="module")
def headings(texts: dict[date, str]) -> dict[date, dict[str, str]]:
    return {day: _headings(text) for day, text in texts.items()}


@pytest.fixture(scope="module")
def copied_runs(texts: dict[date, str]) -> set[tuple[str, ...]]:
    return {run for text in texts.values() for run in _runs(text)}


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[at : at + COPIED]) for at in range(len(words) - COPIED + 1))


@pytest.mark.parametrize("entry", GUIDELINES, ids=lambda e: e.id)
def test_a_guideline_stands_under_its_section_in_every_edition_that_its_dates_cover(
    entry: Authority, headings: dict[date, dict[str, str]]
) -> None:
    covered = [day for day in headings if entry.in_force(day)]
    assert covered, "no edition at hand covers its dates"
    title = _words(ADDED.sub("", entry.title))
    for day in covered:
        heading = _words(headings[day].get(entry.section, ""))
        assert heading[: len(title)] == title, f"{entry.section} in {TEXTS[day]}"


@pytest.mark.parametrize("entry", GUIDELINES, ids=lambda e: e.id)
def test_a_guideline_is_not_dated_beyond_the_editions_at_hand(entry: Authority) -> None:
    assert date(2022, 10, 1) <= entry.effective_from
    assert entry.effective_to is not None
    assert entry.effective_to <= date(2026, 9, 30)


@pytest.mark.parametrize("entry", GUIDELINES, ids=lambda e: e.id)
def test_a_paraphrase_shares_no_long_run_of_words_with_the_official_text(
    entry: Authority, copied_runs: set[tuple[str, ...]]
) -> None:
    assert [" ".join(run) for run in _runs(entry.text) if run in copied_runs] == []


@pytest.mark.parametrize("entry", rulebook().values(), ids=lambda e: e.id)
def test_every_entry_is_complete(entry: Authority) -> None:
    parts = (entry.authority, entry.title, entry.section, entry.text, entry.release, entry.source)
    assert all(part.strip() for part in parts)
    assert entry.effective_to is None or entry.effective_from <= entry.effective_to


@pytest.mark.parametrize("rule", all_rules(), ids=lambda r: r.id)
def test_every_citation_that_a_rule_declares_resolves(rule: Rule) -> None:
    quarterly = [f"NCCI:{table}:{service}" for table in ("ptp", "mue") for service in Service]
    ids = [*rulebook(), *policy_items(), *quarterly]
    kinds = {*NOTE_KINDS, "title", "sevenChrDef"}
    for pattern in rule.citations:
        if pattern.startswith("TAB:"):
            assert pattern.rpartition(":")[2] in kinds, pattern
        else:
            assert any(fnmatchcase(known, pattern) for known in ids), pattern


def test_the_sex_conflict_edit_ended_on_30_september_2024() -> None:
    edit = rulebook()["MCE:sex_conflict"]
    assert edit.in_force(date(2024, 9, 30))
    assert not edit.in_force(date(2024, 10, 1))


@pytest.mark.parametrize(
    ("code", "citation"),
    [
        ("Z68.41", "OCG:I.B.14"),
        ("Z59.00", "OCG:I.B.14"),
        ("Z33.1", "OCG:I.C.21.c.3"),
        ("Z15.01", "OCG:I.C.21.c.3"),
        ("Z85.3", "OCG:I.C.21.c.4"),
    ],
)
def test_codes_kept_from_the_first_place_cite_their_guideline(code: str, citation: str) -> None:
    entry = secondary_only(code)
    assert entry is not None
    assert entry.citation == citation
    assert citation in rulebook()


def test_a_code_that_may_lead_is_not_kept_from_the_first_place() -> None:
    assert secondary_only("M54.50") is None
