"""POA12: an injury and its cause that are said to differ in time."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, listed, marked


class ExternalCause(Rule):
    """What caused an injury happened when the injury did, so their indicators agree.

    Catches: S72.001A (fracture of the right femur) marked Y and W19.XXXA (fall) marked N.
    Right: both Y for a fall at home; both N for a fall from the hospital bed.
    Silent: when the claim has injuries of both kinds, when it has none, for exempt causes, and for
    complications of care.
    """

    id = "POA12"
    name = "poa_external_cause"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})
    about = ("V", "W", "X", "Y0", "Y2", "Y3")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for of_injuries, of_cause in (("Y", "N"), ("N", "Y")):
            injuries = _of(marked(context, "Y", "N", "U", "W"), "injuries")
            if not injuries or any(b.entry.poa != of_injuries for b in injuries):
                continue
            for cause in _of(marked(context, of_cause), "external_causes"):
                yield self.finding(
                    context,
                    diagnosis(cause),
                    f"{cause.code} is marked {of_cause}, and every injury on the claim is marked "
                    f"{of_injuries}; the cause cannot differ in time from what it caused.",
                    cite=[APPENDIX],
                    action=Action.QUERY,
                    do="find in the record when the injury happened, and mark both alike",
                )


def _of(billed: tuple[Billed, ...], key: str) -> list[Billed]:
    return [b for b in billed if b.code in listed(key)]
