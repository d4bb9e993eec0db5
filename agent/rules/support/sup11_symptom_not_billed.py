"""SUP11: a symptom that the provider assessed, which no diagnosis on the claim explains."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Proposal
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.asked_for import asked_for
from agent.rules.base import Rule
from agent.rules.integral import may_explain
from agent.rules.needs import Need
from agent.rules.support.asserted import is_symptom
from agent.rules.support.assessed import listed
from agent.rules.support.title_words import share_a_word, telling_words, words_of
from agent.rules.unsettled import unsettled_categories
from catalog.sites import within

#: Below this the coder's reading is too uncertain to explain a symptom.
_CONFIDENT = 0.7


class SymptomNotBilled(Rule):
    """A symptom that is not routine for a billed disease is coded when it is assessed on its own.

    Catches: an assessment of "1. Hypertension. 2. Dizziness." billed with I10 alone.
    Right: I10 and R42.
    Advice, for whether a symptom belongs to a disease is a clinical judgement.
    Silent: when a code of the category or of the same part of the body is billed, when a billed or
    documented disease routinely includes the symptom by the list of GDL01, when an Excludes1 note
    keeps it from a billed code, and when it does not head a line of the assessment.
    """

    id = "SUP11"
    name = "assessed_symptom_not_billed"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("OCG:I.B.6", "OCG:IV.D", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        for proposal in context.proposals if context.billed else ():
            if not is_symptom(proposal.code):
                continue
            assessed = listed(context, proposal)
            if not assessed or _accounted_for(context, proposal):
                continue
            title = context.catalog.title(proposal.code)
            yield self.finding(
                context,
                Subject(kind="encounter", code=proposal.code),
                f"{proposal.code} ({title}) is assessed in the note and not billed, and no "
                "diagnosis on the claim routinely includes it.",
                cite=["OCG:I.B.6"],
                also_cite=[
                    *([] if inpatient else ["OCG:IV.D"]),
                    f"TAB:{proposal.code}:title",
                ],
                action=Action.ADD,
                do=f"add {proposal.code}, unless the provider ties it to a billed diagnosis",
                codes=[proposal.code],
                evidence=[m.span() for m in assessed[:3]],
                confidence=proposal.confidence,
            )


def _accounted_for(context: AuditContext, proposal: Proposal) -> bool:
    """Whether something billed or documented may stand for the symptom."""
    view, code = context.catalog, proposal.code
    diseases = [*(b.code for b in context.billed), *unsettled_categories(context)]
    sure = [p.code for p in context.proposals if p.confidence >= _CONFIDENT]
    known = [*diseases, *sure]
    if code[:3] in unsettled_categories(context) or code in asked_for(context):
        return True
    if any(c[:3] == code[:3] for c in diseases):
        return True
    if any(view.excludes1(code, c) is not None or may_explain(code, c) for c in known):
        return True
    if any(_one_place(context, code, c) for c in diseases):
        return True
    named = frozenset(word for m in proposal.mentions for word in words_of(m.wording))
    on_claim = frozenset(word for c in diseases for word in telling_words(view, c))
    return share_a_word(named | telling_words(view, code), on_claim)


def _one_place(context: AuditContext, one: str, other: str) -> bool:
    first, second = context.catalog.attributes(one), context.catalog.attributes(other)
    if first is None or second is None or first.site is None or second.site is None:
        return False
    return within(first.site, second.site) or within(second.site, first.site)
