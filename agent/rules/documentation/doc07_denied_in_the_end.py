"""DOC07: a condition named in one place and denied in the assessment."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Mention, SectionKind
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import saying, sentence
from agent.rules.support.asserted import about, is_symptom
from agent.rules.support.plainly import plainly


class DeniedInTheEnd(Rule):
    """One part of the chart states the condition, and the assessment plainly denies it.

    Catches: J18.9 (pneumonia) billed, "admitted for pneumonia" in the history and "pneumonia was
    ruled out" in the assessment.
    Right: the provider asked which holds, or the condition that was found instead.
    Silent: when the assessment affirms the condition too or leaves it open, when the whole chart
    denies it (SUP02), for symptoms, which come and go, and when the denial may be of something
    else.
    """

    id = "DOC07"
    name = "denied_in_the_end"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.A.19", "OCG:IV.J", "OCG:III")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if is_symptom(billed.code):
                continue
            mentions = about(context, billed.code)
            stated = [m for m in mentions if m.assertion is Assertion.AFFIRMED]
            concluded = [m for m in mentions if m.sentence.section is SectionKind.ASSESSMENT]
            if not stated or not concluded or not _all_denied(context, concluded):
                continue
            spans = [*saying(context, concluded[0]), sentence(context, stated[0])]
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is stated in one place and "
                "denied in the assessment.",
                cite=["OCG:I.A.19"],
                action=Action.QUERY,
                do=f"ask the provider which holds; remove {billed.code} if the denial does",
                evidence=spans,
                query=ProviderQuery(
                    title="Conflicting statements on a condition",
                    indicators=tuple(dict.fromkeys(spans)),
                    question="",
                    options=("The condition is present", "The condition was ruled out"),
                ),
            )


def _all_denied(context: AuditContext, mentions: list[Mention]) -> bool:
    return all(m.assertion is Assertion.NEGATED and plainly(context, m) for m in mentions)
