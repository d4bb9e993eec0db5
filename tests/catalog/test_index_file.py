"""The Alphabetic Index is read as printed, and anything else is refused."""

from __future__ import annotations

import random
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_samples import (
    BILLION_LAUGHS,
    DRUG_XML,
    EXTERNAL_XML,
    INDEX_CSV,
    INDEX_XML,
    refusal_of,
    written,
)

from catalog.index.entries import IndexEntry, IndexFileError, IndexKind
from catalog.index.official_file import lacks, read_header, read_index, recognise
from catalog.index.xml import split_title

FULL_2017 = "official/tabular/ICD10CM_FY2017_Full_XML.zip"
CSV_2025 = "official/index/ICD10CM_2025_Index.csv"
EXTERNAL_2026 = "official/tables/icd10cm-eindex-April-1-2026-XML.xml"


def entries_of(folder: Path, text: str) -> dict[tuple[str, ...], IndexEntry]:
    return {entry.path: entry for entry in read_index(written(folder, text))}


def test_a_path_runs_from_the_main_term_to_the_subterm(tmp_path: Path) -> None:
    entry = entries_of(tmp_path, INDEX_XML)[
        "Diabetes, diabetic", "type 2", "with", "chronic kidney disease"
    ]
    assert entry.code == "E11.22"


def test_nonessential_modifiers_stand_apart_from_the_term(tmp_path: Path) -> None:
    entry = entries_of(tmp_path, INDEX_XML)[("Diabetes, diabetic",)]
    assert entry.nonessential == "(mellitus) (sugar)"


def test_words_after_the_modifiers_belong_to_the_term(tmp_path: Path) -> None:
    assert ("Brill disease NEC",) in entries_of(tmp_path, INDEX_XML)


def test_a_term_that_is_all_modifier_is_its_own_title(tmp_path: Path) -> None:
    assert ("(taser)",) in entries_of(tmp_path, INDEX_XML)


def test_a_manifestation_is_printed_in_brackets(tmp_path: Path) -> None:
    assert entries_of(tmp_path, INDEX_XML)[("Amyloid heart",)].printed_code == "E85.4 [I43]"


def test_a_category_to_see_is_a_reference_not_a_code(tmp_path: Path) -> None:
    entry = entries_of(tmp_path, INDEX_XML)["Arthritis, arthritic", "in", "infection NEC"]
    assert (entry.see, entry.code) == ("category M01", None)


def test_a_reference_printed_in_two_parts_is_put_together(tmp_path: Path) -> None:
    entry = entries_of(tmp_path, EXTERNAL_XML)[("Late effect",)]
    assert (entry.see, entry.code) == ("Y35 with 7th character S", None)


def test_lines_with_the_same_path_are_numbered(tmp_path: Path) -> None:
    read = read_index(written(tmp_path, INDEX_XML))
    jaws = [(entry.code, entry.occurrence) for entry in read if entry.path[-1] == "jaw"]
    assert jaws == [("M26.6-", 1), ("M26.64-", 2)]


def test_the_csv_gives_the_same_form_as_the_xml(tmp_path: Path) -> None:
    entries = entries_of(tmp_path, INDEX_CSV)
    assert entries[("Pain",)] == IndexEntry(("Pain",), "(s)", "R52", None, None, "Painful")
    assert entries["Pain", "low back"].code == "M54.50"
    assert entries["Pain", "leg, legs"].see == "Pain, limb, lower"
    assert entries[("Rheumatic heart",)].see == "category I01"


def test_the_csv_is_known_to_lack_manifestation_codes(tmp_path: Path) -> None:
    assert "manifestation codes" in lacks(written(tmp_path, INDEX_CSV))
    assert lacks(written(tmp_path, INDEX_XML)) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INDEX_XML, IndexKind.INDEX),
        (INDEX_CSV, IndexKind.INDEX),
        (EXTERNAL_XML, IndexKind.EXTERNAL_INDEX),
        (DRUG_XML, None),
        ("<ICD10CM.tabular><version>2024</version></ICD10CM.tabular>", None),
        ("code,title\nA00,Cholera\n", None),
        ("", None),
    ],
)
def test_an_index_is_recognised_by_its_first_bytes(text: str, kind: IndexKind | None) -> None:
    assert recognise(text.encode()[:2000]) is kind


