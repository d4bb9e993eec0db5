"""The sides that the chart gives a body site, whatever it says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.context import AuditContext, SectionKind, Side
from agent.models import EvidenceSpan
from catalog.sites import around, find_sites

#: A side with at most three words between it and the site: "right proximal humerus".
_SIDE_BEFORE = re.compile(r"\b(right|left|bilateral|both)\b((?:[ -]+[a-z]+){0,3}?)[ -]*$", re.I)
_SIDES = {
    "right": Side.RIGHT,
    "left": Side.LEFT,
    "bilateral": Side.BILATERAL,
    "both": Side.BILATERAL,
}
#: Sections that tell of other times and other people.
_ELSEWHERE = frozenset(
    (
        SectionKind.PAST_HISTORY,
        SectionKind.FAMILY_HISTORY,
        SectionKind.SOCIAL_HISTORY,
        SectionKind.MEDICATIONS,
        SectionKind.ALLERGIES,
    )
)


@dataclass(frozen=True, slots=True)
class StatedSide:
    """A side given to a site, with the words; `now` is False in histories."""

    side: Side
    span: EvidenceSpan
    now: bool


def the_only_side(context: AuditContext, site: str) -> tuple[Side, tuple[EvidenceSpan, ...]] | None:
    """The one side that the whole chart gives a site or its parts, with where it says so.

    None when it gives none, or more than one, or only in histories.
    """
    stated = list(_stated(context, site))
    sides = {s.side for s in stated}
    now = tuple(s.span for s in stated if s.now)
    if len(sides) != 1 or not now:
        return None
    return sides.pop(), now


def _stated(context: AuditContext, site: str) -> Iterator[StatedSide]:
    for document in context.documents:
        for sentence in document.sentences:
            text = document.text[sentence.start : sentence.end]
            for found in find_sites(text):
                if site != found.site and site not in around(found.site):
                    continue
                side = _SIDE_BEFORE.search(text[: found.start])
                if side is None:
                    continue
                start, end = sentence.start + side.start(1), sentence.start + found.end
                yield StatedSide(
                    _SIDES[side.group(1).lower()],
                    EvidenceSpan(
                        document_id=document.id,
                        start=start,
                        end=end,
                        quote=document.text[start:end],
                    ),
                    sentence.section not in _ELSEWHERE,
                )
