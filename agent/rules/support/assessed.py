"""Conditions that the provider lists in the assessment, as opposed to words that occur in it."""

from __future__ import annotations

import re

from agent.context import Assertion, AuditContext, Billed, Mention, Proposal, SectionKind
from agent.rules.kept import kept
from catalog import Conflict, compact

_WORD = re.compile(r"[A-Za-z]{2,}")
#: How many words may stand before a condition that heads its line.
_MOST_BEFORE = 2
#: What may follow it: the end, a mark, the rest of its name, or a word of its course.
_FOLLOWS = re.compile(
    r"\s*(?:$|[.,;:()/–-]|(?:mellitus|disease|disorder|syndrome|with|without|in|due|secondary|is|are|"
    r"currently|stable|well|poorly|under|on|controlled|uncontrolled|improving|improved|worsening)\b)"
)
#: Words inside a mention that leave open what it asserts ("low back pain, possible sciatica").
_OPEN = re.compile(
    r"\b(?:possible|probable|suspected|likely|questionable|versus|vs|no|not|without|denies|rule|ruled)\b",
    re.IGNORECASE,
)
#: Below this the coder's reading is too uncertain to contradict the claim.
_CONFIDENT = 0.7


def listed(context: AuditContext, proposal: Proposal) -> list[Mention]:
    """The proposal's mentions that head a line of the assessment, or are a heading of the plan.

    None for an unsure proposal.
    """
    if proposal.confidence < _CONFIDENT or not context.catalog.is_billable(proposal.code):
        return []
    return [
        mention
        for mention in proposal.mentions
        if _in_the_list(context, mention)
        and not _OPEN.search(mention.text)
        and _heads_its_line(context, mention)
        and _names_a_disease(context, proposal, mention)
    ]


def _in_the_list(context: AuditContext, mention: Mention) -> bool:
    """Whether the mention stands in the assessment, or is a problem's heading in the plan.

    Plans often are the assessment: a condition alone on its line, and below it what is done.
    """
    if mention.sentence.section is not SectionKind.PLAN:
        return mention.sentence.section is SectionKind.ASSESSMENT
    text = context.text_of(mention.document_id)
    before = text[mention.sentence.start : mention.start]
    after = text[mention.end : mention.sentence.end]
    return not _WORD.search(before) and not _WORD.search(after)


def _heads_its_line(context: AuditContext, mention: Mention) -> bool:
    """Whether the condition is what the line is about, as in a list of diagnoses.

    Numbers, bullets and a few words may precede it ("2. Poorly controlled asthma"); a mark or word
    of its course must follow ("Lupus, stable", but not "Lupus panel").
    """
    text = context.text_of(mention.document_id)
    before = text[mention.sentence.start : mention.start]
    after = text[mention.end : mention.sentence.end]
    return len(_WORD.findall(before)) <= _MOST_BEFORE and _FOLLOWS.match(after) is not None


def _names_a_disease(context: AuditContext, proposal: Proposal, mention: Mention) -> bool:
    """Whether the words are a disease's name and not an organ or function alone ("Mood.")."""
    if " " in mention.text or mention.text.isupper():
        return True
    title = context.catalog.title(proposal.code).lower()
    return "disorder" not in title and "disease" not in title


@kept
def superseded_by(context: AuditContext, billed: Billed) -> tuple[Conflict, Proposal] | None:
    """The listed condition that an Excludes1 note of a billed code sends to a code of its own.

    None when that code or another of its category is billed too, and when the assessment affirms
    just the billed condition.
    """
    if _is_assessed(context, billed.code):
        return None
    for proposal in context.proposals:
        if proposal.code in context.billed_codes:
            continue
        if _in_conflict_already(context, billed, proposal):
            continue
        conflict = context.catalog.excludes1(billed.code, proposal.code)
        if conflict is not None and conflict.code == billed.code and listed(context, proposal):
            return conflict, proposal
    return None


def _in_conflict_already(context: AuditContext, billed: Billed, proposal: Proposal) -> bool:
    """Whether the claim holds a code of the proposal's category that excludes the billed one."""
    return any(
        other.code[:3] == proposal.code[:3]
        and context.catalog.excludes1(billed.code, other.code) is not None
        for other in context.billable
        if other.code != billed.code
    )


def _is_assessed(context: AuditContext, code: str) -> bool:
    """Whether the assessment affirms just the condition of the code."""
    bare = compact(code)
    return any(bare.startswith(best) or best.startswith(bare) for best in _assessed(context))


@kept
def _assessed(context: AuditContext) -> frozenset[str]:
    """The best candidates, without dots, of what the assessment affirms."""
    return frozenset(
        compact(mention.candidates[0])
        for mention in context.mentions
        if mention.assertion is Assertion.AFFIRMED
        and mention.sentence.section is SectionKind.ASSESSMENT
        and mention.candidates
        and not _OPEN.search(mention.text)
    )
