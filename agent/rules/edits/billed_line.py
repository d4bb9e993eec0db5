"""Service lines as the edits see them: numbered, with modifiers in capitals, and their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agent.context import AuditContext, Billed
from agent.models import ClaimLine, Subject
from agent.rules.kept import kept

#: The beginning of every modifier, for rules that are about any of them.
ANY_MODIFIER = ("",)


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of the claim: its number from 1, and its modifiers as payers read them."""

    number: int
    entry: ClaimLine
    procedure: str
    modifiers: tuple[str, ...]
    day: date

    @property
    def subject(self) -> Subject:
        """The line as a finding's subject."""
        return Subject(kind="line", index=self.number, code=self.entry.procedure)

    @property
    def named(self) -> str:
        """The line as a message names it: `Line 2 (73590-RT)`."""
        code = "-".join((self.entry.procedure, *self.modifiers))
        return f"Line {self.number} ({code})"


@kept
def billed_lines(context: AuditContext) -> tuple[BilledLine, ...]:
    """The claim's lines in order; a line without a date is of the encounter's first day."""
    first = context.bundle.encounter.service_from
    return tuple(
        BilledLine(
            number,
            line,
            line.procedure.upper(),
            tuple(m.strip().upper() for m in line.modifiers),
            line.service_date or first,
        )
        for number, line in enumerate(context.bundle.claim.lines, start=1)
    )


@kept
def modified_lines(context: AuditContext) -> tuple[BilledLine, ...]:
    """The lines that carry a modifier: most claims have none, and then nothing is asked of them."""
    return tuple(line for line in billed_lines(context) if line.modifiers)


def pointed(context: AuditContext, line: BilledLine) -> tuple[Billed, ...]:
    """The diagnoses that the line points to, in its order, pointers that lead nowhere left out."""
    billed = context.billed
    return tuple(
        billed[pointer - 1]
        for pointer in line.entry.diagnosis_pointers
        if 1 <= pointer <= len(billed)
    )


def listed(words: tuple[str, ...] | list[str]) -> str:
    """`A`, `A and B`, or `A, B and C`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
