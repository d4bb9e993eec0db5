"""GDL01: a symptom billed beside the diagnosis that it routinely belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.integral import explained_by
from agent.rules.support.asserted import in_symptom_chapter


class IntegralSymptom(Rule):
    """A sign or symptom is reported although a reported diagnosis routinely includes it.

    Catches: R05.9 (cough) beside J18.9 (pneumonia); M25.561 (pain in right knee) beside M17.11
    (osteoarthritis of the right knee).
    Right: the diagnosis alone.
    Silent: when the symptom is not routine for the diagnosis, when joint and diagnosis are on
    different sides, when the chart does not affirm the diagnosis, when a note of the
    classification asks for the symptom's code, when a symptom of chapter 18 leads an inpatient
    claim (SEQ41), and when an Excludes1 note forbids the pair (the conventions rules say so).
    Which symptoms are routine is a list of our own, short on purpose.
    """

    id = "GDL01"
    name = "integral_symptom_billed"
    category = Category.SYMPTOM_INTEGRAL
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.5", "OCG:I.C.18.b", "TAB:*:title")
    needs_quote = True

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for symptom in context.billable:
            explained = explained_by(context, symptom)
            if explained is None or _led(context, symptom):
                continue
            name, disease = explained
            yield self.finding(
                context,
                diagnosis(symptom),
                f"{symptom.code} ({name.lower()}) routinely belongs to {disease.code} "
                f"({context.catalog.title(disease.code)}) and is not reported beside it.",
                cite=["OCG:I.B.5"],
                also_cite=[
                    *(["OCG:I.C.18.b"] if symptom.code.startswith("R") else []),
                    f"TAB:{symptom.code}:title",
                ],
                action=Action.REMOVE,
                do=f"remove {symptom.code}, unless the provider ties it to something else",
                evidence=_evidence(context, symptom, disease),
                denial_risk=["CARC 16"],
                confidence=0.9,
            )


def _led(context: AuditContext, symptom: Billed) -> bool:
    """Whether a symptom of chapter 18 is the principal diagnosis of a stay, which is SEQ41's."""
    inpatient = context.bundle.encounter.setting is Setting.INPATIENT
    return inpatient and symptom.position == 1 and in_symptom_chapter(symptom.code)


def _evidence(context: AuditContext, symptom: Billed, disease: Billed) -> list[EvidenceSpan]:
    """Words for the diagnosis first: without them the symptom may stand."""
    found = quotes(mentions_of(context, disease.code))
    return [*found[:2], *quotes(mentions_of(context, symptom.code))[:1]] if found else []
