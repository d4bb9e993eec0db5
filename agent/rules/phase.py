"""The phase of care that a chart tells of: active treatment, healing, or sequela."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import EvidenceSpan
from catalog import CatalogView
from catalog.data_files import load_yaml

_DENIED = re.compile(r"\b(?:no|not|without|denies|never)\b[^.;\n]*$", re.IGNORECASE)
_CUES = Path(__file__).parent / "phase_cues.yaml"


class Phase(StrEnum):
    """What the 7th characters of injuries tell apart."""

    ACTIVE = "active"
    HEALING = "healing"
    SEQUELA = "sequela"


PHASE_IN_WORDS = {
    Phase.ACTIVE: "active treatment on this date",
    Phase.HEALING: "routine care during healing",
    Phase.SEQUELA: "a later condition arising from the injury",
}


def phase_of(context: AuditContext) -> tuple[Phase | None, tuple[EvidenceSpan, ...]]:
    """The one phase that the chart's words tell of, with the words.

    None when there are no such words, or when they tell of several phases; in the latter case the
    words are given all the same.
    """
    found: dict[Phase, dict[EvidenceSpan, None]] = {}
    for document in context.documents:
        for phase, pattern in _patterns():
            for match in pattern.finditer(document.text):
                if _DENIED.search(document.text, max(0, match.start() - 30), match.start()):
                    continue
                span = EvidenceSpan(
                    document_id=document.id,
                    start=match.start(),
                    end=match.end(),
                    quote=match.group(),
                )
                found.setdefault(phase, {})[span] = None
    words = tuple(span for spans in found.values() for span in spans)
    return (next(iter(found)) if len(found) == 1 else None), words


def phase_of_code(view: CatalogView, code: str) -> Phase | None:
    """The phase that the code's 7th character stands for, by its meaning in the Tabular List."""
    options = view.seventh_characters(code)
    meaning = dict(options.options).get(code[-1], "") if options else ""
    for word, phase in (
        ("initial encounter", Phase.ACTIVE),
        ("subsequent encounter", Phase.HEALING),
        ("sequela", Phase.SEQUELA),
    ):
        if word in meaning.lower():
            return phase
    return None


@cache
def _patterns() -> tuple[tuple[Phase, re.Pattern[str]], ...]:
    cues = load_yaml(_CUES)
    return tuple(
        (phase, re.compile(rf"\b(?:{'|'.join(cues[phase.value])})\b", re.IGNORECASE))
        for phase in Phase
    )
