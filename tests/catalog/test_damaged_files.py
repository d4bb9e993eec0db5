"""A damaged official file is read or refused with its name: never another exception, never a
half-written release."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from official_files import (
    CHANGES_TEXT,
    CONVERSION_ROWS,
    POA_TEXT,
    archive,
    code_text,
    guidelines_text,
    order_text,
    order_zip,
    workbook,
)

from catalog.code_sets.poa_exempt import compile_poa_exempt, open_poa_exempt
from catalog.guidelines.sections import read_guidelines
from catalog.library.official import Kind, OfficialFileError
from catalog.library.recognition import compile_official, recognise, recognise_file

NAME = "given.bin"


def _zip(files: dict[str, str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return archive(Path(folder) / "a.zip", files).read_bytes()


def _order_zip() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return order_zip(Path(folder) / "a.zip").read_bytes()


SMALL: dict[str, Callable[[], bytes]] = {
    "order zip": _order_zip,
    "order text": lambda: order_text().encode(),
    "code text": lambda: code_text().encode(),
    "conversion table": lambda: workbook(CONVERSION_ROWS),
    "POA text": lambda: POA_TEXT.encode(),
    "POA zip": lambda: _zip({"all.txt": POA_TEXT, "readme.txt": "Description"}),
    "change list": lambda: CHANGES_TEXT.encode(),
    "guidelines": lambda: guidelines_text().encode(),
}


def _outcome(content: bytes) -> str:
    """`read` or `refused`; any other exception fails the test, and so does any file left over."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / NAME, Path(folder) / "target.sqlite"
        source.write_bytes(content)
        try:
            compile_official(source, target)
            refusal = None
        except OfficialFileError as error:
            refusal = str(error)
        left = sorted(path.name for path in Path(folder).iterdir())
        assert left == ([NAME] if refusal else [NAME, target.name])
        assert refusal is None or refusal.startswith(NAME)
        return "refused" if refusal else "read"


