"""Archives are read within bounds, whatever they claim."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from official_files import archive

from catalog.library import archives
from catalog.library.archives import members
from catalog.library.official import OfficialFileError


def _read(path: Path) -> dict[str, bytes]:
    return {member.name: member.read() for member in members(path.name, path.read_bytes())}


def test_files_are_given_by_bare_name_and_folders_left_out(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"folder/": "", "folder/../one.txt": "one"})
    assert _read(path) == {"one.txt": b"one"}


def test_file_that_expands_a_thousandfold_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.zip", {"zeros": bytes(8 * 1024 * 1024)})
    with pytest.raises(OfficialFileError, match=r"bomb\.zip: .*claims 8388608 bytes"):
        _read(path)


def test_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "many.zip", {f"{n}.txt": "" for n in range(201)})
    with pytest.raises(OfficialFileError, match="201 files inside"):
        _read(path)


def test_sum_of_the_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 100)
    path = archive(tmp_path / "sum.zip", {"a": "x" * 60, "b": "x" * 60})
    with pytest.raises(OfficialFileError, match="expands to more"):
        _read(path)


def test_flipped_byte_in_the_data_is_found_by_the_checksum(tmp_path: Path) -> None:
    path = tmp_path / "stored.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        target.writestr("a.txt", "plain words")
    path.write_bytes(path.read_bytes().replace(b"plain words", b"plain wordz"))
    with pytest.raises(OfficialFileError, match="damaged"):
        _read(path)


def test_size_that_the_directory_understates_is_found(tmp_path: Path) -> None:
    path = archive(tmp_path / "lie.zip", {"a.txt": "x" * 1000})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    with pytest.raises(OfficialFileError, match="damaged"):
        _read(path)
