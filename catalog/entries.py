"""What look-ups return: entries, notes, statuses, conflicts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from catalog.tabular.code_range import CodeRange


class CodeState(StrEnum):
    """What a code is on a date."""

    BILLABLE = "billable"
    HEADER = "header"
    DELETED = "deleted"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


class Entry(NamedTuple):
    """A chapter, block, category, subcategory, code or extension of the Tabular List in hand."""

    code: str
    title: str
    kind: str
    parent: str | None
    billable: bool


class Note(NamedTuple):
    """A Tabular note with its owner, which may be an ancestor of the code it was asked for."""

    owner: str
    kind: str
    text: str

    @property
    def citation(self) -> str:
        """The citation id, as in `TAB:M54:excludes1`."""
        return f"TAB:{self.owner}:{self.kind}"


class Reference(NamedTuple):
    """A code range named by a note."""

    note: Note
    range: CodeRange


class SeventhCharacters(NamedTuple):
    """The 7th characters a code takes, in printed order, and the entry that defines them."""

    owner: str
    options: tuple[tuple[str, str], ...]


class CodeStatus(NamedTuple):
    """A code on a date. `replacements` are codes billable that day; dates are None when unknown.

    `source` names the conversion that gives the replacements of a deleted code.
    """

    code: str
    state: CodeState
    title: str
    replacements: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


class Conflict(NamedTuple):
    """An Excludes1 note under `owner` (or above it) of one code that names the other."""

    note: Note
    code: str
    excluded: str