def _flipped(content: bytes, positions: list[int]) -> bytes:
    damaged = bytearray(content)
    for position in positions:
        damaged[position // 8 % len(damaged)] ^= 1 << position % 8
    return bytes(damaged)


@pytest.mark.parametrize("kind", SMALL)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(positions=st.lists(st.integers(0, 2**20), min_size=1, max_size=4))
def test_flipped_bits_are_read_or_refused(kind: str, positions: list[int]) -> None:
    assert _outcome(_flipped(SMALL[kind](), positions)) in {"read", "refused"}


@pytest.mark.parametrize("kind", ["order zip", "conversion table", "POA zip"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=st.floats(0, 0.99))
def test_archive_cut_short_is_refused(kind: str, part: float) -> None:
    content = SMALL[kind]()
    assert _outcome(content[: int(len(content) * part)]) == "refused"


@pytest.mark.parametrize("kind", ["order text", "code text", "POA text", "change list"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=st.floats(0, 0.99))
def test_text_cut_within_a_line_is_refused(kind: str, part: float) -> None:
    content = SMALL[kind]()
    cut = content[: int(len(content) * part)]
    assert cut.endswith(b"\n") or _outcome(cut) == "refused"


@settings(max_examples=200, deadline=None)
@given(
    head=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-1.7\n", b"00001 A00     0 "]),
    tail=st.binary(max_size=300),
)
@example(b"PK\x05\x06", bytes(18))
@example(b"%PDF-1.7\n", b"1 0 obj\nstartxref\n0\n%%EOF")
def test_arbitrary_bytes_are_refused(head: bytes, tail: bytes) -> None:
    assert _outcome(head + tail) == "refused"


@settings(max_examples=60, deadline=None)
@given(positions=st.lists(st.integers(0, 2**20), min_size=1, max_size=4))
def test_damaged_compiled_file_is_read_or_refused(positions: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "list.txt", Path(folder) / "list.sqlite"
        source.write_text(POA_TEXT, newline="")
        compile_poa_exempt(source, target)
        target.write_bytes(_flipped(target.read_bytes(), positions))
        try:
            found = open_poa_exempt(target)
        except OfficialFileError as error:
            assert str(error).startswith("list.sqlite: ")  # noqa: PT017
        else:
            assert found.edition.kind is Kind.POA_EXEMPT


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_recognition_never_fails(head: bytes) -> None:
    assert recognise(head) is None or head.startswith((b"%PDF", b"change", b"ICD", b"A"))


@pytest.mark.parametrize(
    "name",
    [
        "orders/cms_2026_dx.zip",
        "orders/fy2027_changes_vs_fy2026.csv",
        "conversion/ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx",
        "poa_exempt/POAexemptCodesFY26.zip",
        "guidelines/ICD-10-CM-October-2025-Guidelines.txt",
    ],
)
@pytest.mark.slow
def test_damaged_copies_of_official_files_are_read_or_refused(shared: Path, name: str) -> None:
    content = (shared / "official" / name).read_bytes()
    chance = random.Random(name)
    for _ in range(10):
        _outcome(_flipped(content, [chance.randrange(len(content) * 8) for _ in range(3)]))
        _outcome(content[: chance.randrange(len(content))])
    for position in range(0, 400, 40):  # the first bytes hold what tells the format
        _outcome(_flipped(content, [position]))


@pytest.mark.slow
def test_damaged_copies_of_the_official_pdf_are_read_whole_or_refused(
    shared: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pypdf")
    path = shared / "official/guidelines/ICD-10-CM-Guidelines-FY2023.pdf"
    content = path.read_bytes()
    chance = random.Random(2023)
    for part in (0.1, 0.5, 0.9, 0.99):
        assert _outcome(content[: int(len(content) * part)]) == "refused"
    whole = read_guidelines(path).sections
    copy = tmp_path / NAME
    for flips in (1, 3, 20):
        copy.write_bytes(
            _flipped(content, [chance.randrange(len(content) * 8) for _ in range(flips)])
        )
        try:
            found = read_guidelines(copy).sections
        except OfficialFileError:
            continue
        assert found == whole, "damage must not change the text unnoticed"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("orders/cms_2016_dx.zip", "order_file"),
        ("orders/cms_2022_errata.zip", None),
        ("orders/fy2027_changes_vs_fy2026.csv", "change_list"),
        ("conversion/icd-10-cm-conversion-table-FY2025.xlsx", "conversion_table"),
        ("conversion/icd10cm-addenda-2026.zip", None),
        ("poa_exempt/POAexemptCodesFY26.zip", "poa_exempt"),
        ("guidelines/ICD-10-CM-Guidelines-FY2023.pdf", "guidelines"),
        ("guidelines/ICD-10-CM-Guidelines-FY2023.txt", "guidelines"),
        ("index/ICD10CM_2025_Index.csv", None),
        ("mce/mce43_1_i10dx.csv", None),
        ("tables/icd10cm-neoplasm-April-1-2026-XML.xml", None),
        ("tabular/ICD10CM_FY2017_Full_XML.zip", None),
    ],
)
def test_official_files_are_recognised_whatever_their_name(
    shared: Path, tmp_path: Path, name: str, kind: str | None
) -> None:
    path = tmp_path / "renamed"
    path.write_bytes((shared / "official" / name).read_bytes())
    assert recognise_file(path) == kind


def test_file_of_procedure_codes_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text(f"00001 001     0 {'Bypass':<60} Bypass of something\r\n", newline="")
    with pytest.raises(OfficialFileError, match=r"codes\.txt: holds procedure codes"):
        compile_official(path, tmp_path / "t.sqlite")


def test_every_kind_is_recognised_and_compiled_from_its_small_file(tmp_path: Path) -> None:
    found = {}
    for kind, content in SMALL.items():
        path = tmp_path / "icd10cm_order_2026.txt"
        path.write_bytes(content())
        found[kind] = compile_official(path, tmp_path / "t.sqlite").kind.value
    assert found == {
        "order zip": "order_file",
        "order text": "order_file",
        "code text": "code_file",
        "conversion table": "conversion_table",
        "POA text": "poa_exempt",
        "POA zip": "poa_exempt",
        "change list": "change_list",
        "guidelines": "guidelines",
    }
