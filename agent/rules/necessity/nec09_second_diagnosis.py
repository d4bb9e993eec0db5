"""NEC09: a service for which the policy asks for two diagnoses, pointed to one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject, pointed_to
from agent.rules.necessity.statements import articles, cited, items, named, one_of_two
from agent.rules.needs import Need


class SecondDiagnosis(Rule):
    """The policy pays for a diagnosis only beside one of a second list, and none is pointed to.

    Catches: 11720 (debridement of nails) pointed to B35.1 alone, under a policy that asks for pain,
    infection or difficulty in walking beside it.
    Right: M79.674 pointed to as well, when the record documents pain in the toes.
    Silent: when a diagnosis of each list is pointed to; when the diagnosis does not support the
    service at all (NEC01 and NEC04 say so); and, of Medicare's articles, when one is content with
    the diagnosis, or its text does not plainly say which groups go together.
    """

    id = "NEC09"
    name = "second_diagnosis_missing"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:50", "CARC:16")
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            billed = pointed_to(context, line)
            if not billed:
                continue
            codes = ", ".join(b.code for b in billed)
            sources = [
                (
                    f"the policy {item.pack.title} asks for one of {', '.join(item.policy.second)}",
                    [item.citation],
                )
                for item in items(context, line)
                if item.policy.second
                and any(item.policy.supports(b.code) for b in billed)
                and not any(item.policy.is_second(b.code) for b in billed)
            ]
            found = articles(context, line)
            if found and all(one_of_two(article, billed) for article in found):
                asked = f"Medicare's articles ({named(found)}) ask for one of another group"
                sources.append((asked, cited(found)))
            for asked, citations in sources:
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"Line {number} ({line.procedure}) points to {codes}; {asked} beside it.",
                    cite=citations,
                    also_cite=["CARC:50", "CARC:16"],
                    action=Action.NONE,
                    do=(
                        f"point line {number} to the second diagnosis too, if the record documents "
                        "one; else expect a denial"
                    ),
                    denial_risk=["CARC 50", "CARC 16"],
                )
