"""Citations of the Index and the tables, read.

Grammar: `IDX:<main term>><subterm>...` in the Alphabetic Index, `EXT:` in the external cause
index, `NEO:` and `DRUG:` in the tables. A path that is printed more than once has `#2`, `#3`
after it; the signs `>`, `#` and `%` inside a term are written `%3E`, `%23` and `%25`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from catalog.index.entries import IndexKind

if TYPE_CHECKING:
    from catalog.citations import Authority
    from catalog.lookup import CatalogView

PREFIXES = {
    IndexKind.INDEX: "IDX",
    IndexKind.EXTERNAL_INDEX: "EXT",
    IndexKind.NEOPLASM: "NEO",
    IndexKind.DRUG: "DRUG",
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
    """The Index entry that a citation names, as a rule with its dates; None if there is none.

    Only the Alphabetic Index is looked into: the external cause index is not opened by date yet.
    """
    from catalog.citations import Authority

    index = view.catalog.index_on(view.date)
    release = view.catalog.releases.in_reach("index", view.date)
    entry = index.resolve(citation) if index else None
    if entry is None or release is None:
        return None
    path = ", ".join(entry.path)
    return Authority(
        id=citation,
        authority="ICD-10-CM Alphabetic Index",
        title=path,
        section=path,
        text=f"{path}: {entry.printed_code or entry.see or entry.see_also or ''}".rstrip(": "),
        effective_from=release.effective_from,
        effective_to=release.effective_to,
        release=release.name,
        source="ICD-10-CM Index to Diseases and Injuries (CDC, NCHS)",
    )
