"""Small files of our own making in the form of the official Index and tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from catalog.index.build import Edition, compile_index, compile_table
from catalog.index.entries import IndexFileError
from catalog.index.store import connect

DATA = Path(__file__).parent.parent / "data"
INDEX_XML = (DATA / "index.xml").read_text(encoding="utf-8")

EXTERNAL_XML = (DATA / "external-index.xml").read_text(encoding="utf-8")

INDEX_CSV = """RowID,Letter,Level,Term,See,SeeAlso,NonEssModif,Code
1,P,0,Pain,,Painful,(s),R52
2,P,1,low  back,,,,M54.50
3,P,1,"leg, legs","Pain, limb,  lower",,,
4,P,0,Painful,,Pain,,
5,R,0,Rheumatic heart, category,,,I01
6,R,0,Roger disease,,,(maladie de),Q21.0
7,Z,0,Zoster,,,,B02.9
"""

NEOPLASM_XML = (DATA / "neoplasm.xml").read_text(encoding="utf-8")

DRUG_XML = (DATA / "drug.xml").read_text(encoding="utf-8")

#: Expanded, this would grow to some billion letters.
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><ICD10CM.index><version>&a9;</version></ICD10CM.index>"
)


def written(folder: Path, text: str, name: str = "official.xml") -> Path:
    """A file with the text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal_of(read: Callable[[Path], Iterable[object]], path: Path) -> IndexFileError | None:
    """The error with which a reader refuses a file, or None if it reads the file to its end."""
    try:
        for _ in read(path):
            pass
    except IndexFileError as refusal:
        return refusal
    return None


def compiled_index(folder: Path, text: str, edition: Edition | None = None) -> sqlite3.Connection:
    """A connection to an Index compiled from the text."""
    compile_index(written(folder, text), folder / "index.sqlite", edition)
    return connect(folder / "index.sqlite")


def compiled_table(folder: Path, text: str) -> sqlite3.Connection:
    """A connection to a table compiled from the text."""
    compile_table(written(folder, text), folder / "table.sqlite")
    return connect(folder / "table.sqlite")


#: The billable codes of a small Tabular List of our own.
BILLABLE = (
    *("M25.561", "M25.562", "M25.569", "M54.30", "M54.31", "M54.41", "M54.50", "C50.911"),
    *("T39.015A", "T39.015D"),
)


def complete(code: str) -> Sequence[str]:
    """Billable codes below a code, as the Tabular List would give them."""
    return [one for one in BILLABLE if one.startswith(code) and one != code]
