"""Whatever a look-up prints as a citation resolves, with the release and dates it is taken from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import DRUG_XML, EXTERNAL_XML, INDEX_XML, NEOPLASM_XML, written
from official_files import guidelines_text

from catalog import Catalog, CatalogView
from catalog.citations import in_force, resolve, rulebook
from catalog.guidelines.citations import agrees
from catalog.library.adding import add

DAY = date(2026, 5, 4)
OTHER_DAY = date(2027, 5, 4)
#: Words of the small indexes and tables, and one that is in none.
WORDS = (
    *("ache", "amyloid", "heart", "arthritis", "in", "infection", "jaw", "diabetes", "type 2"),
    *("with", "kidney", "disease", "pain", "low back", "fall", "ladder", "late effect", "breast"),
    *("areola", "male", "blood", "aspirin", "ASA", "acid", "zebra"),
)
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(", ".join)


@pytest.fixture(scope="module")
def looked_into(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalog to which small indexes, tables and guidelines of FY2026 were added."""
    files, library = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("library")
    for text in (INDEX_XML, EXTERNAL_XML, NEOPLASM_XML, DRUG_XML):
        path = written(files, text.replace("<version>2024", "<version>2026"))
        add(path, catalog, library)
    add(written(files, guidelines_text(), "guidelines.txt"), catalog, library)
    with Catalog.open(library=library) as opened:
        yield opened


@pytest.fixture(scope="module")
def in_2026(looked_into: Catalog) -> CatalogView:
    return looked_into.on(DAY)


def printed(catalog: Catalog, phrase: str, day: date = DAY) -> list[str]:
    """The citations that look-ups of a phrase print, in both indexes and both tables."""
    books = (
        catalog.index_on(day),
        catalog.external_causes_on(day),
        catalog.neoplasms_on(day),
        catalog.drugs_on(day),
    )
    matches = [match for book in books if book for match in book.lookup(phrase)]
    return [citation for match in matches for citation in (match.citation, *match.via)]


@given(phrase=PHRASES)
def test_every_citation_that_a_look_up_prints_is_in_force_with_its_release(
    looked_into: Catalog, in_2026: CatalogView, phrase: str
) -> None:
    for citation in printed(looked_into, phrase):
        found = resolve(in_2026, citation)
        assert found is not None, citation
        assert found.id == citation
        assert found.release.endswith("FY2026")
        assert found.in_force(DAY)


@given(phrase=PHRASES)
def test_a_citation_of_another_year_resolves_but_is_not_in_force(
    looked_into: Catalog, phrase: str
) -> None:
    later = looked_into.on(OTHER_DAY)
    for citation in printed(looked_into, phrase, OTHER_DAY):
        assert resolve(later, citation) is not None
        assert not in_force(later, citation)


@pytest.mark.parametrize(
    ("citation", "authority", "text"),
    [
        (
            "IDX:Amyloid heart",
            "ICD-10-CM Alphabetic Index",
            "Amyloid heart: E85.4 [I43]",
        ),
        ("IDX:Ache", "ICD-10-CM Alphabetic Index", "Ache: see Pain"),
        (
            "EXT:Fall, falling>ladder",
            "ICD-10-CM External Cause of Injuries Index",
            "Fall, falling, ladder: W11",
        ),
        (
            "NEO:Neoplasm, neoplastic>breast",
            "ICD-10-CM Table of Neoplasms",
            "Neoplasm, neoplastic, breast: malignant primary C50.9-; malignant secondary C79.81; "
            "in situ D05.-; benign D24.-; uncertain D48.6-; unspecified D49.3",
        ),
        ("DRUG:ASA", "ICD-10-CM Table of Drugs and Chemicals", "ASA: see Aspirin"),
    ],
)
def test_a_citation_carries_its_authority_and_what_is_printed_there(
    in_2026: CatalogView, citation: str, authority: str, text: str
) -> None:
    found = resolve(in_2026, citation)
    assert found is not None
    assert (found.authority, found.text) == (authority, text)


