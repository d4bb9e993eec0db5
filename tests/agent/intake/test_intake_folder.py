"""Folders: a claim and notes, and folders of bundles."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import BundleError
from agent.intake import find_bundles, read_bundle
from agent.intake.claim_csv import place_in_csv, read_claim_csv
from agent.intake.native import bundle_from
from agent.models import ChartBundle

CLAIM_CSV = """\
record,value,poa,modifiers,units,charge,pointers,date
setting,Professional
service_from,5/4/2026
place_of_service,2
sex,Female
age,45
diagnosis,M54.31,Y
diagnosis,M54.50

line,99213,,25 GP,1,"$1,200.00",AB,05/04/2026
line,97110,,,2,86,"1, 2",
"""

CLAIM = {"encounter": {"setting": "professional", "service_from": "2026-05-04"}}


def folder_with(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_spreadsheet_claim_is_read_whole(tmp_path: Path) -> None:
    read = read_bundle(folder_with(tmp_path / "visit-7", claim__csv=CLAIM_CSV, note__txt="Pain."))
    assert read.bundle_id == "visit-7"
    assert (read.encounter.setting, str(read.encounter.service_from)) == (
        "professional",
        "2026-05-04",
    )
    assert read.encounter.place_of_service == "02"
    assert (read.patient.sex, read.patient.age) == ("female", 45)
    assert [(d.code, d.poa) for d in read.claim.diagnoses] == [("M54.31", "Y"), ("M54.50", None)]
    first, second = read.claim.lines
    assert (first.modifiers, str(first.charge), first.diagnosis_pointers) == (
        ("25", "GP"),
        "1200.00",
        (1, 2),
    )
    assert (str(second.units), second.diagnosis_pointers) == ("2", (1, 2))
    assert [(d.id, d.text) for d in read.documents] == [("note", "Pain.")]


def test_a_claim_saved_with_semicolons_and_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    text = "\ufeffrecord;value\nsetting;professional\nservice_from;2026-05-04\n"
    assert read_bundle(folder_with(tmp_path, claim__csv=text)).encounter.setting == "professional"


@pytest.mark.parametrize(
    ("rows", "field", "expected"),
    [
        ("", "encounter.setting", ""),
        ("service_from,4 May", "row 2, column value", "a date that exists"),
        ("setting,clinic", "row 2, column value", "outpatient"),
        ("color,red", "row 2, column record", "diagnosis"),
        ("age,old", "row 2, column value", "whole number"),
        ("age,45\nage,46", "row 3", "given twice"),
        ("age,45,Y", "row 2, column poa", "leave it empty"),
        ("line,99213,,,many", "row 2, column units", "a number"),
        ("line,99213,,,,,AZ", "row 2, column pointers", "whole number"),
        ("diagnosis,,Y", "row 2, column value", "ICD-10-CM"),
        ("line,1,2,3,4,5,6,7,8", "row 2", "more than the 8"),
        ('line,"99213', "file", "not CSV"),
    ],
)
def test_a_fault_in_a_spreadsheet_is_named_by_row_and_column(
    tmp_path: Path, rows: str, field: str, expected: str
) -> None:
    header = "record,value,poa,modifiers,units,charge,pointers,date\n"
    with pytest.raises(BundleError) as caught:
        read_bundle(folder_with(tmp_path, claim__csv=header + rows))
    assert field.removeprefix("encounter.") in str(caught.value)
    assert expected in str(caught.value)
    assert caught.value.source.endswith("claim.csv")


@pytest.mark.parametrize(
    "header", ["", "value,record", "record", "record,value,colour", "record,value,value"]
)
def test_a_spreadsheet_needs_its_column_names(tmp_path: Path, header: str) -> None:
    with pytest.raises(BundleError, match="row 1"):
        read_bundle(folder_with(tmp_path, claim__csv=header))


def test_claim_json_takes_its_notes_from_the_folder_in_order_of_name(tmp_path: Path) -> None:
    folder_with(
        tmp_path,
        claim__json=json.dumps(CLAIM),
        b__txt="second",
        a__md="first",
        README__md="not a note",
    )
    assert [(d.id, d.text) for d in read_bundle(tmp_path).documents] == [
        ("a", "first"),
        ("b", "second"),
    ]


def test_claim_json_must_not_bring_documents_of_its_own(tmp_path: Path) -> None:
    folder_with(tmp_path, claim__json=json.dumps({**CLAIM, "documents": []}))
    with pytest.raises(BundleError, match="documents: in a folder"):
        read_bundle(tmp_path)


def test_two_notes_of_one_name_are_refused(tmp_path: Path) -> None:
    folder_with(tmp_path, claim__json=json.dumps(CLAIM), a__txt="1", a__md="2")
    with pytest.raises(BundleError, match="another note is named a"):
        read_bundle(tmp_path)


def test_a_note_that_links_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "chart", claim__json=json.dumps(CLAIM))
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "note.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(BundleError, match="leads out"):
        read_bundle(folder)


def test_a_folder_with_two_claims_is_refused(tmp_path: Path) -> None:
    folder_with(tmp_path, claim__json=json.dumps(CLAIM), claim__csv=CLAIM_CSV)
    with pytest.raises(BundleError, match=r"found claim\.csv and claim\.json"):
        read_bundle(tmp_path)


def test_a_claim_file_stands_for_its_folder_and_the_notes_in_it(tmp_path: Path) -> None:
    folder_with(tmp_path, claim__json=json.dumps({"bundle_id": "v", **CLAIM}), note__txt="Pain.")
    assert [d.id for d in read_bundle(tmp_path / "claim.json").documents] == ["note"]


def test_file_names_may_be_in_capitals(tmp_path: Path) -> None:
    folder_with(tmp_path / "a", Claim__CSV=CLAIM_CSV, NOTE__TXT="Pain.")
    folder_with(tmp_path, VISIT__JSON="{}")
    assert [p.name for p in find_bundles(tmp_path)] == ["VISIT.JSON", "a"]
    assert [d.id for d in read_bundle(tmp_path / "a").documents] == ["NOTE"]


def test_a_note_in_a_form_that_is_not_read_is_refused_unless_its_text_lies_beside_it(
    tmp_path: Path,
) -> None:
    folder_with(tmp_path, claim__csv=CLAIM_CSV, note__pdf="%PDF")
    with pytest.raises(BundleError, match=r"note\.pdf: file: .* as note\.txt"):
        read_bundle(tmp_path)
    folder_with(tmp_path, note__txt="Pain.")
    assert [d.id for d in read_bundle(tmp_path).documents] == ["note"]


def test_a_spreadsheet_that_was_not_saved_as_csv_is_told_how(tmp_path: Path) -> None:
    folder_with(tmp_path, claim__xlsx="PK", note__txt="Pain.")
    with pytest.raises(BundleError, match=r"save the spreadsheet in the folder as claim\.csv"):
        read_bundle(tmp_path)


def test_a_link_back_to_a_folder_above_gives_no_bundle_twice(tmp_path: Path) -> None:
    folder_with(tmp_path / "visit", claim__csv=CLAIM_CSV)
    (tmp_path / "back").symlink_to(tmp_path, target_is_directory=True)
    assert find_bundles(tmp_path) == [tmp_path / "visit"]


def test_a_folder_stands_for_the_bundles_in_it(tmp_path: Path) -> None:
    native = json.dumps({"bundle_id": "x", **CLAIM})
    folder_with(tmp_path / "b", claim__csv=CLAIM_CSV)
    folder_with(tmp_path / "c", one__json=native, two__json=native)
    folder_with(tmp_path / "c" / "notes", visit__txt="named by a bundle beside it")
    folder_with(tmp_path / ".cache", bundle__json=native)
    found = [str(path.relative_to(tmp_path)) for path in find_bundles(tmp_path)]
    assert found == ["b", "c/one.json", "c/two.json"]


def test_a_folder_with_notes_and_no_claim_is_not_passed_over(tmp_path: Path) -> None:
    folder_with(tmp_path / "a", claim__csv=CLAIM_CSV)
    lost = folder_with(tmp_path / "b", visit__txt="Pain.")
    assert lost in find_bundles(tmp_path)
    with pytest.raises(BundleError, match="claim: is missing"):
        read_bundle(lost)


def test_an_empty_folder_and_an_absent_path_are_refused(tmp_path: Path) -> None:
    assert find_bundles(tmp_path) == [tmp_path]
    with pytest.raises(BundleError, match="claim: is missing"):
        read_bundle(tmp_path)
    with pytest.raises(BundleError, match="no such file or folder"):
        find_bundles(tmp_path / "absent")


def test_a_note_alone_is_told_what_to_do(tmp_path: Path) -> None:
    note = folder_with(tmp_path, note__txt="Pain.") / "note.txt"
    with pytest.raises(BundleError, match="chartaudit code"):
        read_bundle(note)


CELLS = st.text(alphabet=st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["record", "value", "line", "diagnosis", "age", "setting", "professional", "1", '"', ",", "\n"]
)


@given(st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=6).map("\n".join))
def test_any_text_as_a_spreadsheet_is_a_bundle_or_a_refusal(rows: str) -> None:
    for text in (rows, f"record,value,pointers,units\n{rows}"):
        try:
            fields, places = read_claim_csv(text, "claim.csv")
            name = partial(place_in_csv, rows=places)
            read = bundle_from({"bundle_id": "b", **fields}, "claim.csv", name)
        except BundleError:
            continue
        assert isinstance(read, ChartBundle)


def test_a_spreadsheet_claim_gives_inpatient_procedures_in_order(tmp_path: Path) -> None:
    rows = "setting,inpatient\nservice_from,2026-05-04\nprocedure,0SRC0J9\nprocedure,3E0T3BZ\n"
    read = read_bundle(folder_with(tmp_path, claim__csv="record,value\n" + rows, note__txt="Knee."))
    assert read.claim.procedures == ("0SRC0J9", "3E0T3BZ")
