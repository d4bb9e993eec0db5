"""Which official file this is, told by what it contains; and its import, whatever its kind.

Names are not trusted: files are renamed, and official names vary by year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from catalog.code_sets.change_list import compile_change_list, is_change_list
from catalog.code_sets.conversion_tables import compile_conversion_table, is_conversion_table
from catalog.code_sets.orders import compile_orders, is_code_file, is_order_file, is_procedure_file
from catalog.code_sets.poa_exempt import compile_poa_exempt, is_poa_exempt
from catalog.guidelines.pages import TITLE, is_guidelines_text, is_pdf
from catalog.guidelines.sections import compile_guidelines
from catalog.library.archives import is_archive, members
from catalog.library.official import Edition, Kind, NotReadHere, read_bytes
from catalog.library.workbook import is_workbook, read_rows
from catalog.ncci.mue import compile_mue, is_mue
from catalog.ncci.ptp import compile_ptp, is_ptp

_TEXTS: tuple[tuple[Callable[[bytes], bool], Kind], ...] = (
    (is_order_file, Kind.ORDER_FILE),
    (is_poa_exempt, Kind.POA_EXEMPT),
    (is_change_list, Kind.CHANGE_LIST),
    (is_guidelines_text, Kind.GUIDELINES),
    (is_ptp, Kind.NCCI_PTP),
    (is_mue, Kind.NCCI_MUE),
    (is_code_file, Kind.CODE_FILE),
)
#: What a zip is, where it holds files of several kinds: the first of these.
_PRECEDENCE = (
    Kind.ORDER_FILE,
    Kind.CODE_FILE,
    Kind.POA_EXEMPT,
    Kind.NCCI_PTP,
    Kind.NCCI_MUE,
)

_IN_WORKBOOKS = frozenset((Kind.NCCI_PTP, Kind.NCCI_MUE))
_HEADING_ROWS = 12


def recognise(head: bytes) -> Kind | None:
    """The kind of a text or PDF by its first 4,096 bytes or more; None for any other.

    A PDF is held to be the guidelines, the only official PDF that is read; whether it is, its
    import tells. Archives and workbooks take `recognise_file`, which looks inside.
    """
    if is_pdf(head):
        return Kind.GUIDELINES
    return next((kind for claims, kind in _TEXTS if claims(head)), None)


def recognise_file(path: Path) -> Kind | None:
    """The kind of an official file; None when it is another.

    Raises OfficialFileError when it cannot be read, or is a damaged archive.
    """
    content = read_bytes(path)
    if not is_archive(content):
        return recognise(content[:65536])
    inside = list(members(path.name, content))
    if is_workbook([member.name for member in inside]):
        return _workbook_kind(path.name, content)
    found = {recognise(member.head) for member in inside if not is_pdf(member.head)}
    return next((kind for kind in _PRECEDENCE if kind in found), None)


def _workbook_kind(file_name: str, content: bytes) -> Kind | None:
    rows = read_rows(file_name, content)
    if is_conversion_table(rows[:5]):
        return Kind.CONVERSION_TABLE
    head = "\n".join("\t".join(row) for row in rows[:_HEADING_ROWS]).encode()
    return next((kind for claims, kind in _TEXTS if kind in _IN_WORKBOOKS and claims(head)), None)


def compile_official(source: Path, target: Path, effective_from: date | None = None) -> Edition:
    """Recognise an official file and compile it to `target`.

    `effective_from` is the first day in force, for files that do not state it; the guidelines
    always do. Raises OfficialFileError, and then leaves `target` as it was.
    """
    kind = recognise_file(source)
    match kind:
        case Kind.ORDER_FILE | Kind.CODE_FILE:
            return compile_orders(source, target, effective_from)
        case Kind.CONVERSION_TABLE:
            return compile_conversion_table(source, target, effective_from)
        case Kind.POA_EXEMPT:
            return compile_poa_exempt(source, target, effective_from)
        case Kind.CHANGE_LIST:
            return compile_change_list(source, target, effective_from)
        case Kind.NCCI_PTP:
            return compile_ptp(source, target, effective_from)
        case Kind.NCCI_MUE:
            return compile_mue(source, target, effective_from)
        case Kind.GUIDELINES:
            return compile_guidelines(source, target)
    if _holds_procedures(source):
        raise NotReadHere(
            source.name, "holds procedure codes (ICD-10-PCS); only diagnosis codes are read here"
        )
    raise NotReadHere(
        source.name,
        "not an official file that is read here; expected a CMS order or code file, conversion "
        f"table, POA-exempt list, list of changes, NCCI file of pairs or of units, or the {TITLE}",
    )


def _holds_procedures(path: Path) -> bool:
    content = read_bytes(path)
    if not is_archive(content):
        return is_procedure_file(content[:4096])
    return any(is_procedure_file(member.head) for member in members(path.name, content))
