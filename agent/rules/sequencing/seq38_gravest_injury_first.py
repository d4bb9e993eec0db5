"""SEQ38: a contusion or abrasion before a fracture or an injury inside the body."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import put_before
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import phase_in
from agent.rules.phase import Phase
from agent.rules.sequencing.lead import first_listed

_SUPERFICIAL = ("S00", "S10", "S20", "S30", "S40", "S50", "S60", "S70", "S80", "S90")
#: Fractures; injuries inside the skull, the chest and the belly.
_GRAVE = (
    *("S02", "S12", "S22", "S32", "S42", "S52", "S62", "S72", "S82", "S92"),
    *("S06", "S26", "S27", "S35", "S36", "S37"),
)


class GravestInjuryFirst(Rule):
    """The gravest injury comes first, and a superficial one is never that beside a fracture.

    Catches: S00.81XA (abrasion of head) first, S72.001A (fracture of femur) after it.
    Right: S72.001A, then S00.81XA.
    Severity: a warning; advice outside a stay and an emergency, where the visit may be for the
    lesser.
    Silent: when the first injury is no superficial one, and for injuries that heal or are
    sequelae.
    """

    id = "SEQ38"
    name = "gravest_injury_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.b", "TAB:*:title")
    needs_quote = False
    about = _SUPERFICIAL

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith(_SUPERFICIAL):
            return
        grave = [
            b
            for b in context.billable
            if b.code.startswith(_GRAVE) and phase_in(b.code) is Phase.ACTIVE
        ]
        if not grave or phase_in(first.code) is not Phase.ACTIVE:
            return
        setting = context.bundle.encounter.setting
        yield put_before(
            self,
            context,
            grave[0],
            first,
            f"{first.code} ({context.catalog.title(first.code)}) leads the claim, and "
            f"{grave[0].code} "
            f"({context.catalog.title(grave[0].code)}) is the graver injury.",
            cite=["OCG:I.C.19.b"],
            also_cite=[f"TAB:{b.code}:title" for b in (first, grave[0])],
            severity=None if setting in {Setting.INPATIENT, Setting.EMERGENCY} else Severity.ADVICE,
            confidence=0.9,
        )
