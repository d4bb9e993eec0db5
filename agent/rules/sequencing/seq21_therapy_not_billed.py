"""SEQ21: an encounter for antineoplastic treatment led by the malignancy."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with, group
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need
from agent.rules.sequencing.antineoplastic import EXTERNAL_BEAM, INFUSION, given, services
from agent.rules.sequencing.lead import first_listed

#: Visits for evaluation and management; with one, the treatment may not be the chief reason.
_VISIT = ("992", "993", "G0463")


class TherapyNotBilled(Rule):
    """When giving the treatment is the chief reason for the encounter, its code of Z51 leads.

    Catches: C50.911 first on a claim whose only lines are an infusion of chemotherapy (96413) and
    its drugs.
    Right: Z51.11 (or Z51.12 for immunotherapy), then C50.911; for external beam radiation, Z51.0.
    Silent: when a code of Z51 is billed, when a visit is billed too, for injections under the skin
    or into muscle, and for inpatient stays.
    """

    id = "SEQ21"
    name = "therapy_not_billed"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.C.2.e.2", "OCG:I.C.2.a")
    needs_quote = False
    about_procedures = (*services(EXTERNAL_BEAM), *services(INFUSION))
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL})
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith(
            (*group("primary_malignancy"), *group("secondary_malignancy"))
        ):
            return
        if billed_with(context, "Z51.0", "Z51.1") or any(
            line.procedure.startswith(_VISIT) for line in context.bundle.claim.lines
        ):
            return
        beam, infusion = given(context, EXTERNAL_BEAM), given(context, INFUSION)
        codes = [*(["Z51.0"] if beam else []), *(["Z51.11", "Z51.12"] if infusion else [])]
        if not codes:
            return
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} leads a claim for {beam or infusion}; giving the treatment seems to be "
            "the chief reason for the encounter.",
            cite=["OCG:I.C.2.e.2"],
            also_cite=["OCG:I.C.2.a"],
            action=Action.ADD,
            do=f"put {' or '.join(codes)} first, as the treatment was, and {first.code} after it",
            codes=codes,
            evidence=quotes(mentions_of(context, first.code))[:2],
            denial_risk=["CARC 11"],
            confidence=0.8,
        )
