"""The POA-exempt list is read whole, from its text or its zip."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from official_files import POA_TEXT, archive

from catalog.code_sets.orders import read_orders
from catalog.code_sets.poa_exempt import compile_poa_exempt, open_poa_exempt, read_poa_exempt
from catalog.library.official import OfficialFileError

READ_ME = "List of Present On Admission (POA) exempt codes, for FY2026 ({count} codes).\r\n"
ADDED = "".join(POA_TEXT.splitlines(keepends=True)[:2])


def test_text_gives_codes_and_titles_of_the_year_in_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(POA_TEXT, newline="")
    found = read_poa_exempt(path)
    assert found.edition.effective_from == date(2025, 10, 1)
    assert [tuple(listed) for listed in found.exempt] == [
        ("B90.0", "Late effects of an infection"),
        ("S30.1XXS", "Bruise of the wall, sequela"),
        ("Z99.2", "Dependence on a machine"),
    ]


def test_whole_list_is_read_from_the_zip_not_the_list_of_added_codes(tmp_path: Path) -> None:
    files = {"add.txt": ADDED, "all.txt": POA_TEXT, "readme.txt": READ_ME.format(count=3)}
    found = read_poa_exempt(archive(tmp_path / "p.zip", files))
    assert found.codes() == {"B90.0", "S30.1XXS", "Z99.2"}


def test_list_without_some_of_the_codes_the_read_me_counts_is_refused(tmp_path: Path) -> None:
    files = {"all.txt": POA_TEXT, "readme.txt": READ_ME.format(count="38,349")}
    with pytest.raises(OfficialFileError, match=r"p\.zip: the list holds 3 codes"):
        read_poa_exempt(archive(tmp_path / "p.zip", files))


@pytest.mark.parametrize(
    "text", ["Other\ttext\r\n", POA_TEXT + "no columns\r\n", POA_TEXT[:-6], POA_TEXT + "1\t\t\r\n"]
)
def test_other_or_damaged_text_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "given.txt"
    path.write_text(text, newline="")
    with pytest.raises(OfficialFileError, match=r"given\.txt"):
        read_poa_exempt(path)


def test_compiled_file_gives_back_what_was_read(tmp_path: Path) -> None:
    source, target = tmp_path / "list.txt", tmp_path / "list.sqlite"
    source.write_text(POA_TEXT, newline="")
    compile_poa_exempt(source, target)
    assert open_poa_exempt(target) == read_poa_exempt(source)


def test_every_code_of_the_official_list_is_billable_that_year(shared: Path) -> None:
    exempt = read_poa_exempt(shared / "official/poa_exempt/POAexemptCodesFY26.zip").codes()
    billable = read_orders(shared / "official/orders/cms_2026_dx.zip").billable()
    assert (len(exempt), exempt - billable) == (38_349, frozenset())
