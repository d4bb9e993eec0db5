"""The reference check finds what a text gets wrong about codes, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import CatalogView
from catalog.references.check import Remark, check_text
from catalog.references.titles import disagreement


def found(text: str, view: CatalogView) -> list[tuple[str, str]]:
    """Code and kind of each remark."""
    return [(remark.code, remark.kind.value) for remark in check_text(text, view)]


def only(text: str, view: CatalogView) -> Remark:
    """The one remark on a text."""
    (remark,) = check_text(text, view)
    return remark


@pytest.mark.parametrize(
    ("text", "code", "kind", "corrections"),
    [
        ("K35.8 – Acute appendicitis, other", "K35.8", "header", {"K35.80", "K35.890", "K35.891"}),
        ("- N18.3: stage 3 kidney disease", "N18.3", "header", {"N18.30", "N18.31", "N18.32"}),
        ("Report M54.4 when lumbago radiates.", "M54.4", "header", {"M54.40", "M54.41", "M54.42"}),
        ("M54.3,Sciatica", "M54.3", "header", {"M54.30", "M54.31", "M54.32"}),
        ("Sciatica: M54.3", "M54.3", "header", {"M54.30", "M54.31", "M54.32"}),
        ("M54.3 – Sciatica, left side", "M54.3", "header", {"M54.32"}),
        (
            "S93.401 | Sprain of right ankle |",
            "S93.401",
            "missing_seventh_character",
            {"S93.401A", "S93.401D", "S93.401S"},
        ),
        ("W19 - Fall", "W19", "missing_seventh_character", {"W19.XXXA", "W19.XXXD", "W19.XXXS"}),
        ("codes such as M25.567 (pain in left knee)", "M25.567", "unknown", {"M25.562"}),
        ("M79.644 – Pain in left upper arm", "M79.644", "title_mismatch", {"M79.622"}),
        ("M25.561 (left knee pain)", "M25.561", "title_mismatch", {"M25.562"}),
        ("left knee pain (M25.561)", "M25.561", "title_mismatch", {"M25.562"}),
        ("M17.11 = Left knee osteoarthritis", "M17.11", "title_mismatch", {"M17.12"}),
        ("E11.9 – Type 1 diabetes mellitus", "E11.9", "title_mismatch", {"E10.9"}),
        (
            "Use M25.511, which is pain in the left shoulder.",
            "M25.511",
            "title_mismatch",
            {"M25.512"},
        ),
        ("M5450 – Vertebrogenic low back pain", "M5450", "title_mismatch", {"M54.51"}),
    ],
)
def test_a_wrong_mention_is_told_with_its_correction(
    text: str, code: str, kind: str, corrections: set[str], view: CatalogView
) -> None:
    wrong = [r for r in check_text(text, view) if r.kind.value != "side_not_offered"]
    assert [(r.code, r.kind.value) for r in wrong] == [(code, kind)]
    assert corrections <= set(wrong[0].corrections)


@pytest.mark.parametrize(
    "text",
    [
        "M54.16 – Radiculopathy of lumbar",
        "M54.41 / M54.42 – Lumbago with sciatica, left or right",
        "J44.9 | COPD | lungs |",
        "M25.571 – Right ankle pain",
        "I63.9: Stroke",
        "Shoulder pain lies at M25.51- in the Tabular List.",
        "M54.30-M54.32 – Sciatica by side",
        "The M54 series and the whole of Chapter 13 (M00–M99) cover it.",
        "See the codes below M54.4 for the combination.",
        "M54.5 is no longer valid; payers reject it.",
        "The older M54.5 (still seen in some lists) gave way to M54.50 and M54.59.",
        "Do not confuse M25.561 (right knee) with left knee pain.",
        "Never report S39.012 by itself.",
        "CPT 99213 with 97110; HCPCS G0283, J1100 dexamethasone, L1832 brace.",
        "Vitamin B12, A1C 7.2, level T12, version V10.2, Figure S10.2, lot D103, D8.",
        "https://example.org/codes/M79.679 lists them.",
        "M54.9 – see the note",
        "I50.9 – CHF; E78.00 – high cholesterol; L03.115 – Cellulitis of right leg",
        "- N18 – Chronic kidney disease\n  - N18.3 – Stage 3\n    - N18.31 – Stage 3a",
        "M54.50 carries no laterality designator. Does M54.50 need a side?",
    ],
)
def test_a_sound_or_unjudgeable_text_gets_no_remark(text: str, view: CatalogView) -> None:
    assert found(text, view) == []


def test_a_deleted_code_is_told_with_its_last_day_and_what_replaced_it(view: CatalogView) -> None:
    remark = only("I60.22 – Subarachnoid hemorrhage", view)
    assert (remark.kind.value, remark.corrections) == ("deleted", ("I60.2",))
    assert "2016-09-30" in remark.message


def test_validity_is_that_of_the_day(view: CatalogView) -> None:
    text = "M51.360 – Disc degeneration, lumbar, with discogenic back pain only"
    before = view.catalog.on(date(2024, 9, 30))
    assert (found(text, before), found(text, view)) == ([("M51.360", "not_yet")], [])
    assert found("M54.5 – Low back pain", view.catalog.on(date(2021, 9, 30))) == []


def test_a_table_may_name_the_condition_before_the_code(view: CatalogView) -> None:
    table = "Diagnosis | ICD-10-CM\n---|---\nLeft hip pain | M25.551\nRight hip pain | M25.551\n"
    remark = only(table, view)
    assert (table.count("\n", 0, remark.start), remark.says) == (2, "Left hip pain")
    assert remark.corrections == ("M25.552",)


@pytest.mark.parametrize(
    ("text", "code", "kind", "corrections"),
    [
        (
            "M25.519 – Shoulder pain",
            "M25.519",
            "side_not_offered",
            ("M25.511", "M25.512"),
        ),
        (
            "Elbow pain belongs to the M79.62x series.",
            "M79.62x",
            "site_outside_series",
            ("M25.521", "M25.522", "M25.529"),
        ),
        ("M51.x – Lumbar disc disorders", "M51.x", "series_changed", ("M51.360", "M51.361")),
        ("Pick M54.6 when the note lacks the side.", "M54.6", "no_side_axis", ()),
        ("Read the Excludes1 notes at M99 first.", "M99", "note_absent", ()),
        (
            "Coders confuse M99.83 with M99.86: check that it is the leg, not the neck.",
            "M99.86",
            "site_of_another_code",
            ("M99.81",),
        ),
    ],
)
def test_a_statement_that_the_tabular_list_contradicts_is_told(
    text: str, code: str, kind: str, corrections: tuple[str, ...], view: CatalogView
) -> None:
    remark = only(text, view)
    assert (remark.code, remark.kind.value) == (code, kind)
    assert remark.corrections[: len(corrections)] == corrections


@pytest.mark.parametrize(
    "text",
    [
        "M25.519 – Shoulder pain; M25.511 and M25.512 for a known side",
        "Thigh pain belongs to the M79.65x series.",
        "M51.x – disc disorders, such as M51.360, M51.361, M51.362, M51.369, M51.370, M51.379",
        "Pick M54.30 or M54.31 when the note lacks the side.",
        "Read the Excludes1 notes at M54.5 first.",
        "Are there Excludes1 notes at M99?",
        "Coders confuse M99.81 with M99.86: check that it is the leg, not the neck.",
    ],
)
def test_a_statement_that_holds_gets_no_remark(text: str, view: CatalogView) -> None:
    assert found(text, view) == []


def test_official_titles_and_terms_agree_with_their_codes(view: CatalogView) -> None:
    phrases = view.tabular_list.query("SELECT code, text FROM phrase ORDER BY code")[::40]
    wrong = [c for c, text in phrases if disagreement(view, c, text, prose=False)]
    assert (len(phrases) > 1000, wrong) == (True, [])


_PIECES = st.sampled_from(
    [
        "M79.661",
        "M54.3",
        "S39.012",
        "M79.679",
        "M51.x",
        "M54.4-",
        "M00–M99",
        " – ",
        " | ",
        "\n",
        " (",
        ") ",
        "right thigh",
        "Pain in left foot",
        ": ",
        ", ",
        " / ",
        "é🦵",
        "when it lacks a side",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=12), max_size=25).map("".join))
def test_a_remark_stands_at_the_code_as_written(view: CatalogView, text: str) -> None:
    for remark in check_text(text, view):
        assert text[remark.start : remark.end] == remark.code
        assert all(view.is_billable(code) for code in remark.corrections)


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (
            "000",
            [
                ("M79.606", "side_not_offered", ("M79.604", "M79.605")),
                ("M79.661", "title_mismatch", ("M79.651",)),
                ("M79.662", "title_mismatch", ("M79.652",)),
                ("M79.679", "unknown", ("M79.673",)),
                ("M79.661", "title_mismatch", ("M79.651",)),
                (
                    "M79.60x",
                    "site_outside_series",
                    (
                        "M79.651",
                        "M79.652",
                        "M79.659",
                        "M25.561",
                        "M25.562",
                        "M25.569",
                        "M25.571",
                        "M25.572",
                    ),
                ),
            ],
        ),
        (
            "001",
            [
                ("M54.50", "no_side_axis", ()),
                ("M54.3", "header", ("M54.30", "M54.31", "M54.32")),
                ("S39.012", "missing_seventh_character", ("S39.012A", "S39.012D", "S39.012S")),
                (
                    "M51.x",
                    "series_changed",
                    (
                        "M51.360",
                        "M51.361",
                        "M51.362",
                        "M51.369",
                        "M51.370",
                        "M51.371",
                        "M51.372",
                        "M51.379",
                    ),
                ),
                ("M54.50", "no_side_axis", ()),
            ],
        ),
        ("002", [("M99.89", "site_of_another_code", ("M99.85",)), ("M99", "note_absent", ())]),
    ],
)
def test_the_articles_get_the_remarks_of_their_table_and_no_other(
    article: str,
    expected: list[tuple[str, str, tuple[str, ...]]],
    shared: Path,
    view: CatalogView,
) -> None:
    (path,) = (shared / "seeds").glob(f"{article}_*.txt")
    remarks = check_text(path.read_text(encoding="utf-8"), view)
    assert [(r.code, r.kind.value, r.corrections) for r in remarks] == expected
