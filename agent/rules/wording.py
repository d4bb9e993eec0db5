"""Words of the chart that a rule looks for itself, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.context import AuditContext, SectionKind
from agent.models import EvidenceSpan

#: Sections that tell of other times and other people.
_ELSEWHERE = frozenset(
    (
        SectionKind.PAST_HISTORY,
        SectionKind.FAMILY_HISTORY,
        SectionKind.SOCIAL_HISTORY,
        SectionKind.ALLERGIES,
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """A match with its place, and the sentence that it stands in."""

    match: re.Match[str]
    span: EvidenceSpan
    sentence: str


def said(
    context: AuditContext, pattern: re.Pattern[str], *, histories: bool = False
) -> Iterator[Said]:
    """Every match of the pattern inside a sentence; those of histories only when asked for."""
    for document in context.documents:
        for sentence in document.sentences:
            if not histories and sentence.section in _ELSEWHERE:
                continue
            text = document.text[sentence.start : sentence.end]
            for match in pattern.finditer(text):
                yield Said(
                    match,
                    EvidenceSpan(
                        document_id=document.id,
                        start=sentence.start + match.start(),
                        end=sentence.start + match.end(),
                        quote=match.group(),
                    ),
                    text,
                )


def in_chart(context: AuditContext, pattern: re.Pattern[str]) -> bool:
    """Whether any document has a match, in whatever section."""
    return any(pattern.search(document.text) for document in context.documents)
