"""NEC03: a service whose diagnosis the policy names as not covered."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject, pointed_to
from agent.rules.necessity.statements import articles, cited, excluded, items, named
from agent.rules.needs import Need


class NoncoveredDiagnosis(Rule):
    """A line points only to diagnoses that its policy names as not covered, or does not name.

    Catches: 77080 (bone density) pointed to Z00.00 alone, under a policy that lists Z00.0- as not
    covered.
    Right: the condition or status for which the study was ordered, such as M81.0 or Z78.0, when the
    record has it; else the service goes with a notice to the patient.
    Silent: when a pointed-to diagnosis is covered too; when, of Medicare's articles, only some name
    the diagnosis as not covered, because the bundle does not tell whose article holds; when another
    payer than Medicare is named; and when a pointed-to code is not billable.
    """

    id = "NEC03"
    name = "noncovered_diagnosis"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:167", "CARC:50")
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            billed = pointed_to(context, line)
            if not billed:
                continue
            codes = ", ".join(b.code for b in billed)
            sources = [
                (f"the policy {item.pack.title}", [item.citation])
                for item in items(context, line)
                if any(item.policy.excludes(b.code) for b in billed)
                and not any(item.policy.supports(b.code) for b in billed)
            ]
            found = articles(context, line)
            if excluded(found, billed):
                sources.append((f"Medicare's articles ({named(found)})", cited(found)))
            for policy, citations in sources:
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"Line {number} ({line.procedure}) rests on {codes}, which {policy} names as "
                    "not covered.",
                    cite=citations,
                    also_cite=["CARC:167", "CARC:50"],
                    action=Action.NONE,
                    do=(
                        f"check why the service was ordered, and the diagnosis pointer of line "
                        f"{number}; report a covered diagnosis only if the record documents one"
                    ),
                    denial_risk=["CARC 167", "CARC 50"],
                )
