"""SUP05: a condition that the provider assessed is not on the claim."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Proposal
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.asked_for import asked_for
from agent.rules.base import Rule
from agent.rules.conventions.cnv08_manifestation_code import is_manifestation_by_another
from agent.rules.needs import Need
from agent.rules.support.asserted import is_status, is_symptom
from agent.rules.support.assessed import listed
from agent.rules.support.title_words import common_words, share_a_word, telling_words, words_of
from agent.rules.unsettled import unsettled_categories
from catalog.sites import within


class AssessedNotBilled(Rule):
    """The assessment states a condition as present, and no billed code stands for it.

    Catches: an assessment of "1. Type 2 diabetes. 2. Essential hypertension." billed with E11.9
    alone.
    Right: E11.9 and I10.
    Silent: for symptoms, for history and status, for conditions that do not head a line of the
    assessment, when any billed code shares the category or a telling word (a combination code may
    cover it), when a note of the classification asks for the code (CNV02 to CNV05 and SEQ03), and
    when the classification does not let the two stand together (SUP07).
    """

    id = "SUP05"
    name = "assessed_condition_not_billed"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:IV.J", "OCG:III", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if not context.billed:
            return
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        for proposal in context.proposals:
            assessed = listed(context, proposal)
            if not assessed or not _reportable(context, proposal):
                continue
            if _may_be_covered(context, proposal):
                continue
            if proposal.code in asked_for(context):
                continue
            if proposal.code[:3] in unsettled_categories(context):
                continue
            title = context.catalog.title(proposal.code)
            yield self.finding(
                context,
                Subject(kind="encounter", code=proposal.code),
                f"{proposal.code} ({title}) is assessed in the note and not billed.",
                cite=["OCG:III" if inpatient else "OCG:IV.J"],
                also_cite=[f"TAB:{proposal.code}:title"],
                action=Action.ADD,
                do=f"add {proposal.code}, if it was evaluated or treated at this encounter",
                codes=[proposal.code],
                evidence=[m.span() for m in assessed[:3]],
                confidence=proposal.confidence,
            )


def _may_be_covered(context: AuditContext, proposal: Proposal) -> bool:
    """Whether a billed code shares a telling word with the condition, and may stand for it.

    A code for another part of the body does not: osteoarthritis of the knee is none of the hip.
    """
    view = context.catalog
    named = frozenset(word for m in proposal.mentions for word in words_of(m.wording))
    telling = (named | telling_words(view, proposal.code)) - common_words()
    site = _site(context, proposal.code)
    on_claim = frozenset(
        word
        for billed in context.billed
        if not _apart(site, _site(context, billed.code))
        for word in telling_words(view, billed.code)
    )
    return share_a_word(telling, on_claim - common_words())


def _apart(one: str | None, other: str | None) -> bool:
    """Whether two known sites have nothing to do with each other."""
    if one is None or other is None:
        return False
    return not (within(one, other) or within(other, one))


def _site(context: AuditContext, code: str) -> str | None:
    attributes = context.catalog.attributes(code)
    return attributes.site if attributes else None


def _reportable(context: AuditContext, proposal: Proposal) -> bool:
    """Whether the code is a diagnosis, not billed, and no matter for another rule.

    A code that a note of the claim's codes excludes is SUP07's.
    """
    view, code = context.catalog, proposal.code
    return (
        not is_symptom(code)
        and not is_status(code)
        and all(b.code[:3] != code[:3] for b in context.billed)
        and not is_manifestation_by_another(context, code)
        and not any(view.excludes1(code, b.code) for b in context.billed)
    )
