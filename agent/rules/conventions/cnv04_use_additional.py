"""CNV04: a documented condition that a use additional code note asks for."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import quotes
from agent.rules.instructions import lines_naming
from agent.rules.needs import Need
from agent.rules.unsettled import unsettled_categories
from catalog import Note

#: Weeks of gestation are GDL68's matter, drugs of diabetes GDL30's.
_OTHER_RULES = ("Z3A", "Z79.4", "Z79.84", "Z79.85")


class UseAdditionalCode(Rule):
    """A use additional code note names something that the chart documents and the claim leaves out.

    Catches: E11.22 (diabetes with chronic kidney disease) alone, when the note documents stage 3b;
    the note at E11.22 asks for the stage.
    Right: E11.22 and N18.32.
    Advice, since such a note asks for a second code only where the condition is there.
    Silent: when a code that the same line of the note names is billed, when nothing it names is
    documented, for weeks of gestation (GDL68), for drugs of diabetes (GDL30), when the documented
    code may not be reported with one on the claim (Excludes1), and when a code of its category is
    billed and only invalid as written (VAL01 to VAL08).
    """

    id = "CNV04"
    name = "use_additional_code"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("TAB:*:useAdditionalCode", "OCG:I.B.7", "OCG:I.A.13")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for proposal in context.proposals:
            asked = self._asked_for(context, proposal)
            if asked is None:
                continue
            billed, note = asked
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} has the note “{_in_full(note)}”; the chart documents such a "
                f"condition, and {proposal.code} is not billed.",
                cite=[note.citation],
                also_cite=["OCG:I.B.7", "OCG:I.A.13"],
                action=Action.ADD,
                do=f"add {proposal.code} after {billed.code}",
                codes=[proposal.code],
                evidence=quotes(proposal.mentions),
                confidence=proposal.confidence,
            )

    def _asked_for(self, context: AuditContext, proposal: Proposal) -> tuple[Billed, Note] | None:
        """The first billed code with a note line that names the proposed code, unmet so far."""
        view = context.catalog
        if proposal.code.startswith(_OTHER_RULES):
            return None
        if proposal.code in context.billed_codes or not view.is_billable(proposal.code):
            return None
        if any(view.excludes1(proposal.code, b.code) for b in context.billable):
            return None
        if proposal.code[:3] in unsettled_categories(context):
            return None
        for billed in context.billable:
            for note in lines_naming(view, billed.code, "useAdditionalCode", proposal.code):
                if not self._met(context, billed, note):
                    return billed, note
        return None

    def _met(self, context: AuditContext, billed: Billed, note: Note) -> bool:
        """Whether a code that the same line names is on the claim."""
        references = context.catalog.references(billed.code, "useAdditionalCode")
        return any(
            reference.note == note and reference.range.covers(code)
            for reference in references
            for code in context.billed_codes
        )


def _in_full(note: Note) -> str:
    """The note as printed: some lines carry the word "code" themselves, others follow a lead."""
    if note.text.startswith("code"):
        return f"use additional {note.text}"
    return f"use additional code to identify {note.text}"
