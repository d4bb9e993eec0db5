"""CNV07: a documented condition that a code also note names."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import quotes
from agent.rules.instructions import lines_naming
from agent.rules.needs import Need
from catalog import Note


class CodeAlso(Rule):
    """A code also note says that two codes may be needed, and the chart has what it names.

    Catches: J44.0 (COPD with lower respiratory infection) alone, when the note documents pneumonia;
    the note at J44.0 says to code also the infection.
    Right: J44.0 and J18.9, in the order that the circumstances of the visit give.
    Advice, since such a note says that a second code may be required.
    Silent: when a code that the same line names is billed, when the chart documents none, when the
    two may not stand together (Excludes1), and where a use additional code note says the same
    (CNV04).
    """

    id = "CNV07"
    name = "code_also"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("TAB:*:codeAlso", "OCG:I.A.17")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for proposal in context.proposals:
            named = _named(context, proposal)
            if named is None:
                continue
            billed, note = named
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} has the note “code also {note.text}”; the chart documents such a "
                f"condition, and {proposal.code} is not billed.",
                cite=[note.citation],
                also_cite=["OCG:I.A.17"],
                action=Action.ADD,
                do=f"add {proposal.code}; the note gives no order",
                codes=[proposal.code],
                evidence=quotes(proposal.mentions),
                confidence=proposal.confidence,
            )


def _named(context: AuditContext, proposal: Proposal) -> tuple[Billed, Note] | None:
    """The first billed code with a code also line that names the proposed code, unmet so far."""
    view = context.catalog
    if proposal.code[:3] in {b.code[:3] for b in context.billed}:
        return None
    if not view.is_billable(proposal.code):
        return None
    if any(view.excludes1(proposal.code, b.code) for b in context.billable):
        return None
    for billed in context.billable:
        if next(lines_naming(view, billed.code, "useAdditionalCode", proposal.code), None):
            continue
        for note in lines_naming(view, billed.code, "codeAlso", proposal.code):
            if not _met(context, billed, note):
                return billed, note
    return None


def _met(context: AuditContext, billed: Billed, note: Note) -> bool:
    return any(
        reference.note == note and reference.range.covers(code)
        for reference in context.catalog.references(billed.code, "codeAlso")
        for code in context.billed_codes
    )
