"""Two codes and the Excludes notes between them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import CatalogView, Conflict
from catalog.tabular.conflicts import compare


@pytest.mark.parametrize(
    ("first", "second", "owners"),
    [
        ("M54.50", "S39.012A", ["M54.5"]),
        ("S39.012A", "M54.50", ["M54.5"]),
        ("E11.9", "E10.9", ["E11", "E10"]),
        ("N08", "E11.21", ["N08"]),
        ("N08", "E11.9", []),
        ("S01.01XA", "S02.0XXB", ["S01"]),
        ("S01.01XA", "S02.0XXA", []),
        ("A15.0", "J65", ["A15-A19", "A15-A19"]),
        ("A17.0", "A15.0", []),
        ("M79.604", "M25.561", []),
    ],
)
def test_excludes1_notes_between_two_codes(
    view: CatalogView, first: str, second: str, owners: list[str]
) -> None:
    found = compare(view, first, second).of_kind("excludes1")
    assert [one.note.owner for one in found] == owners


def test_excludes2_notes_are_told_apart(view: CatalogView) -> None:
    found = compare(view, "M79.604", "M25.561").of_kind("excludes2")
    assert [one.note.citation for one in found] == ["TAB:M79.6:excludes2", "TAB:M25.5:excludes2"]


def test_a_header_stands_for_the_codes_below_it(view: CatalogView) -> None:
    (found,) = compare(view, "M54", "S39").of_kind("excludes1")
    assert found.codes == ("M54.50", "M54.51", "M54.59")
    assert found.excluded == ("S39.012A", "S39.012D", "S39.012S")
    assert not found.whole


def test_categories_that_exclude_each_other_do_so_as_a_whole(view: CatalogView) -> None:
    assert all(one.whole for one in compare(view, "E10", "E11").of_kind("excludes1"))


@pytest.mark.parametrize("other", ["M54.50", "M54.5", "M54", "m545"])
def test_a_code_is_not_compared_with_its_own_header(view: CatalogView, other: str) -> None:
    found = compare(view, "M54.50", other)
    assert (found.nested, found.exclusions) == (True, ())


def _by_definition(view: CatalogView, first: str, second: str) -> Conflict | None:
    """The pair compared note by note, as the notes are printed."""
    for code, other in ((first, second), (second, first)):
        for note, found in view.references(code, "excludes1"):
            if found.covers(other) and not found.covers(code):
                return Conflict(note, code, other)
    return None


_CODES = [
    "M54.50",
    "M54.2",
    "M54.41",
    "S39.012A",
    "M51.360",
    "F45.41",
    "E11.9",
    "E10.9",
    "E11.21",
    "E13.42",
    "N08",
    "G63",
    "H20.00",
    "S01.01XA",
    "S02.0XXA",
    "S02.0XXB",
    "F07.81",
    "S06.0X0A",
    "S06.0X1S",
    "A15.0",
    "A17.0",
    "J65",
    "J12.82",
    "B01.2",
    "R07.9",
    "I25.10",
    "I25.110",
    "O80",
    "O99.891",
    "Z85.6",
    "C91.01",
    "T36.0X5A",
    "K21.9",
    "J45.909",
    "R05.9",
    "F80.81",
    "I69.323",
    "QA0.0151",
]


@given(st.lists(st.sampled_from(_CODES), max_size=12, unique=True))
@settings(max_examples=60)
def test_a_claim_compared_at_once_equals_its_pairs_compared_note_by_note(codes: list[str]) -> None:
    view = _VIEW[0]
    expected = {
        pair: conflict
        for pair in combinations(codes, 2)
        if (conflict := _by_definition(view, *pair)) is not None
    }
    found = view.excludes1_pairs(codes)
    assert (found, list(found)) == (expected, list(expected))


_VIEW: list[CatalogView] = []


@pytest.fixture(autouse=True)
def _kept_view(view: CatalogView) -> None:
    """Hypothesis runs one test many times and takes no fixture of a narrower scope."""
    _VIEW[:] = [view]
