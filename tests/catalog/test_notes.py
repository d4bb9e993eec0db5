"""References in notes are read as the code ranges they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import compact
from catalog.tabular.notes import CodeRange, references


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("lumbago with sciatica (M54.4-)", [("M544", "M544")]),
        ("low back strain (S39.012)", [("S39012", "S39012")]),
        ("stage of kidney disease (N18.1-N18.6)", [("N181", "N186")]),
        ("pneumonia (J12-J18, B01.2)", [("J12", "J18"), ("B012", "B012")]),
        ("diseases of chapter (M00-M25)", [("M00", "M25")]),
        ("codes in Z79.4, Z79.84", [("Z794", "Z794"), ("Z7984", "Z7984")]),
        ("neuroendocrine tumors (C7A.-)", [("C7A", "C7A")]),
        ("see body system-related chapters", []),
        ("human immunodeficiency virus [HIV] disease", []),
    ],
)
def test_references_of_a_note(text: str, ranges: list[tuple[str, str]]) -> None:
    assert [(found.low, found.high) for found in references(text)] == ranges


@pytest.mark.parametrize(
    ("low", "high", "code", "covered"),
    [
        ("N181", "N186", "N18.6", True),
        ("J12", "J18", "J18.9", True),
        ("J12", "J18", "J20.9", False),
    ],
)
def test_a_range_covers_all_below_its_upper_end(
    low: str, high: str, code: str, covered: bool
) -> None:
    assert CodeRange(low, high).covers(code) is covered


@pytest.mark.parametrize(("code", "covered"), [("T36.0X1A", True), ("T36.0X5A", False)])
def test_an_intent_restricts_drug_codes(code: str, covered: bool) -> None:
    (found,) = references("poisoning (T36-T50 with fifth or sixth character 1-4)")
    assert found.covers(code) is covered


_CODES = st.from_regex(r"[A-Z][0-9][0-9](\.[0-9]{1,3})?", fullmatch=True)


@given(code=_CODES, below=st.text("0123456789", max_size=2), words=st.text("abc (),", max_size=12))
def test_a_dashed_reference_covers_its_code_and_all_below(
    code: str, below: str, words: str
) -> None:
    found = references(f"{words} ({code}-) {words}")
    assert any(reference.covers(compact(code) + below) for reference in found)


@given(st.text(max_size=200))
def test_any_text_gives_ranges_in_order(text: str) -> None:
    assert all(found.low <= found.high for found in references(text))
