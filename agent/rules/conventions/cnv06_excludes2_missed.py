"""CNV06: a documented condition that an Excludes2 note says is coded as well."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.asked_for import asked_for
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of
from agent.rules.needs import Need
from agent.rules.specificity.compare import compare
from agent.rules.support.asserted import is_status
from agent.rules.support.assessed import listed
from agent.rules.support.sup05_not_billed import AssessedNotBilled
from agent.rules.unsettled import unsettled_categories
from catalog import Note

_ASSESSED = AssessedNotBilled()


class Excludes2Missed(Rule):
    """An Excludes2 note names a condition that the billed code lacks, and it is assessed.

    Catches: M79.604 (pain in right leg) alone, when the assessment lists right knee pain as well;
    the note at M79.6 says that pain in a joint is not part of it.
    Right: M79.604 and M25.561, when both are there.
    Advice: such a note allows both codes and asks for neither. Two codes that it names are never a
    violation.
    Silent: when a code of that category is billed, when the assessment does not list the condition,
    when a rule of its own asks for it (CNV03 to CNV05, SUP05), and when the chart does not bear out
    the billed code itself (SPC01 to SPC05).
    """

    id = "CNV06"
    name = "excludes2_condition_missed"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("TAB:*:excludes2", "OCG:I.A.12.b", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        categories = {b.code[:3] for b in context.billed} | unsettled_categories(context)
        for proposal in context.proposals:
            if proposal.code[:3] in categories or is_status(proposal.code):
                continue
            assessed = listed(context, proposal)
            excluded = _excluded(context, proposal) if assessed else None
            if excluded is None or _asked_elsewhere(context, proposal):
                continue
            billed, note = excluded
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} does not include {proposal.code} ({view.title(proposal.code)}), "
                f"which the assessment lists; the Excludes2 note at {note.owner} allows both.",
                cite=[note.citation],
                also_cite=["OCG:I.A.12.b", f"TAB:{proposal.code}:title"],
                action=Action.ADD,
                do=f"add {proposal.code}, if it was evaluated or treated at this encounter",
                codes=[proposal.code],
                evidence=[m.span() for m in assessed[:3]],
                confidence=proposal.confidence,
            )


def _excluded(context: AuditContext, proposal: Proposal) -> tuple[Billed, Note] | None:
    """A billed code whose own Excludes2 note, or that of a heading, names the condition."""
    view = context.catalog
    if any(view.excludes1(proposal.code, b.code) for b in context.billable):
        return None
    for billed in context.billable:
        if compare(context, billed) is not None or not mentions_of(context, billed.code):
            continue
        for reference in view.references(billed.code, "excludes2"):
            entry = view.entry(reference.note.owner)
            chapter = entry is None or entry.kind in {"chapter", "block"}
            if reference.range.covers(proposal.code) and not chapter:
                return billed, reference.note
    return None


def _asked_elsewhere(context: AuditContext, proposal: Proposal) -> bool:
    if proposal.code in asked_for(context):
        return True
    return any(f.subject.code == proposal.code for f in _ASSESSED.check(context))
