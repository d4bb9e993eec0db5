"""Conditions that the classification presumes to be related: one combination code for two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from agent.context import AuditContext, Proposal
from catalog.words import read_lexicon

#: Words that sever the presumed relation where they stand in a statement of either condition.
_UNRELATED = re.compile(
    r"\b(?:unrelated|not (?:related|due|secondary|attributed))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Combination:
    """`present` with every family of `beside` becomes the combination code."""

    present: tuple[str, ...]
    beside: tuple[tuple[str, ...], ...]
    becomes: str
    beside_stays: bool
    cites: tuple[str, ...]


@cache
def _combinations() -> tuple[Combination, ...]:
    return tuple(
        Combination(
            tuple(facts["present"]),
            tuple(tuple(facts[name]) for name in ("beside", "and") if name in facts),
            facts["becomes"],
            facts["beside_stays"],
            tuple(facts["cites"]),
        )
        for facts in read_lexicon("combinations.yaml")["combinations"]
    )


def combined(proposals: Iterable[Proposal], context: AuditContext) -> tuple[Proposal, ...]:
    """The proposals with presumed combinations made, each citing the guideline that presumes it.

    Nothing is combined where the record says that the two are unrelated.
    """
    found = list(proposals)
    for rule in _combinations():
        present = _first(found, rule.present)
        others = [_first(found, family) for family in rule.beside]
        beside = [other for other in others if other is not None]
        if (
            present is None
            or len(beside) < len(others)
            or not context.catalog.is_billable(rule.becomes)
            or _severed([present, *beside], context)
        ):
            continue
        found[found.index(present)] = replace(
            present,
            code=rule.becomes,
            mentions=(*present.mentions, *(other.mentions[0] for other in beside)),
            beaten=tuple(dict.fromkeys((present.code, *present.beaten))),
            citations=tuple(dict.fromkeys((*present.citations, *rule.cites))),
            confidence=min(present.confidence, *(other.confidence for other in beside)),
        )
        if not rule.beside_stays:
            found = [p for p in found if p not in beside]
    return tuple(found)


def _first(proposals: Sequence[Proposal], family: tuple[str, ...]) -> Proposal | None:
    return next((p for p in proposals if p.code.startswith(family)), None)


def _severed(proposals: Sequence[Proposal], context: AuditContext) -> bool:
    return any(
        _UNRELATED.search(context.text_of(m.document_id), m.sentence.start, m.sentence.end)
        for proposal in proposals
        for m in proposal.mentions
    )
