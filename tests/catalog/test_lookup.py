"""Look-ups answer as a coder with the right edition in hand would."""

from __future__ import annotations

from datetime import date

import pytest

from catalog import Catalog, CatalogView


@pytest.mark.parametrize(
    ("code", "day", "state", "replacements"),
    [
        ("M54.5", "2021-09-30", "billable", ()),
        ("M54.5", "2021-10-01", "header", ("M54.50", "M54.51", "M54.59")),
        ("M54.50", "2021-09-30", "not_yet", ("M54.5",)),
        ("M51.36", "2024-09-30", "billable", ()),
        ("M51.36", "2024-10-01", "header", ("M51.360", "M51.361", "M51.362", "M51.369")),
        ("M51.37", "2024-10-01", "header", ("M51.370", "M51.371", "M51.372", "M51.379")),
        ("M54.3", "2026-05-04", "header", ("M54.30", "M54.31", "M54.32")),
        ("S39.012", "2026-05-04", "header", ("S39.012A", "S39.012D", "S39.012S")),
        ("s39012a", "2026-05-04", "billable", ()),
        ("nonsense", "2026-05-04", "malformed", ()),
        ("M99.86", "2026-05-04", "billable", ()),
    ],
)
def test_status_of_a_code_on_a_date(
    catalog: Catalog, code: str, day: str, state: str, replacements: tuple[str, ...]
) -> None:
    status = catalog.on(date.fromisoformat(day)).status(code)
    assert (status.state, status.replacements) == (state, replacements)


def test_a_code_that_was_split_names_its_successors(catalog: Catalog) -> None:
    status = catalog.on(date(2017, 10, 2)).status("A04.7")
    assert status.replacements == ("A04.71", "A04.72")


def test_an_unknown_code_names_codes_of_nearly_the_same_form(view: CatalogView) -> None:
    status = view.status("M79.679")
    assert status.state == "unknown"
    assert {"M79.673", "M79.676"} <= set(status.replacements)


def test_parents_lead_up_to_the_chapter(view: CatalogView) -> None:
    above = [entry.code for entry in view.ancestors("S39.012A")]
    assert above == ["S39.012", "S39.01", "S39.0", "S39", "S30-S39", "CH19"]


def test_children_and_siblings_are_in_printed_order(view: CatalogView) -> None:
    assert [entry.code for entry in view.children("M54.3")] == ["M54.30", "M54.31", "M54.32"]
    assert [entry.code for entry in view.siblings("M54.31")] == ["M54.30", "M54.32"]


def test_notes_are_inherited_from_category_and_chapter(view: CatalogView) -> None:
    owners = [note.owner for note in view.notes("M99.86")]
    assert owners[0] == "M99"
    assert set(owners) == {"M99", "CH13"}


def test_m99_has_a_category_note_and_no_excludes_of_its_own(view: CatalogView) -> None:
    assert [note.kind for note in view.notes("M99", inherited=False)] == ["notes"]


def test_seventh_characters_come_from_the_category(view: CatalogView) -> None:
    seventh = view.seventh_characters("S39.012")
    assert seventh is not None
    assert (seventh.owner, [character for character, _ in seventh.options]) == ("S39", list("ADS"))


@pytest.mark.parametrize(
    ("first", "second", "owner"),
    [
        ("M54.50", "S39.012A", "M54.5"),
        ("S39.012A", "M54.50", "M54.5"),
        ("M54.50", "M54.41", "M54.5"),
        ("M54.50", "M51.360", "M54.5"),
        ("M54.50", "F45.41", "M54"),
    ],
)
def test_excludes1_is_found_from_either_code(
    view: CatalogView, first: str, second: str, owner: str
) -> None:
    conflict = view.excludes1(first, second)
    assert conflict is not None
    assert conflict.note.owner == owner


@pytest.mark.parametrize(("first", "second"), [("M79.604", "M25.561"), ("M54.50", "I10")])
def test_excludes2_and_unrelated_codes_do_not_conflict(
    view: CatalogView, first: str, second: str
) -> None:
    assert view.excludes1(first, second) is None


def test_flags_end_with_the_edit(catalog: Catalog) -> None:
    assert "male" in catalog.on(date(2024, 9, 30)).flags("N40.0")
    assert "male" not in catalog.on(date(2024, 10, 1)).flags("N40.0")


def test_maternity_ages_changed_on_2019_10_01(catalog: Catalog) -> None:
    assert catalog.on(date(2019, 9, 30)).age_range("maternity") == (12, 55)
    assert catalog.on(date(2019, 10, 1)).age_range("maternity") == (9, 64)


def test_a_date_outside_the_release_is_said(catalog: Catalog) -> None:
    notice = catalog.on(date(2026, 10, 1)).release_notice()
    assert notice is not None
    assert "2026-04-01" in notice


def test_a_date_outside_the_code_table_is_said_too(catalog: Catalog) -> None:
    notice = catalog.on(date(2099, 1, 1)).release_notice()
    assert notice is not None
    assert "so not for 2099-01-01" in notice


def test_a_date_within_the_release_needs_no_notice(catalog: Catalog) -> None:
    assert catalog.on(date(2026, 9, 30)).release_notice() is None
