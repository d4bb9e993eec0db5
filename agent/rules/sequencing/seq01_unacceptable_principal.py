"""SEQ01: a code that is not accepted as principal or first-listed diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import (
    EXTERNAL_CAUSE,
    MANIFESTATION,
    UNACCEPTABLE,
    WITH_SECONDARY,
    first_listed,
    next_to_lead,
)
from catalog.secondary_only import secondary_only


class UnacceptablePrincipal(Rule):
    """A code for a circumstance, and no present illness or injury, as the reason for a stay.

    Catches: an inpatient stay with principal diagnosis Z85.3 (history of breast cancer); in any
    other setting, Z68.41 (body mass index) or another code that the guidelines make secondary only,
    listed first.
    Right: the condition treated first, the circumstance after it.
    The editor's list of unacceptable principal diagnoses applies to inpatient stays, so it is an
    error there. Elsewhere a finding is advice, and given only where the guidelines speak: body mass
    index, scales, social determinants, underimmunization, some status codes, histories.
    Silent: when such a code stands later, for external cause and manifestation codes (SEQ02,
    SEQ03), and for codes that are acceptable with a secondary diagnosis when there is one.
    """

    id = "SEQ01"
    name = "unacceptable_principal"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:unacceptable_principal", "OCG:I.B.14", "OCG:I.C.21.c.3", "OCG:I.C.21.c.4")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None:
            return
        if context.bundle.encounter.setting is Setting.INPATIENT:
            yield from self._inpatient(context, first)
        else:
            yield from self._elsewhere(context, first)

    def _inpatient(self, context: AuditContext, first: Billed) -> Iterator[Finding]:
        flags = context.catalog.flags(first.code)
        accepted = WITH_SECONDARY in flags and len(context.billed) > 1
        if UNACCEPTABLE not in flags or MANIFESTATION in flags or accepted:
            return
        listed = secondary_only(first.code)
        yield self._finding(
            context,
            first,
            f"{first.code} is not accepted as principal diagnosis; the claim will be returned.",
            cite="MCE:unacceptable_principal",
            also_cite=listed.citation if listed else None,
            severity=Severity.ERROR,
        )

    def _elsewhere(self, context: AuditContext, first: Billed) -> Iterator[Finding]:
        listed = secondary_only(first.code)
        if listed is None or EXTERNAL_CAUSE in context.catalog.flags(first.code):
            return
        yield self._finding(
            context,
            first,
            f"{first.code} is listed first, but {listed.why}.",
            cite=listed.citation,
            also_cite=None,
            severity=Severity.ADVICE,
            confidence=1.0 if listed.firmly else 0.7,
        )

    def _finding(
        self,
        context: AuditContext,
        first: Billed,
        message: str,
        *,
        cite: str,
        also_cite: str | None,
        severity: Severity,
        confidence: float = 1.0,
    ) -> Finding:
        lead = next_to_lead(context)
        return self.finding(
            context,
            diagnosis(first),
            message,
            cite=[cite],
            also_cite=[also_cite] if also_cite else [],
            action=Action.RESEQUENCE if lead else Action.ADD,
            do=f"put {lead.code} first, if it is the reason for the encounter"
            if lead
            else "report the condition that was the reason for the encounter first",
            codes=[lead.code, first.code] if lead else [],
            evidence=quotes(mentions_of(context, lead.code)) if lead else (),
            denial_risk=["CARC 16"] if severity is Severity.ERROR else [],
            severity=severity,
            confidence=confidence,
        )
