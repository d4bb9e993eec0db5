"""Whether the chart has a second condition beside a proposed one, and joins the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.context import Assertion, AuditContext, Mention, Proposal, SectionKind
from catalog.combinations import Link, linking

#: Where a statement of two conditions counts as the provider's own conclusion: in the assessment,
#: in notes without headings, and, when words join the two, in the story of the illness.
_CONCLUDING = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN, SectionKind.OTHER])
_TELLING = _CONCLUDING | {SectionKind.HISTORY_OF_PRESENT_ILLNESS}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The second condition: its proposal, made for the purpose if there was none, and its words."""

    proposal: Proposal
    mention: Mention


def evidence(
    one: Proposal,
    family: tuple[str, ...],
    link: Link,
    proposals: Sequence[Proposal],
    present: Sequence[Mention],
    context: AuditContext,
    *,
    said: str = "",
) -> tuple[Evidence, ...]:
    """The conditions of the family that belong to `one`, by words that join them or by presumption.

    Presumed ones are proposed themselves, or stand in a statement of `one`. `said` must be among
    their words. Each code once.
    """
    found: dict[str, Evidence] = {}
    for mention in _beside(one, family, link, present, context, said):
        code = mention.candidates[0]
        own = next((p for p in proposals if p.code == code or mention in p.mentions), None)
        if own is None or not own.code.startswith(family):
            own = Proposal(code, (mention,), tuple(mention.candidates[1:]), (), one.confidence)
        found.setdefault(own.code, Evidence(own, mention))
    if link is Link.PRESUMED:
        for proposal in proposals:
            if proposal is not one and proposal.code.startswith(family):
                said_by = next((m for m in proposal.mentions if _says(m, said)), None)
                if said_by is not None:
                    found.setdefault(proposal.code, Evidence(proposal, said_by))
    return tuple(found.values())


def _beside(
    one: Proposal,
    family: tuple[str, ...],
    link: Link,
    present: Sequence[Mention],
    context: AuditContext,
    said: str,
) -> Iterator[Mention]:
    """Mentions of the family in a statement of `one`; joined to it by words if these must be."""
    counting = _TELLING if link is Link.STATED else _CONCLUDING
    for mention in present:
        if (
            mention.assertion is Assertion.AFFIRMED
            and mention.sentence.section in counting
            and mention.candidates[0].startswith(family)
            and context.catalog.is_billable(mention.candidates[0])
            and _says(mention, said)
            and any(
                own is not mention
                and _one_statement(own, mention)
                and (link is Link.PRESUMED or joined(own, mention, context))
                for own in one.mentions
            )
        ):
            yield mention


def joined(one: Mention, other: Mention, context: AuditContext) -> bool:
    """Whether one statement joins the two: by a word such as "due to", or side by side."""
    if not _one_statement(one, other):
        return False
    first, second = sorted((one, other), key=lambda m: m.start)
    between = context.text_of(one.document_id)[first.end : second.start]
    return not between.strip(" -,/") or linking().search(between) is not None


def _one_statement(one: Mention, other: Mention) -> bool:
    return one.document_id == other.document_id and one.sentence == other.sentence


def _says(mention: Mention, word: str) -> bool:
    return word in mention.wording.lower()
