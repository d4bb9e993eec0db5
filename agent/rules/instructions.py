"""Code first and use additional code notes, read as instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from catalog import CatalogView, Note, compact
from catalog.tabular.notes import CodeRange, intent_character, references

_CONDITIONAL = re.compile(r"\bif (?:applicable|known|any|present)\b|\bany\b|^associated\b", re.I)
_OPEN = re.compile(r"\bsuch as\b|^(?:the )?underlying [a-z ]+\.?$", re.I)
_DEMANDS = re.compile(
    r"\bunderlying\b|physiological condition|physical disorder|condition resulting from"
    r"|\bto identify\b|obstetric condition or encounter|nature of the adverse effect"
    r"|^the infection$",
    re.I,
)
_ADVERSE_EFFECT = re.compile(r"\bfor adverse effects\b", re.I)
_DRUG = re.compile(r"T(?:3[6-9]|4\d|50)")


@dataclass(frozen=True, slots=True)
class Instruction:
    """What one entry's notes of a kind ask, for a code at or below it.

    `ranges` are the codes named, alternatives to each other. `conditional`: it holds only where a
    further condition is present ("if applicable", "any associated"). `open`: the codes named are
    examples, or none is named. `demanded`: there must be such a condition; without this the note
    only says which comes first when both are reported.
    """

    owner: str
    kind: str
    text: str
    ranges: tuple[CodeRange, ...]
    conditional: bool
    open: bool
    demanded: bool

    @property
    def citation(self) -> str:
        return f"TAB:{self.owner}:{self.kind}"

    def names(self, code: str) -> bool:
        """Whether the code lies in one of the ranges."""
        return any(found.covers(code) for found in self.ranges)


def instructions(view: CatalogView, code: str, kind: str) -> tuple[Instruction, ...]:
    """The instructions of own and inherited notes of a kind, nearest first.

    All lines of an entry form one list of alternatives.
    """
    key = instructions, code, kind
    found: tuple[Instruction, ...] | None = view.kept.get(key)
    if found is None:
        found = view.kept[key] = _instructions(view, code, kind)
    return found


def _instructions(view: CatalogView, code: str, kind: str) -> tuple[Instruction, ...]:
    lists = (
        list(lines) for _, lines in groupby(view.notes(code, kind), key=lambda note: note.owner)
    )
    return tuple(_instruction(code, notes) for notes in lists if _applies(notes[0], code))


def _instruction(code: str, notes: list[Note]) -> Instruction:
    texts = [note.text for note in notes]
    ranges = tuple(found for text in texts for found in references(text) if not found.covers(code))
    return Instruction(
        owner=notes[0].owner,
        kind=notes[0].kind,
        text=" ".join(texts[:1]).strip(" ,:."),
        ranges=ranges,
        conditional=any(_CONDITIONAL.search(text) for text in texts),
        open=not ranges or any(_OPEN.search(text) for text in texts),
        demanded=any(_DEMANDS.search(text) for text in texts),
    )


def _applies(lead: Note, code: str) -> bool:
    """A list led by "for adverse effects" holds only for drug codes of that intent, 5."""
    bare = compact(code)
    if _ADVERSE_EFFECT.search(lead.text) and _DRUG.match(bare):
        return intent_character(bare) == "5"
    return True


def lines_naming(view: CatalogView, code: str, kind: str, other: str) -> Iterator[Note]:
    """The single lines of own and inherited notes of a kind that name the other code."""
    for reference in view.references(code, kind):
        if reference.range.covers(other) and not reference.range.covers(code):
            yield reference.note
