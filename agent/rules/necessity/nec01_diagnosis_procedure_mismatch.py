"""NEC01: a service none of whose diagnoses is among those that its policy accepts."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject, pointed_to, too_vague
from agent.rules.necessity.statements import items
from agent.rules.needs import Need
from catalog.policies import PolicyItem


class DiagnosisProcedureMismatch(Rule):
    """None of the diagnoses that a line points to supports its procedure under the policy.

    Catches: 73564 (radiographs of the knee) pointed to M79.606, pain in leg, unspecified, under a
    policy that asks for a condition of the knee.
    Right: M25.561, pain in right knee, when that is what the note documents, and the line's pointer
    on it.
    Silent: when one pointed-to diagnosis supports the procedure, when no policy lists the
    procedure on the date, when the line points to nothing, when the policy names a diagnosis as not
    covered (NEC03 says so), and when a pointed-to code is not billable (validity rules
    speak first). The shipped policy is illustrative; use your payers'.
    """

    id = "NEC01"
    name = "diagnosis_procedure_mismatch"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:11", "CARC:50")
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            billed = pointed_to(context, line)
            if not billed:
                continue
            codes = ", ".join(b.code for b in billed)
            for item in items(context, line):
                pack, policy = item.pack, item.policy
                if any(policy.supports(b.code) or policy.excludes(b.code) for b in billed):
                    continue
                better = _documented(context, policy)
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"{codes} does not support {line.procedure} ({policy.title.lower()}) under "
                    f"the policy {pack.title}.",
                    cite=[pack.citation(policy)],
                    also_cite=["CARC:11", "CARC:50"],
                    action=Action.REPLACE if better else Action.NONE,
                    do=_advice(context, number, better),
                    codes=[p.code for p in better],
                    evidence=[m.span() for p in better for m in p.mentions[:1]],
                    denial_risk=["CARC 11", "CARC 50"],
                )


def _documented(context: AuditContext, policy: PolicyItem) -> list[Proposal]:
    """Proposals from the chart that the policy accepts and that are not too vague for it."""
    return [
        proposal
        for proposal in context.proposals
        if policy.supports(proposal.code)
        and context.catalog.is_billable(proposal.code)
        and not too_vague(context.catalog, policy, proposal.code)
    ]


def _advice(context: AuditContext, number: int, better: list[Proposal]) -> str:
    if not better:
        return (
            f"check the diagnosis pointer of line {number}; report a supporting diagnosis only if "
            "the record documents one"
        )
    named = " or ".join(proposal.code for proposal in better)
    if all(proposal.code in context.billed_codes for proposal in better):
        return f"point line {number} to {named}, which is on the claim and in the record"
    return f"report {named}, which the record documents, and point line {number} to it"
