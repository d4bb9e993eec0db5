"""Citations of the Index and the tables, read.

Grammar: `IDX:<main term>><subterm>...` in the Alphabetic Index, `EXT:` in the external cause
index, `NEO:` and `DRUG:` in the tables. A path that is printed more than once has `#2`, `#3`
after it; the signs `>`, `#` and `%` inside a term are written `%3E`, `%23` and `%25`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from catalog.index.entries import COLUMNS, IndexEntry, IndexKind, TableEntry

if TYPE_CHECKING:
    from catalog.citations import Authority
    from catalog.lookup import CatalogView

PREFIXES = {
    IndexKind.INDEX: "IDX",
    IndexKind.EXTERNAL_INDEX: "EXT",
    IndexKind.NEOPLASM: "NEO",
    IndexKind.DRUG: "DRUG",
}
#: The authority of each kind, and the official document to open.
_SOURCES = {
    IndexKind.INDEX: (
        "ICD-10-CM Alphabetic Index",
        "ICD-10-CM Index to Diseases and Injuries (CDC, NCHS)",
    ),
    IndexKind.EXTERNAL_INDEX: (
        "ICD-10-CM External Cause of Injuries Index",
        "ICD-10-CM External Cause of Injuries Index (CDC, NCHS)",
    ),
    IndexKind.NEOPLASM: (
        "ICD-10-CM Table of Neoplasms",
        "ICD-10-CM Table of Neoplasms (CDC, NCHS)",
    ),
    IndexKind.DRUG: (
        "ICD-10-CM Table of Drugs and Chemicals",
        "ICD-10-CM Table of Drugs and Chemicals (CDC, NCHS)",
    ),
}
_ESCAPED = re.compile("[>#%]")
_WRITTEN = re.compile("%(3E|23|25)")
_OCCURRENCE = re.compile(r"(.*?)(?:#([1-9][0-9]{0,5}))?", re.DOTALL)


class TermCitation(NamedTuple):
    """The parts of a citation: which file, which path, and which of those with the same path."""

    kind: IndexKind
    path: tuple[str, ...]
    occurrence: int = 1


def cite(citation: TermCitation) -> str:
    """The citation as written.

    >>> cite(TermCitation(IndexKind.INDEX, ("Pain", "low back")))
    'IDX:Pain>low back'
    """
    path = ">".join(_ESCAPED.sub(lambda m: f"%{ord(m.group()):02X}", t) for t in citation.path)
    again = f"#{citation.occurrence}" if citation.occurrence > 1 else ""
    return f"{PREFIXES[citation.kind]}:{path}{again}"


def read_citation(written: str) -> TermCitation | None:
    """The parts of a written citation, or None if it is not one of the Index or a table."""
    prefix, colon, rest = written.partition(":")
    kind = next((kind for kind, own in PREFIXES.items() if own == prefix), None)
    parts = _OCCURRENCE.fullmatch(rest)
    if kind is None or not colon or parts is None or not parts.group(1):
        return None
    terms = (
        _WRITTEN.sub(lambda m: chr(int(m.group(1), 16)), term) for term in parts.group(1).split(">")
    )
    return TermCitation(kind, tuple(terms), int(parts.group(2) or 1))


def resolve_term(view: CatalogView, citation: str) -> Authority | None:
    """The entry or row that a citation names, as a rule with its dates; None if there is none."""
    from catalog.citations import Authority

    read = read_citation(citation)
    release = read and view.catalog.releases.in_reach(read.kind.value, view.date)
    if read is None or not release:
        return None
    found = _found(view, read.kind, citation)
    if found is None:
        return None
    path = ", ".join(found.path)
    authority, source = _SOURCES[read.kind]
    return Authority(
        id=citation,
        authority=authority,
        title=path,
        section=path,
        text=f"{path}: {_printed(found, read.kind)}".rstrip(": "),
        effective_from=release.effective_from,
        effective_to=release.effective_to,
        release=release.name,
        source=source,
    )


def _found(view: CatalogView, kind: IndexKind, citation: str) -> IndexEntry | TableEntry | None:
    catalog, day = view.catalog, view.date
    if kind is IndexKind.NEOPLASM:
        neoplasms = catalog.neoplasms_on(day)
        return neoplasms.resolve(citation) if neoplasms else None
    if kind is IndexKind.DRUG:
        drugs = catalog.drugs_on(day)
        return drugs.resolve(citation) if drugs else None
    index = catalog.index_on(day) if kind is IndexKind.INDEX else catalog.external_causes_on(day)
    return index.resolve(citation) if index else None


def _printed(found: IndexEntry | TableEntry, kind: IndexKind) -> str:
    """What stands at the entry: its code, or the code of each column; else where it refers to."""
    if isinstance(found, TableEntry):
        cells = zip(COLUMNS[kind], found.cells, strict=True)
        code = "; ".join(f"{name.replace('_', ' ')} {code}" for name, code in cells if code)
    else:
        code = found.printed_code or ""
    if code:
        return code
    if found.see:
        return f"see {found.see}"
    return f"see also {found.see_also}" if found.see_also else ""