@pytest.mark.parametrize(
    "citation",
    ["IDX:Nowhere", "EXT:Ache", "NEO:breast", "DRUG:", "IDX:Ache#2", "OCG:I.Z.9", "OCG:i.b.1", ""],
)
def test_what_is_in_no_release_does_not_resolve(in_2026: CatalogView, citation: str) -> None:
    assert resolve(in_2026, citation) is None


def test_without_the_release_at_hand_a_citation_of_it_does_not_resolve(view: CatalogView) -> None:
    assert [resolve(view, f"{kind}:Ache") for kind in ("IDX", "EXT", "NEO", "DRUG")] == [None] * 4


@given(data=st.data())
def test_every_note_and_title_of_the_tabular_list_is_citable(
    view: CatalogView, billable: list[str], data: st.DataObject
) -> None:
    code = data.draw(st.sampled_from(billable))
    citations = [f"TAB:{code}:title", *(note.citation for note in view.notes(code))]
    assert [citation for citation in citations if not in_force(view, citation)] == []


@pytest.fixture(scope="module")
def billable(view: CatalogView) -> list[str]:
    return list(view.all_billable())


def test_a_section_of_the_added_guidelines_is_cited_by_its_text(in_2026: CatalogView) -> None:
    found = resolve(in_2026, "OCG:I.A.2.b")
    assert found is not None
    assert (found.title, found.text) == ("Second kind", "")
    assert found.official_text == "Words on the second kind."
    assert found.official_place == "FY2026, page 3"
    assert found.in_force(DAY)


def test_official_text_is_not_shown_under_another_heading(in_2026: CatalogView) -> None:
    found = resolve(in_2026, "OCG:II.H")
    assert found is not None
    assert found == rulebook()["OCG:II.H"]


@pytest.mark.parametrize(
    ("title", "heading", "same"),
    [
        ("Excludes1", "Excludes1", True),
        ("“With”", "'With'", True),
        ("Uncertain diagnosis (outpatient)", "Uncertain diagnosis", True),
        ("History (of)", "History (of)", True),
        ("Chapter 20: External Causes of Morbidity", "Chapter 20: External Causes (V00)", False),
        ("Laterality", "Site and laterality", False),
        ("Laterality", "", False),
    ],
)
def test_a_title_agrees_with_the_heading_that_it_is_or_begins(
    title: str, heading: str, same: bool
) -> None:
    assert agrees(title, heading) is same


@pytest.mark.slow
def test_official_editions_give_every_guideline_of_the_rulebook_its_text(
    shared: Path, catalog: Catalog, tmp_path: Path
) -> None:
    days = {
        "ICD-10-CM-Guidelines-FY2023": date(2023, 1, 5),
        "ICD-10-CM-April-1-FY25-Guidelines": date(2025, 5, 5),
        "ICD-10-CM-October-2025-Guidelines": DAY,
    }
    for name in days:
        add(shared / f"official/guidelines/{name}.txt", catalog, tmp_path)
    entries = [name for name in rulebook() if name.startswith("OCG:")]
    with Catalog.open(library=tmp_path) as opened:
        for day in days.values():
            found = [resolve(opened.on(day), entry) for entry in entries]
            assert [f.id for f in found if f and f.in_force(day) and not f.official_text] == []
        between = resolve(opened.on(date(2024, 5, 5)), "OCG:I.B.13")
        assert between is not None
        assert between.official_text == ""


@pytest.mark.slow
def test_every_row_of_the_official_tables_and_indexes_is_citable(
    shared: Path, catalog: Catalog, tmp_path: Path
) -> None:
    for path in sorted((shared / "official/tables").glob("*.xml")):
        add(path, catalog, tmp_path)
    phrases = ("fall, ladder", "bite, dog", "breast", "lung, upper lobe", "aspirin", "acid, acetic")
    with Catalog.open(library=tmp_path) as opened:
        found = [citation for phrase in phrases for citation in printed(opened, phrase)]
        assert {citation.partition(":")[0] for citation in found} == {"EXT", "NEO", "DRUG"}
        assert [c for c in found if not in_force(opened.on(DAY), c)] == []
