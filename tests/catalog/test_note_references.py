"""Every code in every note of the shipped release is read, or listed with its reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog import Catalog, CatalogView, canonical, compact
from catalog.data_files import load_yaml
from catalog.tabular import account as accounts
from catalog.tabular.notes import CodeRange, Role, code_mentions
from catalog.tabular.xml import NOTE_KINDS

_LISTED = load_yaml(Path(accounts.__file__).with_name("unresolved_references.yaml"))
#: Deliberately not the parser's pattern: a letter and two characters, and a dotted part.
_LOOKS_LIKE_A_CODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z](?:\d[0-9A-Z]|A\d)(?:\.[0-9A-Za-z]+)?(?![0-9A-Za-z])"
)


@pytest.fixture(scope="module")
def notes(catalog: Catalog) -> list[tuple[str, ...]]:
    return catalog.query("SELECT owner, kind, text FROM note ORDER BY id")


def _look_alike(text: str, start: int, printed: str) -> bool:
    return any(
        row["printed"] == printed and text[:start].lower().endswith(f"{row['after']} ".lower())
        for row in _LISTED["other"]
    )


def test_what_looks_like_a_code_is_read_or_listed(notes: list[tuple[str, ...]]) -> None:
    missed = []
    for owner, kind, text in notes:
        read = {
            end
            for mention in code_mentions(text)
            for end in (mention.start, mention.range.low, mention.range.high)
        }
        spans = [(mention.start, mention.end) for mention in code_mentions(text)]
        for found in _LOOKS_LIKE_A_CODE.finditer(text):
            within = any(start <= found.start() and found.end() <= end for start, end in spans)
            if not (within and compact(found[0]) in read) and not _look_alike(
                text, found.start(), found[0]
            ):
                missed.append((owner, kind, found[0]))
    assert missed == []


def test_the_count_of_codes_in_notes(catalog: Catalog) -> None:
    found = accounts.account(catalog.tabular_list)
    assert set(found.by_kind) == set(NOTE_KINDS)
    assert sum(found.by_kind.values()) == sum(found.by_role.values()) == 12_100
    assert (found.by_role[Role.CONDITION], found.by_role[Role.EXCEPTION]) == (9, 11)


def test_every_unresolved_code_is_listed_with_its_reason(catalog: Catalog) -> None:
    found = accounts.account(catalog.tabular_list).unresolved
    listed = {(row["owner"], row["kind"], row["printed"]) for row in _LISTED["references"]}
    assert len(found) == 7
    assert {(one.owner, one.kind, one.printed) for one in found} == listed
    assert all(one.reason != "the release has no such code" for one in found)


def test_every_range_but_the_listed_slip_covers_a_code_of_the_release(catalog: Catalog) -> None:
    rows = catalog.query("SELECT code FROM entry WHERE kind NOT IN ('chapter', 'block')")
    by_letter: dict[str, list[str]] = {}
    for (code,) in rows:
        by_letter.setdefault(code[0], []).append(compact(code))
    ranges = {
        CodeRange(*row)
        for row in catalog.query("SELECT DISTINCT low, high, narrowed FROM reference")
    }
    empty = {
        found.low
        for found in ranges
        if not any(
            found.covers(code)
            for letter in map(chr, range(ord(found.low[0]), ord(found.high[0]) + 1))
            for code in by_letter.get(letter, [])
        )
    }
    assert empty == {"G3190"}


@pytest.mark.parametrize(
    ("owner", "kind", "covered", "not_covered"),
    [
        ("N16", "codeFirst", "C96.A", "C97"),
        ("S06.0", "excludes1", "S06.8A1A", "S06.9X1A"),
        ("Y93.B9", "excludes1", "Y93.A1", "Y93.82"),
        ("Z80.8", "inclusionTerm", "C4A.10", "C50.9"),
    ],
)
def test_a_range_holds_what_is_printed_between_its_ends(
    view: CatalogView, owner: str, kind: str, covered: str, not_covered: str
) -> None:
    ranges = [found.range for found in view.references(owner, kind)]
    assert any(found.covers(covered) for found in ranges)
    assert not any(found.covers(not_covered) for found in ranges)


def test_a_7th_character_note_names_the_codes_at_or_below_its_place(catalog: Catalog) -> None:
    strangers = [
        (owner, text)
        for owner, kind, text, found in accounts.mentions(catalog.tabular_list)
        if kind == "sevenChrNote"
        and not found.range.low.startswith(compact(owner))
        and canonical(found.range.low) != "O30"
    ]
    assert strangers == []


def test_7th_characters_are_defined_at_no_chapter_or_block(catalog: Catalog) -> None:
    owners = {owner for (owner,) in catalog.query("SELECT DISTINCT owner FROM seventh")}
    kinds = {entry.kind for owner in owners if (entry := catalog.tabular_list.entry(owner))}
    assert kinds <= {"category", "subcategory", "code"}


@pytest.mark.parametrize(
    ("code", "owner", "characters"),
    [
        ("S39.012", "S39", "ADS"),
        ("S12.9", "S12.9", "ADS"),
        ("S49.001", "S49", "ADGKPS"),
        ("S06.1X7", "S06", "A"),
        ("M99.86", None, ""),
    ],
)
def test_7th_characters_are_those_of_the_nearest_definition_that_the_code_takes(
    view: CatalogView, code: str, owner: str | None, characters: str
) -> None:
    found = view.seventh_characters(code)
    assert (found and found.owner) == owner
    assert "".join(character for character, _ in (found.options if found else ())) == characters
