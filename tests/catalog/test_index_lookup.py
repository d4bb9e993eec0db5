"""The Index is walked as a coder walks it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import (
    EXTERNAL_XML,
    INDEX_CSV,
    INDEX_XML,
    compiled_index,
    complete,
)

from catalog import Catalog
from catalog.index.build import Edition, compile_index
from catalog.index.citations import TermCitation, cite, read_citation
from catalog.index.entries import IndexKind
from catalog.index.links import Link
from catalog.index.lookup import AlphabeticIndex
from catalog.index.official_file import read_index
from catalog.index.store import connect

CSV_2025 = "official/index/ICD10CM_2025_Index.csv"
EXTERNAL_2026 = "official/tables/icd10cm-eindex-April-1-2026-XML.xml"
FULL_2017 = "official/tabular/ICD10CM_FY2017_Full_XML.zip"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlphabeticIndex]:
    """The small Index of our own making."""
    with closing(compiled_index(tmp_path_factory.mktemp("small"), INDEX_XML)) as connection:
        yield AlphabeticIndex(connection, complete)


def first(index: AlphabeticIndex, phrase: str) -> str:
    return index.lookup(phrase)[0].citation


@pytest.mark.parametrize(
    ("phrase", "citation"),
    [
        ("pain, low back", "IDX:Pain>low back"),
        ("PAINS, Low Backs", "IDX:Pain>low back"),
        ("low back pain", "IDX:Pain>low back"),
        ("diabetes", "IDX:Diabetes, diabetic"),
        ("diabetic", "IDX:Diabetes, diabetic"),
        ("diabetes mellitus, type 2", "IDX:Diabetes, diabetic>type 2"),
        ("sugar diabetes type II", "IDX:Diabetes, diabetic>type 2"),
        ("fracture, traumatic, femoral", "IDX:Fracture, traumatic>femur, femoral"),
        ("fracture, wrist", "IDX:Fracture, traumatic>wrist"),
        ("taser", "IDX:(taser)"),
    ],
)
def test_a_phrase_leads_to_its_entry(small: AlphabeticIndex, phrase: str, citation: str) -> None:
    assert first(small, phrase) == citation


@pytest.mark.parametrize(
    "phrase",
    [
        "diabetes, type 2, with, chronic kidney disease",
        "diabetes, type 2, chronic kidney disease",
        "type 2 diabetes mellitus with chronic kidney disease",
        "chronic kidney disease, diabetes, type 2",
    ],
)
def test_with_is_passed_through_whether_said_or_not(small: AlphabeticIndex, phrase: str) -> None:
    match = small.lookup(phrase)[0]
    assert match.entry.path == ("Diabetes, diabetic", "type 2", "with", "chronic kidney disease")
    assert match.entry.code == "E11.22"


@pytest.mark.parametrize(
    ("phrase", "link"),
    [
        ("diabetes, type 2, chronic kidney disease", Link.PRESUMED),
        ("diabetes, type 2, arthropathy", Link.DOCUMENTED),
        ("diabetes due to surgery", Link.DOCUMENTED),
        ("diabetes, type 2", None),
    ],
)
def test_a_link_is_presumed_by_with_but_not_for_residual_terms(
    small: AlphabeticIndex, phrase: str, link: Link | None
) -> None:
    assert small.lookup(phrase)[0].link is link


def test_all_main_terms_that_fit_are_returned(small: AlphabeticIndex) -> None:
    found = {match.citation for match in small.lookup("fracture, rib")}
    assert found == {"IDX:Fracture, traumatic>rib", "IDX:Fracture, pathological>rib"}


def test_every_entry_is_found_by_its_path_as_printed(
    small: AlphabeticIndex, tmp_path: Path
) -> None:
    (tmp_path / "index.xml").write_text(INDEX_XML, encoding="utf-8")
    for entry in read_index(tmp_path / "index.xml"):
        assert entry in [match.entry for match in small.lookup(", ".join(entry.path))]


def test_a_word_said_twice_says_two_terms(small: AlphabeticIndex) -> None:
    phrase = "femoral fracture, upper end of femur, neck of femur"
    assert small.lookup(phrase)[0].entry.path[-2:] == ("upper end", "neck")


def test_a_see_is_followed_and_named(small: AlphabeticIndex) -> None:
    origin, target = small.lookup("pain, leg")
    assert (origin.citation, origin.entry.see) == ("IDX:Pain>leg", "Pain, limb, lower")
    assert (target.citation, target.via) == ("IDX:Pain>limb>lower", ("IDX:Pain>leg",))


def test_words_that_the_entry_lacks_are_looked_for_where_it_refers(small: AlphabeticIndex) -> None:
    target = small.lookup("ache, low back")[1]
    assert (target.citation, target.unmatched) == ("IDX:Pain>low back", ())


def test_references_in_a_circle_end(small: AlphabeticIndex) -> None:
    assert [match.citation for match in small.lookup("misery")] == ["IDX:Misery", "IDX:Anguish"]


def test_a_reference_within_the_same_term_is_followed(small: AlphabeticIndex) -> None:
    assert small.lookup("fracture of femur, neck")[-1].citation == (
        "IDX:Fracture, traumatic>femur, femoral>upper end>neck"
    )


def test_levels_that_are_left_out_are_found(small: AlphabeticIndex) -> None:
    assert first(small, "pain, knee") == "IDX:Pain>joint>knee"


def test_a_side_is_left_to_the_tabular(small: AlphabeticIndex) -> None:
    match = small.lookup("pain in right knee")[0]
    assert match.codes == ("M25.561", "M25.562", "M25.569")
    assert match.unmatched == ("right",)


def test_a_code_with_a_dash_is_completed(small: AlphabeticIndex) -> None:
    assert small.lookup("sciatica")[0].codes == ("M54.30", "M54.31")


def test_a_whole_code_stands_for_itself(small: AlphabeticIndex) -> None:
    assert small.lookup("pain, low back")[0].codes == ("M54.50",)


def test_a_category_to_see_gives_its_codes(small: AlphabeticIndex) -> None:
    assert small.lookup("Bonnier's syndrome")[0].codes == ("H81.8",)


def test_a_range_of_categories_to_see_gives_no_codes(small: AlphabeticIndex) -> None:
    match = small.lookup("poisoning")[0]
    assert (match.entry.see, match.codes) == ("categories T36-T50", ())


def test_a_manifestation_comes_with_the_etiology(small: AlphabeticIndex) -> None:
    entry = small.lookup("amyloid heart")[0].entry
    assert (entry.code, entry.manifestation) == ("E85.4", "I43")


@pytest.mark.parametrize("phrase", ["", " , ,", "of the", "xyzzy", "*", "with", "low back"])
def test_a_phrase_without_main_term_leads_nowhere(small: AlphabeticIndex, phrase: str) -> None:
    assert small.lookup(phrase) == ()


def test_signs_of_the_query_language_are_plain_words(small: AlphabeticIndex) -> None:
    assert first(small, 'pain" OR (NEAR') == "IDX:Pain"


@given(st.text(max_size=40))
def test_any_text_is_looked_up_without_error(small: AlphabeticIndex, phrase: str) -> None:
    assert all(match.citation.startswith("IDX:") for match in small.lookup(phrase))
    assert all(score >= 0 for _, score in small.search(phrase))


def test_subterms_below_with_are_listed(small: AlphabeticIndex) -> None:
    below = small.subterms(("Diabetes, diabetic", "type 2"), "with")
    assert [entry.code for entry in below] == ["E11.618", "E11.22"]


def test_a_subterm_that_begins_with_with_is_listed_too(small: AlphabeticIndex) -> None:
    assert [entry.path[-1] for entry in small.subterms(("Sciatica",), "with")] == ["with lumbago"]


def test_subterms_below_due_to_are_listed(small: AlphabeticIndex) -> None:
    below = small.subterms(("Diabetes, diabetic",), "due to")
    assert [entry.path[-1] for entry in below] == ["surgery"]


def test_all_subterms_are_listed_in_printed_order(small: AlphabeticIndex) -> None:
    below = small.subterms(("Diabetes, diabetic",))
    assert [entry.path[-1] for entry in below] == ["due to", "type 2"]


@pytest.mark.parametrize(
    ("code", "paths"),
    [
        ("M25.561", [("Pain", "joint", "knee")]),
        ("I43", [("Amyloid heart",)]),
        ("M54.50", [("Pain", "low back")]),
        ("Z99.9", []),
    ],
)
def test_paths_for_a_code_lead_to_it(
    small: AlphabeticIndex, code: str, paths: list[tuple[str, ...]]
) -> None:
    assert [entry.path for entry in small.paths_for(code)] == paths


def test_search_ranks_paths_that_hold_all_words_first(small: AlphabeticIndex) -> None:
    (best, score), *_ = small.search("kidney type 2 diabetes")
    assert best.code == "E11.22"
    assert score > 0


def test_search_reads_nonessential_modifiers(small: AlphabeticIndex) -> None:
    assert small.search("recrudescent")[0][0].path == ("Brill disease NEC",)


def test_search_leaves_a_word_out_where_none_holds_all(small: AlphabeticIndex) -> None:
    assert small.search("joint knee unicycle")[0][0].path == ("Pain", "joint", "knee")


def test_every_entry_is_cited_and_resolved(small: AlphabeticIndex, tmp_path: Path) -> None:
    (tmp_path / "index.xml").write_text(INDEX_XML, encoding="utf-8")
    entries = list(read_index(tmp_path / "index.xml"))
    citations = [small.cite(entry) for entry in entries]
    assert len(set(citations)) == len(entries)
    assert [small.resolve(citation) for citation in citations] == entries


@pytest.mark.parametrize(
    "citation",
    ["IDX:Pain>nowhere", "IDX:pain", "IDX:", "IDX:Pain#2", "EXT:Pain", "TAB:R52:title", "", "Pain"],
)
def test_a_citation_that_names_nothing_does_not_resolve(
    small: AlphabeticIndex, citation: str
) -> None:
    assert small.resolve(citation) is None


@given(
    st.lists(st.text(alphabet="ab>#%3E25:", min_size=1, max_size=8), min_size=1, max_size=4),
    st.integers(1, 99),
)
def test_a_citation_reads_back_as_it_was_written(path: list[str], occurrence: int) -> None:
    citation = TermCitation(IndexKind.INDEX, tuple(path), occurrence)
    assert read_citation(cite(citation)) == citation


def test_the_external_cause_index_is_cited_apart(tmp_path: Path) -> None:
    with closing(compiled_index(tmp_path, EXTERNAL_XML)) as connection:
        index = AlphabeticIndex(connection)
        assert first(index, "fall from ladder") == "EXT:Fall, falling>ladder"


def test_an_index_from_csv_is_walked_as_one_from_xml(tmp_path: Path) -> None:
    edition = Edition.of_year(2025)
    with closing(compiled_index(tmp_path, INDEX_CSV, edition)) as connection:
        assert first(AlphabeticIndex(connection), "pain, low back") == "IDX:Pain>low back"


# The official files


@pytest.fixture(scope="module")
def fy2025(
    shared: Path, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AlphabeticIndex]:
    """The FY2025 Index, its codes completed as of 5 May 2025."""
    target = tmp_path_factory.mktemp("fy2025") / "index.sqlite"
    compile_index(shared / CSV_2025, target, Edition.of_year(2025))
    with closing(connect(target)) as connection:
        yield AlphabeticIndex(connection, catalog.on(date(2025, 5, 5)).billable_below)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phrase", "citation", "codes"),
    [
        ("pain, low back", "IDX:Pain>low back", ("M54.50",)),
        ("low back pain", "IDX:Pain>low back", ("M54.50",)),
        (
            "diabetes, type 2, with, chronic kidney disease",
            "IDX:Diabetes, diabetic>type 2>with>chronic kidney disease",
            ("E11.22",),
        ),
        ("sciatica", "IDX:Sciatica", ("M54.30", "M54.31", "M54.32")),
        ("sciatica, lumbago", "IDX:Sciatica>with lumbago", ("M54.40", "M54.41", "M54.42")),
        ("abandonment", "IDX:Abandonment", ()),
        ("strain, low back", "IDX:Strain>low back", ("S39.012A", "S39.012D", "S39.012S")),
        ("knee pain", "IDX:Pain>joint>knee", ("M25.561", "M25.562", "M25.569")),
        ("lumbar spinal stenosis", "IDX:Stenosis, stenotic>spinal>lumbar region", ("M48.061",)),
        ("hypertension, heart failure", "IDX:Hypertension, hypertensive>with>heart failure",
         ("I11.0",)),
    ],
)  # fmt: skip
def test_known_answers_of_the_fy2025_index(
    fy2025: AlphabeticIndex, phrase: str, citation: str, codes: tuple[str, ...]
) -> None:
    match = fy2025.lookup(phrase)[0]
    assert (match.citation, match.codes) == (citation, codes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phrase", "citation"),
    [
        ("abandonment", "IDX:Maltreatment"),
        ("abandonment, child", "IDX:Maltreatment>child"),
        ("pain, leg", "IDX:Pain>limb>lower"),
        ("bleeding", "IDX:Hemorrhage, hemorrhagic"),
        ("sciatica due to displacement of intervertebral disc",
         "IDX:Disorder>disc>with>radiculopathy"),
    ],
)  # fmt: skip
def test_references_of_the_fy2025_index_are_followed(
    fy2025: AlphabeticIndex, phrase: str, citation: str
) -> None:
    assert citation in [match.citation for match in fy2025.lookup(phrase) if match.via]


@pytest.mark.slow
def test_entries_of_the_fy2025_index_are_found_by_their_paths(
    shared: Path, fy2025: AlphabeticIndex
) -> None:
    entries = list(read_index(shared / CSV_2025))[::97]
    lost = [
        entry.path
        for entry in entries
        if entry not in [match.entry for match in fy2025.lookup(", ".join(entry.path))]
    ]
    assert lost == []


@pytest.mark.slow
def test_every_code_of_the_fy2025_index_is_in_the_code_set(shared: Path, catalog: Catalog) -> None:
    view = catalog.on(date(2025, 5, 5))
    codes = {e.code.rstrip("-").rstrip(".") for e in read_index(shared / CSV_2025) if e.code}
    assert [
        c for c in sorted(codes) if not view.is_billable(c) and not view.billable_below(c)
    ] == []


@pytest.mark.slow
def test_every_line_of_the_fy2017_index_is_cited_and_resolved(shared: Path, tmp_path: Path) -> None:
    with ZipFile(shared / FULL_2017) as archive:
        source = Path(archive.extract("icd10cm_index_2017.xml", tmp_path))
    compile_index(source, tmp_path / "index.sqlite")
    with closing(connect(tmp_path / "index.sqlite")) as connection:
        index = AlphabeticIndex(connection)
        assert [e for e in read_index(source) if index.resolve(index.cite(e)) != e] == []
        assert index.lookup("amyloidosis, heart")[0].entry.printed_code == "E85.4 [I43]"


def test_the_external_cause_index_of_2026_leads_from_ladder_to_fall(
    shared: Path, tmp_path: Path
) -> None:
    compile_index(shared / EXTERNAL_2026, tmp_path / "external.sqlite")
    with closing(connect(tmp_path / "external.sqlite")) as connection:
        index = AlphabeticIndex(connection)
        assert index.lookup("fall, from, ladder")[0].entry.code == "W11"


def test_a_compiled_index_cannot_be_written_to(tmp_path: Path) -> None:
    with (
        closing(compiled_index(tmp_path, INDEX_XML)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM entry")
