"""GDL76: codes of the mother and of the newborn on one claim."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis

_MOTHER = ("O", "Z37", "Z3A", "Z33", "Z34", "Z39")
_NEWBORN = ("P", "Z38", "Z05")


class MotherAndNewborn(Rule):
    """Obstetric codes belong on the mother's claim, perinatal codes and Z38 on the newborn's.

    Catches: Z38.00 (single liveborn infant) on a claim with O80; P07.15 beside O60.14X0; Z37.0
    beside Z38.00.
    Right: two claims, one for each patient. The codes to go are those of the other patient: the
    mother's when Z38 is on the claim or the patient is less than a year old, else the newborn's.
    Severity: error; a warning where the patient is known to be older and the codes in question
    are of perinatal conditions, which may last for life.
    Silent: when the claim has codes of one of the two alone.
    """

    id = "GDL76"
    name = "mother_and_newborn_on_one_claim"
    category = Category.DEMOGRAPHIC_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.a.2", "OCG:I.C.16.a.1", "OCG:I.C.16.a.2", "OCG:I.C.15.b.5")
    needs_quote = False
    about = _NEWBORN

    def check(self, context: AuditContext) -> Iterator[Finding]:
        mother = billed_under(context, _MOTHER)
        newborn = billed_under(context, _NEWBORN)
        if not mother or not newborn:
            return
        encounter = context.bundle.encounter
        age = context.bundle.patient.age_on(encounter.service_from)
        is_newborn = any(b.code.startswith("Z38") for b in newborn) if age is None else age < 1
        wrong, right = (mother, newborn) if is_newborn else (newborn, mother)
        codes = ", ".join(b.code for b in wrong[:4])
        cite = "OCG:I.C.16.a.2" if wrong[0].code.startswith("Z38") else "OCG:I.C.16.a.1"
        lasting = not is_newborn and age is not None and all(b.code[0] == "P" for b in wrong)
        yield self.finding(
            context,
            diagnosis(wrong[0]),
            f"{codes} {'is' if len(wrong) == 1 else 'are'} of the "
            f"{'mother' if is_newborn else 'newborn'}, and {right[0].code} of the "
            f"{'newborn' if is_newborn else 'mother'}; one claim is of one patient.",
            cite=["OCG:I.C.15.a.2" if is_newborn and wrong[0].code[0] == "O" else cite],
            also_cite=["OCG:I.C.15.b.5"] if any(b.code[:3] == "Z37" for b in wrong) else [],
            action=Action.REMOVE,
            do=f"remove {codes} from this claim",
            denial_risk=["CARC 16"],
            severity=Severity.WARNING if lasting else None,
        )
