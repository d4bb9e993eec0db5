"""NEC04: a service none of whose diagnoses any Medicare article in force covers."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject, pointed_to
from agent.rules.necessity.statements import articles, cited, excluded, named, supported
from agent.rules.needs import Need


class NoCoveredDiagnosis(Rule):
    """No article of a Medicare contractor covers the procedure for any of the line's diagnoses.

    Catches: a procedure that three articles list, pointed to a diagnosis that none of them covers.
    Right: the diagnosis for which the service was done, when the record has it and an article in
    force covers it.
    Silent: without a download of the Medicare Coverage Database; when one article covers one of the
    diagnoses, whoever's it is, because the bundle does not tell the contractor; when an article
    lists the procedure without diagnoses; when another payer than Medicare is named; and when NEC03
    says that the diagnosis is named as not covered. What an article says in its text alone, such as
    a limit of frequency, is not read.
    """

    id = "NEC04"
    name = "no_covered_diagnosis"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:50", "CARC:11")
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            billed = pointed_to(context, line)
            found = articles(context, line)
            if not billed or not found or supported(found, billed) or excluded(found, billed):
                continue
            codes = ", ".join(b.code for b in billed)
            better = [
                p
                for p in context.proposals
                if any(article.supports(p.code) for article in found)
                and context.catalog.is_billable(p.code)
            ]
            do = f"check the diagnosis pointer of line {number}; report a covered diagnosis only "
            do += "if the record documents one"
            if better:
                do = f"point line {number} to {' or '.join(p.code for p in better)}, which the "
                do += "record documents and an article covers"
            yield self.finding(
                context,
                line_subject(number, line),
                f"{codes} is among the covered diagnoses of {line.procedure} in none of Medicare's "
                f"articles in force that list it ({named(found)}).",
                cite=cited(found),
                also_cite=["CARC:50", "CARC:11"],
                action=Action.REPLACE if better else Action.NONE,
                do=do,
                codes=[p.code for p in better],
                evidence=[m.span() for p in better for m in p.mentions[:1]],
                denial_risk=["CARC 50", "CARC 11"],
            )
