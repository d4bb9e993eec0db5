"""What the chart says of when a condition began: before the admission, or after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Billed, Mention, SectionKind
from agent.models import EvidenceSpan
from agent.rules.kept import kept
from agent.rules.quoting import sentence
from agent.rules.support.asserted import about
from catalog.data_files import load_yaml

_CUES = Path(__file__).parent / "admission_cues.yaml"
_PRESENT = frozenset((Assertion.AFFIRMED, Assertion.POSSIBLE))


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences that place a condition before the admission, and such that place it after."""

    before: tuple[EvidenceSpan, ...]
    after: tuple[EvidenceSpan, ...]


@kept
def told_of(context: AuditContext, billed: Billed) -> Told:
    """Where the chart says when the condition of a billed diagnosis began.

    A condition suspected on admission counts as present then. What stands in the past history was
    diagnosed before.
    """
    before: dict[EvidenceSpan, None] = {}
    after: dict[EvidenceSpan, None] = {}
    for mention in about(context, billed.code):
        span = sentence(context, mention)
        if mention.assertion not in _PRESENT and not _says("only_on_admission", span.quote):
            continue
        early, late = _early(span.quote), _says("later", span.quote)
        if late and not early:
            after[span] = None
        elif not late and (early or _in_history(mention)):
            before[span] = None
    return Told(tuple(before)[:3], tuple(after)[:3])


def placed_before(context: AuditContext, billed: Billed) -> bool:
    """Whether a code marked N or U is one that the chart has on admission, and not later."""
    told = told_of(context, billed) if billed.entry.poa in ("N", "U") else None
    return told is not None and bool(told.before) and not told.after


def says_undetermined(context: AuditContext) -> bool:
    """Whether a provider says anywhere that something cannot be told."""
    return any(_says("undetermined", document.text) for document in context.documents)


def _in_history(mention: Mention) -> bool:
    return (
        mention.sentence.section is SectionKind.PAST_HISTORY
        and mention.assertion is Assertion.AFFIRMED
    )


def _early(text: str) -> bool:
    """Whether a sentence says "on admission" and nothing of a later event ("not present on")."""
    rest = _pattern("later").sub(" ", text)
    return not _says("in_turn", text) and _pattern("on_admission").search(rest) is not None


def _says(kind: str, text: str) -> bool:
    return _pattern(kind).search(text) is not None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load_yaml(_CUES)[kind])})\b", re.IGNORECASE)
