"""GDL95: an aftercare Z code for an injury that still heals."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import phase_in, phased
from agent.rules.phase import Phase

#: Orthopedic and postprocedural aftercare in general. Left out: removal of an internal fixation
#: device, which may come after healing, explanted joints, transplants and neoplasms.
#: Aftercare of surgery on a body system, which may be another than the injured one.
_OF_A_SYSTEM = "Z48.81"
_AFTERCARE = ("Z47.1", "Z47.81", "Z47.82", "Z47.89", "Z48.0", "Z48.1", "Z48.8", "Z51.89")


class AftercareOfInjury(Rule):
    """Care of a healing injury is its own code with D or another later character, and no Z code.

    Catches: Z47.89 (orthopedic aftercare) with S52.501D; Z48.02 (removal of sutures) with
    S61.411D; Z47.1 (aftercare following joint replacement) with S72.001D.
    Right: S52.501D alone.
    Severity: error; a warning where another disease on the claim may be what the aftercare is
    for.
    Silent: for removal of an internal fixation device, for complications of surgery, and when no
    injury on the claim is in its healing phase.
    """

    id = "GDL95"
    name = "aftercare_code_for_injury"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.7", "OCG:I.C.19.a", "TAB:*:excludes1")
    needs_quote = False
    about = _AFTERCARE

    def check(self, context: AuditContext) -> Iterator[Finding]:
        healing = [
            b
            for b in phased(context)
            if phase_in(b.code) is Phase.HEALING and not "T36" <= b.code[:3] <= "T88"
        ]
        if not healing:
            return
        others = any(b.code[0] in "ABCDEFGHIJKLMN" and b not in healing for b in context.billable)
        for billed in billed_under(context, _AFTERCARE):
            doubtful = others or billed.code.startswith(_OF_A_SYSTEM)
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} ({context.catalog.title(billed.code)}) is not for an injury; "
                f"{healing[0].code} tells of its aftercare by the 7th character.",
                cite=["OCG:I.C.21.c.7"],
                also_cite=["OCG:I.C.19.a", f"TAB:{billed.code[:3]}:excludes1"],
                beside=healing[0],
                severity=Severity.WARNING if doubtful else None,
                confidence=0.8 if doubtful else 0.95,
            )
