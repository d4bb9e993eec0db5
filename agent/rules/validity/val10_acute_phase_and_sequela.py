"""VAL10: the acute phase of an injury beside its late effect."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from catalog import compact


class AcutePhaseAndSequela(Rule):
    """An injury is either treated or over, so its code does not go with that of its late effect.

    Catches: S52.501A (fracture of the right radius, initial encounter) beside S52.501S (sequela).
    Right: S52.501S, after the condition that remains; or S52.501A, while the fracture is treated.
    Silent: for injuries of different kind or place, of which one may be new and one old.
    """

    id = "VAL10"
    name = "acute_phase_and_sequela"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.B.10", "OCG:I.C.19.a")
    needs_quote = False
    about = ("M80", "M84", "M97", "S", "T")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        late = {
            compact(b.code)[:6]: b
            for b in context.billable
            if b.code[0] not in "VWXY" and len(compact(b.code)) == 7 and b.code[-1] == "S"
        }
        for billed in context.billable if late else ():
            sequela = late.get(compact(billed.code)[:6])
            if sequela is None or sequela.code == billed.code:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} and {sequela.code} are one injury, as treated and as long over.",
                cite=["OCG:I.B.10"],
                also_cite=["OCG:I.C.19.a"],
                action=Action.REMOVE,
                do=f"remove {either([billed.code, sequela.code])}, as the record has it",
                denial_risk=["CARC 16"],
            )
