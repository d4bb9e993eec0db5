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


@pytest.mark.parametrize(
    ("text", "covered", "not_covered"),
    [
        ("diabetic mononeuropathy (E08-E13 with .41)", "E11.41", "E11.42"),
        ("skin disorders in diabetes (E08-E13 with .62-)", "E11.622", "E11.610"),
        ("diabetic angiopathy (E08-E13 with .51-.52)", "E13.52", "E13.59"),
        ("hyperosmolarity (E08, E09 with final characters .00 or .01)", "E08.01", "E08.10"),
        ("fluency disorder (I69. with final characters -23)", "I69.323", "I69.320"),
        ("open skull fracture (S02.- with 7th character B)", "S02.0XXB", "S02.0XXA"),
        ("open fracture (S42.- with 7th character B or C)", "S42.001C", "S42.001A"),
        ("open fracture (S52.- with open fracture 7th character)", "S52.001E", "S52.001D"),
        ("meningitis (B27.- with fifth character 2)", "B27.02", "B27.01"),
        ("hallucinations (F11-F19 with fifth to sixth characters 51)", "F11.151", "F11.150"),
        ("linezolid (T36.8X- with sixth character 1-4)", "T36.8X4A", "T36.8X5A"),
        ("adverse effect (T36-T50 with fifth or six character 5)", "T36.0X5A", "T36.0X1A"),
        ("underdosing (T36-T50 with final character 6)", "T38.3X6A", "T38.3X5A"),
        ("poisoning (T36-T65 with fifth or sixth character 1-4 or 6)", "T36.96XA", "T36.95XA"),
        ("vertebral fracture (S12.0--S12.3-)", "S12.100A", "S12.400A"),
        ("subcategories S06.1- to S06.6-, and S06.81- to S06.89-", "S06.5X0A", "S06.9X0A"),
        ("conditions classifiable to O62.-, except O62.3", "O62.2", "O62.3"),
        ("tuberculosis, any type in A15 (J65)", "J65", "A15.0"),
        ("tinea, any type except those in B36.-", "", "B36.1"),
        ("code, if applicable, for codes G31.0-G31.83, G31.85-G31.9, to identify:", "", "G31.9"),
    ],
)
def test_what_narrows_a_reference_is_read(text: str, covered: str, not_covered: str) -> None:
    found = list(references(text))
    assert any(one.covers(covered) for one in found) is bool(covered)
    assert not any(one.covers(not_covered) for one in found)


def test_a_header_too_short_to_show_the_narrowing_is_not_covered() -> None:
    (found,) = references("diabetes (E08-E13 with .21)")
    assert not found.covers("E11")
