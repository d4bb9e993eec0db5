"""DOC01: the documentation is too vague for a specific code, so the provider is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext, Billed, Mention
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.specificity.compare import Place, place_of, same_condition
from catalog.sites import around, find_sites

_SIDE = re.compile(r"\b(right|left|bilateral|both|rt|lt)\b", re.IGNORECASE)


class TooVague(Rule):
    """A code for an unspecified side is billed, and the note indeed does not state the side.

    Catches: M79.606 (pain in leg, unspecified) billed, and the note says no more than "leg pain".
    Right: the side (and the part of the leg) stated by the provider, then M79.604, or a code for
    the thigh, knee or lower leg. Until then M79.606 stands: it is what the record says.
    Silent: when the note states a side anywhere near the condition (SPC01), when the classification
    has no side for it (M54.50), and when the note does not affirm the condition.
    """

    id = "DOC01"
    name = "documentation_too_vague"
    category = Category.DOCUMENTATION
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.13", "OCG:I.B.18", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            place = place_of(context.catalog, billed.code)
            if place is None or place.side != "unspecified":
                continue
            mentions = [
                m
                for m in same_condition(context, place)
                if place.site is None or m.site in {place.site, *around(place.site)}
            ]
            if not mentions or _side_stated(context, mentions):
                continue
            what = mentions[0].text.lower()
            finer = _has_finer(context, billed, place)
            yield self.finding(
                context,
                diagnosis(billed),
                f"The note does not state the side, so only {billed.code} can be reported.",
                cite=["OCG:I.B.13"],
                also_cite=["OCG:I.B.18", f"TAB:{billed.code}:title"],
                action=Action.QUERY,
                do=f"ask the provider for the side; {billed.code} stands if it cannot be learnt",
                evidence=[m.span() for m in mentions[:3]],
                query=ProviderQuery(
                    title=f"{'Side and exact site' if finer else 'Side'} of the {what}",
                    indicators=tuple(dict.fromkeys(sentence(context, m) for m in mentions[:3])),
                    question="",
                    options=_options(finer),
                ),
            )


def _side_stated(context: AuditContext, mentions: list[Mention]) -> bool:
    """Whether any sentence with the condition or its site names a side."""
    if any(m.side is not None or _SIDE.search(sentence(context, m).quote) for m in mentions):
        return True
    sites = {m.site for m in mentions if m.site}
    return any(
        _SIDE.search(text) and not sites.isdisjoint(found.site for found in find_sites(text))
        for document in context.documents
        for text in (document.text[s.start : s.end] for s in document.sentences)
    )


def _has_finer(context: AuditContext, billed: Billed, place: Place) -> bool:
    """Whether the category has codes for parts of the billed site."""
    return place.site is not None and any(
        (a := context.catalog.attributes(code)) is not None
        and a.site is not None
        and place.site in around(a.site)
        for code in context.catalog.variants(billed.code)
        if code[:3] == billed.code[:3]
    )


def _options(finer: bool) -> tuple[str, ...]:
    sides = ("Right side", "Left side", "Both sides")
    return tuple(f"{side} (please name the exact site)" if finer else side for side in sides)
