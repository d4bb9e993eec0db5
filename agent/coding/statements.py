"""The model's statements, each held against the note before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.coding.answer import Shown, Statement
from agent.coding.form import Fault, Ungrounded, Unreadable, grounded
from agent.coding.numbered import shown as shown_as
from agent.context import Assertion, Side


@dataclass(frozen=True, slots=True)
class Proved:
    """A statement whose words stand in the note, at `start` to `end`.

    `quote` is the words as the model was shown them; `line` is where they begin.
    """

    start: int
    end: int
    line: int
    quote: str
    assertion: Assertion
    side: Side | None
    acuity: str
    encounter: str
    reportable: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """A part of an answer that failed, with what to tell the model: our words and numbers alone."""

    fault: Fault
    problem: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What became of one answer's statements."""

    proved: tuple[Proved, ...]
    rejected: tuple[Rejected, ...]


def examine(statements: Iterable[Statement | Unreadable], shown: Shown) -> Examination:
    """Split the statements into those that the note bears out, and the rest."""
    proved: dict[Proved, None] = {}
    rejected = []
    for position, statement in enumerate(statements, start=1):
        try:
            proved[_proved(grounded(statement, shown), shown)] = None
        except Ungrounded as ungrounded:
            problem = f"Statement {position}: {ungrounded}"
            rejected.append(Rejected(ungrounded.fault, problem))
    return Examination(tuple(proved), tuple(rejected))


def _proved(statement: Statement, shown: Shown) -> Proved:
    start, end = shown.place(statement.line, statement.quote)
    return Proved(
        start,
        end,
        statement.line,
        " ".join(shown_as(statement.quote).split()),
        statement.assertion,
        None if statement.side == "none" else Side(statement.side),
        "" if statement.acuity == "none" else statement.acuity,
        "" if statement.encounter == "none" else statement.encounter,
        statement.reportable,
    )