def test_the_header_states_the_fiscal_year_where_the_file_does(tmp_path: Path) -> None:
    assert read_header(written(tmp_path, INDEX_XML)).fiscal_year == 2024
    assert read_header(written(tmp_path, INDEX_CSV)).fiscal_year is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (INDEX_XML[:900], "not well-formed XML"),
        (INDEX_XML.replace("R52", "R5€"), '"R5€" where a code should be'),
        (INDEX_XML.replace('level="2"', 'level="3"'), 'a term of level "3" below level 1'),
        (INDEX_XML.replace("seeAlso>", "seeElse>"), "<seeElse> inside a term"),
        (INDEX_XML.replace("<ICD10CM.index>", '<ICD10CM.index isAddenda="true">'), "only the ch"),
        (DRUG_XML, "it is the ICD-10-CM Table of Drugs and Chemicals"),
        (BILLION_LAUGHS, "declares a document type or entities"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + EXTERNAL_XML[39:], "declares a document"),
        (INDEX_XML.replace('encoding="utf-8"', 'encoding="klingon"'), "not well-formed XML"),
        (f"<ICD10CM.index><title>Index to Diseases</title>{'<letter>' * 50}", "16 levels deep"),
        ("<ICD10CM.index><title>Index to Diseases</title></ICD10CM.index>", "no main term"),
        ("", "not well-formed XML"),
        (INDEX_CSV[:-4], "the last row is cut short"),
        (INDEX_CSV.partition("7,Z")[0], 'it ends at the letter "R"'),
        (INDEX_CSV.partition("1,P")[0], "no row in it"),
        (INDEX_CSV.replace("\n3,", "\n33,"), 'row 3 has the RowID "33"'),
        (INDEX_CSV.replace("2,P,1", "2,P,2"), 'row 2 has the level "2" with 1 levels above it'),
        (INDEX_CSV.replace("Roger disease,", "Roger, disease,"), "row 6 has 9 columns"),
        (INDEX_CSV.replace("Term,See,", "See,Term,"), "other columns"),
        (INDEX_CSV.replace('legs"', 'legs"!'), "not well-formed CSV"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(IndexFileError) as refusal:
        list(read_index(written(tmp_path, text)))
    assert reason in str(refusal.value)
    assert str(refusal.value).startswith("official.xml: ")
    assert "; expected " in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="cannot be read"):
        list(read_index(tmp_path / "absent.xml"))


def test_a_csv_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.csv"
    path.write_bytes(INDEX_CSV.replace("Roger", "Behçet").encode("latin-1"))
    with pytest.raises(IndexFileError, match="not UTF-8 at byte"):
        list(read_index(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.sampled_from([INDEX_XML, INDEX_CSV, EXTERNAL_XML]),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=4),
    cut=st.integers(0, 10_000),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, text: str, flips: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(text.encode())
    for place, mask in flips:
        data[place % len(data)] ^= mask
    path = tmp_path / "damaged"
    path.write_bytes(data[: max(cut, 1)])
    refusal = refusal_of(read_index, path)
    assert refusal is None or refusal.path == path


@given(st.binary(max_size=400))
def test_recognition_takes_any_bytes(head: bytes) -> None:
    assert recognise(head) is None


@given(st.text(alphabet="ab ()-,é", max_size=30))
def test_a_title_keeps_no_balanced_parentheses(printed: str) -> None:
    title, modifiers = split_title(printed)
    if modifiers:
        assert not ("(" in title and ")" in title[title.index("(") :])


# The official files


def test_every_line_of_the_fy2017_index_is_read(shared: Path, tmp_path: Path) -> None:
    path = _unzipped(shared, "icd10cm_index_2017.xml", tmp_path)
    entries = list(read_index(path))
    assert len(entries) == 77_199
    assert sum(entry.manifestation is not None for entry in entries) == 746
    assert sum(entry.occurrence > 1 for entry in entries) == 7


def test_every_row_of_the_fy2025_csv_is_read(shared: Path) -> None:
    entries = list(read_index(shared / CSV_2025))
    assert len(entries) == 81_024
    assert sum(entry.code is not None for entry in entries) == 62_718
    assert sum(entry.manifestation is not None for entry in entries) == 0


@pytest.mark.parametrize(("source", "count"), [("2017", 7_572), ("2026", 8_090)])
def test_every_line_of_the_external_cause_index_is_read(
    shared: Path, tmp_path: Path, source: str, count: int
) -> None:
    path = shared / EXTERNAL_2026
    if source == "2017":
        path = _unzipped(shared, "icd10cm_eindex_2017.xml", tmp_path)
    assert recognise(path.read_bytes()[:2000]) is IndexKind.EXTERNAL_INDEX
    assert sum(1 for _ in read_index(path)) == count


@pytest.mark.slow
def test_copies_of_the_official_files_with_damage_are_read_or_refused(
    shared: Path, tmp_path: Path
) -> None:
    chance = random.Random(20_261_001)
    for source in (shared / EXTERNAL_2026, shared / CSV_2025):
        whole = source.read_bytes()
        for _ in range(12):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 4)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            if chance.random() < 0.5:
                del data[chance.randrange(len(data)) :]
            path = tmp_path / "damaged"
            path.write_bytes(data)
            refusal = refusal_of(read_index, path)
            assert refusal is not None or len(data) == len(whole)


def _unzipped(shared: Path, name: str, folder: Path) -> Path:
    with ZipFile(shared / FULL_2017) as archive:
        return Path(archive.extract(name, folder))
