"""SEQ36: a Z code that may only lead, in a later place."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.cited import in_force
from agent.rules.sequencing.lead import first_listed

#: The list, without Z38 (SEQ28), and without treatment of neoplasms (Z51.0, Z51.1), which may be
#: two.
_ONLY_FIRST = (
    "Z00", "Z01", "Z02", "Z04", "Z33.2", "Z31.81", "Z31.83", "Z31.84", "Z34", "Z39", "Z40", "Z42",
    "Z52", "Z76.1", "Z76.2", "Z99.12",
)  # fmt: skip
_EXCEPT = ("Z00.6", "Z52.9")
_SECTIONS = ("OCG:I.C.21.c.15", "OCG:I.C.21.c.16")


class FirstListedOnly(Rule):
    """Some Z codes tell why the patient came, and stand first or not at all.

    Catches: K80.20 (gallstones) first and Z01.818 (pre-procedural examination) after it; I10
    first and Z00.00 (general examination) after it.
    Right: Z01.818, then K80.20.
    Silent: when a line of the claim points to the code first, as for a second service of the day;
    when another code of the list, Z38, Z51 or an obstetric code leads; for prophylactic surgery
    beside a malignancy; and when the code leads.
    """

    id = "SEQ36"
    name = "first_listed_only"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (*_SECTIONS, "TAB:*:title")
    needs_quote = False
    about = _ONLY_FIRST

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or first.code.startswith((*_ONLY_FIRST, "Z38", "Z51")):
            return
        section = next((s for s in _SECTIONS if in_force(context, s)), _SECTIONS[0])
        for billed in billed_under(context, _ONLY_FIRST, _EXCEPT):
            if _leads_a_line(context, billed) or _first_by_right(first, billed):
                continue
            yield put_before(
                self,
                context,
                billed,
                first,
                f"{billed.code} ({context.catalog.title(billed.code)}) may only be "
                "first-listed, and "
                f"{first.code} leads the claim.",
                cite=[section],
                also_cite=[f"TAB:{billed.code}:title"],
                confidence=0.9,
            )
            return


def _first_by_right(first: Billed, billed: Billed) -> bool:
    """Whether another guideline puts first what leads: obstetric codes, or a malignancy treated."""
    return first.code[0] == "O" or (first.code[0] == "C" and billed.code.startswith("Z40"))


def _leads_a_line(context: AuditContext, billed: Billed) -> bool:
    return any(
        line.diagnosis_pointers[:1] == (billed.position,) for line in context.bundle.claim.lines
    )
