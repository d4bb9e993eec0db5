"""GDL51: COPD and a lower respiratory infection, without the code that joins them."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import add_to, billed_under, replace_by
from agent.rules.base import Rule

_COPD = ("J44.1", "J44.9")
#: Pneumonia by organism or unspecified, acute bronchitis, unspecified lower respiratory infection.
#: Aspiration pneumonitis (J69) and ventilator pneumonia (J95.851) are not infections of this kind.
_INFECTION = ("J13", "J14", "J15", "J16", "J18", "J20", "J22")


class CopdWithInfection(Rule):
    """COPD has a code of its own where an acute lower respiratory infection goes with it.

    Catches: J44.9 (COPD, unspecified) or J44.1 beside J18.9 (pneumonia) or J20.9 (acute
    bronchitis).
    Right: J44.0 with J18.9, and J44.1 as well where an exacerbation is documented.
    Silent: when J44.0 is on the claim; for aspiration pneumonitis and ventilator pneumonia, which
    are not such infections; for viral pneumonia (J12), whose cause has guidelines of its own.
    """

    id = "GDL51"
    name = "copd_with_infection"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.A.15", "OCG:I.C.10.a.1", "TAB:*:title", "TAB:*:codeAlso")
    needs_quote = False
    about = _COPD

    def check(self, context: AuditContext) -> Iterator[Finding]:
        infections = billed_under(context, _INFECTION)
        copd = billed_under(context, _COPD)
        if not infections or not copd or billed_under(context, ("J44.0",)):
            return
        infection = infections[0]
        message = (
            f"{copd[0].code} is billed with {infection.code} "
            f"({context.catalog.title(infection.code)}); J44.0 is COPD with an acute lower "
            "respiratory infection, and is not on the claim."
        )
        cite, also = ["OCG:I.A.15"], ["OCG:I.C.10.a.1", "TAB:J44.0:title", "TAB:J44.0:codeAlso"]
        exacerbated = next((b for b in copd if b.code == "J44.1"), None)
        if exacerbated is not None:
            yield add_to(
                self,
                context,
                exacerbated,
                ["J44.0"],
                message,
                cite=cite,
                also_cite=also,
                do="add J44.0 beside J44.1, if the exacerbation is documented as well",
                confidence=0.9,
            )
        else:
            yield replace_by(
                self,
                context,
                copd[0],
                ["J44.0"],
                message,
                cite=cite,
                also_cite=also,
                confidence=0.9,
            )
