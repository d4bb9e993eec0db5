"""The model's statements, each held against the note before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.coding.answer import Statement, Unreadable
from agent.coding.numbered import Line, place_of
from agent.coding.offer import Offered
from agent.context import Assertion
from catalog import CatalogView


class Fault(StrEnum):
    """Why a statement does not count, as the notice names it."""

    FORM = "not of the form asked for"
    LINE = "line not in the note"
    QUOTE = "quote not on its line"
    CANDIDATE = "candidate not offered"
    CODE = "code not billable on the date"


@dataclass(frozen=True, slots=True)
class Proved:
    """A statement whose words stand in the note. `code` is None where no candidate fits."""

    start: int
    end: int
    assertion: Assertion
    code: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A statement that failed, with what to tell the model: our words and numbers alone."""

    fault: Fault
    problem: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What became of one answer's statements."""

    proved: tuple[Proved, ...]
    rejected: tuple[Rejected, ...]


def examine(
    statements: Iterable[Statement | Unreadable],
    lines: Sequence[Line],
    offered: Sequence[Offered],
    catalog: CatalogView,
) -> Examination:
    """Split the statements into those that the note and the catalog bear out, and the rest."""
    by_number = {line.number: line for line in lines}
    codes = {candidate.number: candidate.code for candidate in offered}
    proved: dict[Proved, None] = {}
    rejected = []
    for position, statement in enumerate(statements, start=1):
        result = _examine(statement, by_number, codes, catalog)
        if isinstance(result, Proved):
            proved[result] = None
        else:
            fault, problem = result
            rejected.append(Rejected(fault, f"Statement {position}: {problem}"))
    return Examination(tuple(proved), tuple(rejected))


def _examine(
    statement: Statement | Unreadable,
    lines: dict[int, Line],
    codes: dict[int, str],
    catalog: CatalogView,
) -> Proved | tuple[Fault, str]:
    if isinstance(statement, Unreadable):
        named = ", ".join(statement.fields) or "all fields"
        return Fault.FORM, f"missing or of the wrong form: {named}."
    line = lines.get(statement.line)
    if line is None:
        return Fault.LINE, f"the note has no words on a line {statement.line}."
    place = place_of(statement.quote, line)
    if place is None:
        return Fault.QUOTE, (
            f"the quote is not on line {line.number}, word for word. Copy it from that line."
        )
    if statement.candidate == "none":
        return Proved(*place, statement.assertion, None)
    code = codes.get(statement.candidate)
    if code is None:
        return Fault.CANDIDATE, (
            f'candidate {statement.candidate} was not offered. Choose 1 to {len(codes)}, or "none".'
        )
    if not catalog.is_billable(code):
        return Fault.CODE, f"candidate {statement.candidate} is not billable on the date."
    return Proved(*place, statement.assertion, code)
