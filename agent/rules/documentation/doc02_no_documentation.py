"""DOC02: diagnoses are billed and the bundle holds no documentation."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule


class NoDocumentation(Rule):
    """Nothing on the claim could be checked against the chart, because there is no chart.

    Catches: a claim with M54.50 whose bundle has no note, or only empty ones.
    Right: the same claim with the note of the encounter.
    Silent: when any document holds text, and when no diagnosis is billed.
    """

    id = "DOC02"
    name = "no_documentation"
    category = Category.DOCUMENTATION
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("OCG:IV.C", "OCG:III")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if not context.billed or any(document.text.strip() for document in context.documents):
            return
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        yield self.finding(
            context,
            Subject(kind="encounter"),
            "The bundle holds no documentation, so no billed diagnosis could be checked against "
            "the chart.",
            cite=["OCG:III" if inpatient else "OCG:IV.C"],
            action=Action.NONE,
            do="add the documentation of the encounter and audit again",
        )
