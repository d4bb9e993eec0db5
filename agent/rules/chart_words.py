"""Phrases that a rule looks for in the chart, and how the chart asserts them.

Mentions hold conditions for which the catalog has codes. Rules also ask for words that no code
stands for: "in remission", "residual weakness", "no residual deficit". Those are looked for here,
by name; the phrases stand in `chart_words.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agent.context import AuditContext, ReadDocument, SectionKind, Sentence
from agent.models import EvidenceSpan
from agent.rules.kept import kept
from catalog.data_files import load_yaml

_WORDS = Path(__file__).parent / "chart_words.yaml"
_REACH = 70
_DENIED = re.compile(
    r"\b(?:no|not|non|without|denies|denied|denying|never|negative for|absence of|free of|lacks)\b"
    r"(?:(?!\bbut\b|\bexcept\b)[^.;:\n])*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[^.;:,\n]{0,30}\b(?:ruled out|unlikely|not (?:present|seen|found|suspected|met)|negative|"
    r"excluded)\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\b(?:possib\w+|probable|probably|suspect\w*|likely|concern\w* (?:for|about)|rule out|"
    r"r/o|risks? (?:of|for)|if|may|might|could|questionable|versus|vs|evaluate for|"
    r"monitor(?:ing)? for|watch for|prevent\w*|screen\w*|return for|progress\w* to|education on)\b"
    r"[^.;:\n]*$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:history of|h/o|hx of|hx|prior|previous|previously|past|remote|resolved|s/p|status post|"
    r"after|since)\b[^.;:\n]*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:mother|father|sister|brother|aunt|uncle|grand\w+|son|daughter|wife|husband|sibling\w*|"
    r"family history)\b[^.;\n]*$",
    re.IGNORECASE,
)


class Spoken(StrEnum):
    """How a phrase is asserted."""

    PRESENT = "present"
    PAST = "past"
    DOUBTED = "doubted"
    DENIED = "denied"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase where it stands: its own words, the sentence around it, and the assertion."""

    span: EvidenceSpan
    sentence: EvidenceSpan
    spoken: Spoken


@kept
def phrases(context: AuditContext, name: str) -> tuple[Phrase, ...]:
    """Every place of the phrases of a name, however asserted, in document order."""
    pattern = _pattern(name)
    return tuple(
        _phrase(document, match)
        for document in context.documents
        for match in pattern.finditer(document.text)
    )


def said(context: AuditContext, name: str, *, past: bool = False) -> tuple[EvidenceSpan, ...]:
    """Sentences that state a phrase of the patient as present, or with `past` as past too."""
    counted = {Spoken.PRESENT, Spoken.PAST} if past else {Spoken.PRESENT}
    return tuple(dict.fromkeys(p.sentence for p in phrases(context, name) if p.spoken in counted))


def occurs(context: AuditContext, name: str) -> bool:
    """Whether a phrase of the name stands anywhere in the chart, in whatever way."""
    return bool(phrases(context, name))


def sentences_with(context: AuditContext, name: str) -> tuple[EvidenceSpan, ...]:
    """Sentences that hold a phrase of the name, in whatever way."""
    return tuple(dict.fromkeys(p.sentence for p in phrases(context, name)))


def _phrase(document: ReadDocument, match: re.Match[str]) -> Phrase:
    around = _sentence(document, match.start(), match.end())
    return Phrase(
        _span(document, match.start(), match.end()),
        _span(document, around.start, around.end),
        _spoken(document.text, around, match.start(), match.end()),
    )


def _spoken(text: str, sentence: Sentence, start: int, end: int) -> Spoken:
    before = text[max(sentence.start, start - _REACH) : start]
    if sentence.section is SectionKind.FAMILY_HISTORY or _RELATIVE.search(before):
        return Spoken.OTHERS
    if _DENIED.search(before) or _DENIED_AFTER.match(text[end : sentence.end]):
        return Spoken.DENIED
    if _DOUBTED.search(before):
        return Spoken.DOUBTED
    if sentence.section is SectionKind.PAST_HISTORY or _PAST.search(before):
        return Spoken.PAST
    return Spoken.PRESENT


def _sentence(document: ReadDocument, start: int, end: int) -> Sentence:
    """The sentence that holds the place, or the place itself where reading made no sentence."""
    sentences = document.sentences
    at = bisect_right([s.start for s in sentences], start) - 1
    if at >= 0 and end <= sentences[at].end:
        return sentences[at]
    return Sentence(start, end, SectionKind.OTHER)


def _span(document: ReadDocument, start: int, end: int) -> EvidenceSpan:
    return EvidenceSpan(
        document_id=document.id, start=start, end=end, quote=document.text[start:end]
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    entry = _read()[name]
    flags = 0 if entry.get("case") else re.IGNORECASE
    return re.compile(rf"\b(?:{'|'.join(entry['words'])})\b", flags)


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = load_yaml(_WORDS)
    return content
