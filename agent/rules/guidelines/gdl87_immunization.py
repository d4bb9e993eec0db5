"""GDL87: an immunization without its procedure, or the procedure without its reason."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need

#: Beginnings of procedure codes for giving a vaccine, and for vaccines themselves.
_GIVING = ("9046", "9047", "90480", "G0008", "G0009", "G0010", "M0201")
_VACCINES = ("904", "905", "906", "907", "913", "Q203")
#: Immune globulins, and toxins, share the first numbers and are no vaccines; so do psychiatric
#: services from 90785 on.
_NO_VACCINES = ("9078", "9079")
#: Routine examinations, of which a vaccine may be a part.
_ROUTINE = ("Z00", "Z01", "Z02")
#: A wound, an exposure, another prophylaxis.
_OTHER_REASONS = ("S", "T", "W", "Z20", "Z29", *_ROUTINE)


class Immunization(Rule):
    """Z23 says why the patient came, and a procedure code what was given; each asks for the other.

    Catches: Z23 on a claim whose lines have no vaccine and no administration of one; a line for
    giving a vaccine (90471) on a claim without Z23.
    Right: Z23 with 90471 and the vaccine's code.
    Silent: without service lines, in a stay, when the vaccine follows an injury or an exposure,
    as tetanus after a wound, and as part of a routine examination: Z23 may be left out there, and
    the vaccine of a public programme is often on a claim of its own.
    """

    id = "GDL87"
    name = "immunization_and_procedure"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.2", "TAB:*:notes")
    needs_quote = False
    about = ("Z23",)
    about_procedures = _GIVING
    needs = frozenset({Need.LINES})
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        lines = context.bundle.claim.lines
        z23 = billed_under(context, ("Z23",))
        routine = any(b.code.startswith(_ROUTINE) for b in context.billed)
        if z23 and not routine and not any(_of_vaccine(line.procedure) for line in lines):
            yield self.finding(
                context,
                diagnosis(z23[0]),
                "Z23 is billed, and no line has a vaccine or its administration.",
                cite=["OCG:I.C.21.c.2"],
                also_cite=["TAB:Z23:notes"],
                action=Action.QUERY,
                do="bill what was given, or remove Z23 where nothing was",
                denial_risk=["CARC 16"],
            )
        if z23 or any(b.code.startswith(_OTHER_REASONS) for b in context.billed):
            return
        for number, line in enumerate(lines, start=1):
            if line.procedure.startswith(_GIVING):
                yield self.finding(
                    context,
                    Subject(kind="line", index=number, code=line.procedure),
                    f"Line {number} gives a vaccine ({line.procedure}), and Z23 is not on the "
                    "claim.",
                    cite=["OCG:I.C.21.c.2"],
                    action=Action.ADD,
                    do="add Z23 and point the line to it",
                    codes=["Z23"],
                    denial_risk=["CARC 16"],
                    direction=Direction.UNDER,
                )
                return


def _of_vaccine(procedure: str) -> bool:
    if procedure.startswith(_NO_VACCINES):
        return False
    # Until November 2023 each dose of a COVID-19 vaccine had its own code, such as 0001A.
    return procedure.startswith((*_GIVING, *_VACCINES)) or procedure[4:] == "A"
