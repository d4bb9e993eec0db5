"""DOC09: all that supports a billed diagnosis is text that was copied from an earlier note."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed, CopyKind, Mention
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need

_MOST_QUOTES = 3


class CopiedSupport(Rule):
    """The note of the encounter says nothing of its own about a billed diagnosis.

    A condition may well go on and be worded alike, so this is advice: look whether the copied words
    still held on the day, and whether the condition was seen to.

    Catches: pneumonia billed for 4 May, where the only words for it stand letter for letter in the
    note of 3 January, or below "copied from the note of 1/3", or above a signature of 3 January.
    Right: the assessment of 4 May saying in its own words what was found and done for it.
    Silent: when any statement of the encounter's own speaks for the diagnosis, when the earlier
    note is of the same encounter, and when the documents have no dates to tell.
    """

    id = "DOC09"
    name = "copied_support"
    category = Category.DOCUMENTATION
    severity = Severity.ADVICE
    direction = Direction.OVER
    citations = ("OCG:IV.J", "OCG:III.A")
    needs_quote = True
    unprovable = "whether copied words still held on the day is for a person to judge"
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if not context.copies:
            return
        stay = context.bundle.encounter.setting is Setting.INPATIENT
        for billed in context.billable:
            mentions = _of_encounter(context, billed)
            if not mentions or not all(_from_before(context, m) for m in mentions):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"All that the note of the encounter says for {billed.code} is copied from before.",
                cite=["OCG:III.A" if stay else "OCG:IV.J"],
                action=Action.NONE,
                do="see whether the condition was there and seen to at this encounter; if the note "
                "does not show it, ask the provider",
                evidence=quotes(mentions)[:_MOST_QUOTES],
                confidence=0.5,
            )


def _of_encounter(context: AuditContext, billed: Billed) -> tuple[Mention, ...]:
    """The mentions for a code in documents that are not of an earlier day."""
    first = context.bundle.encounter.service_from
    before = {d.id for d in context.bundle.documents if d.date is not None and d.date < first}
    return tuple(m for m in mentions_of(context, billed.code) if m.document_id not in before)


def _from_before(context: AuditContext, mention: Mention) -> bool:
    """Whether the mention's statement is copied from before the encounter."""
    first = context.bundle.encounter.service_from
    return any(
        copied.kind is CopyKind.STATED or (copied.day is not None and copied.day < first)
        for copied in context.copies_of(mention)
    )
