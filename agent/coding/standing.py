"""All codes that a chart may call for, each with what speaks for it, as numbers a person can read.

Wider than what the reader names: beside its mentions stand the Index and titles (`near`), the rest
of a category and other sites (`related`), and what words hint at (`hints`). The order is made of
these numbers; whether a code is reported is settled elsewhere.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from agent.coding.hints import KINDS, Hint, hints
from agent.coding.near import Place, one_billable
from agent.coding.offer import billable
from agent.coding.related import Chart, Kin, chart_of, kin, member, noted, reworded
from agent.coding.sources import Offers, Read, offers_of
from agent.coding.weighing import is_symptom, standing_of, weight
from agent.context import Assertion, AuditContext, Side
from catalog import CatalogView
from catalog.words import read_synonyms

FEATURES = (
    "best place among a mention's candidates",
    "first choice of a mention that affirms",
    "mentioned as present",
    "mentioned as absent or uncertain only",
    "words of its mentions",
    "number of its mentions",
    "below a header that is mentioned",
    "proposed",
    "offered by the Index",
    "words that the Index has it by",
    "offered by titles",
    "words that titles have it by",
    "those words stand within a mention",
    "a denial stands before those words",
    "in the category of a mention",
    "words it adds that the chart says",
    "words it adds that the chart leaves unsaid",
    "words of the mention's code that it lacks",
    "characters in common with the mention's code",
    "its side is the documented one",
    "a mention's condition at a site named elsewhere",
    "a mention's condition in a like word",
    "named by a note at the code of a mention",
    "hinted at by a drug",
    "hinted at by a procedure",
    "hinted at by a test",
    "hinted at by a reason to be seen",
    "place among the hints",
    "share of its title that the chart says",
    "words of its title that the chart says",
    "words of its title that the chart leaves unsaid",
    "unspecified code",
    "residual code",
    "sided code",
    "symptom code",
    "names in the lexicon",
    "names of it and above it in the lexicon",
    "mentions in its category",
)
_NO_CHOICE = 9
_UNREAD = Read(_NO_CHOICE)
_RESIDUAL = re.compile(r"\bother\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:no|not|without|denie[sd]|denying|negative|never|ruled out|absence|free of)\b",
    re.IGNORECASE,
)
#: What counts less than the words themselves: a code below the header that they name, a condition
#: at a site named elsewhere, words that were not read as a condition.
_BELOW, _ELSEWHERE, _UNREAD_WORDS = 0.5, 0.9, 0.8
#: What a code gains, per confidence, that the offline coder proposes.
_PROPOSED = 0.5
#: What a code loses that the chart only says to be absent, past, or a relative's.
_ABSENT = 0.1
#: What kin must not lack: so many words that the chart leaves unsaid.
_MOST_UNSAID = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A code's features, as `FEATURES` names them, and how much its place in the note counts."""

    features: tuple[float, ...]
    weight: float


@dataclass(slots=True)
class _Beside:
    """What leads to a code beside mentions, the Index and titles."""

    weight: float = 0.0
    kin: Kin | None = None
    below: bool = False
    at_site: bool = False
    in_like_word: bool = False
    noted: bool = False


_NOTHING_BESIDE = _Beside()


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was found for a chart."""

    context: AuditContext
    chart: Chart
    offers: Offers
    beside: dict[str, _Beside]
    hints: dict[str, Hint]
    categories: Counter[str] = field(default_factory=Counter)


def standings(context: AuditContext, offers: Offers | None = None) -> dict[str, Standing]:
    """The codes, billable on the date; `offers` are the chart's, where they are known already."""
    chart = chart_of(context)
    affirmed = {m.candidates[0] for m in context.mentions if m.assertion is Assertion.AFFIRMED}
    found = _Found(
        context,
        chart,
        offers or offers_of(context, context.proposals),
        _beside(context, chart),
        hints(context),
        Counter(code[:3] for code in affirmed),
    )
    codes = found.offers.codes().union(found.beside, found.hints)
    return {
        code: _standing(code, found) for code in sorted(codes) if context.catalog.is_billable(code)
    }


def _beside(context: AuditContext, chart: Chart) -> dict[str, _Beside]:
    view = context.catalog
    found: dict[str, _Beside] = {}
    anchors: dict[tuple[str, Side | None], float] = {}

    def at(code: str, counts: float) -> _Beside:
        known = found.setdefault(code, _Beside())
        known.weight = max(known.weight, counts)
        return known

    for mention in context.mentions:
        counts = weight(mention, context, diagnosed=True)
        affirmed = mention.assertion is Assertion.AFFIRMED
        for code in billable(mention.candidates, view):
            at(code, counts * _BELOW if affirmed else 0.0).below = True
        if affirmed or mention.assertion is Assertion.POSSIBLE:
            for code in one_billable(mention.candidates[0], view):
                anchor = code, mention.side
                least = counts if affirmed else counts / 2
                anchors[anchor] = max(least, anchors.get(anchor, 0.0))
    for code, mention, at_site, in_like_word in reworded(context, chart):
        for one in one_billable(code, view):
            known = at(one, _ELSEWHERE * weight(mention, context, diagnosed=True))
            known.at_site |= at_site
            known.in_like_word |= in_like_word
    for (code, side), counts in sorted(anchors.items(), key=lambda anchor: -anchor[1]):
        for other, how in kin(code, side, chart, view):
            if how.unsaid <= _MOST_UNSAID and (how.side >= 0 or how.unsaid + how.lost == 0):
                known = at(other, counts)
                if known.kin is None or _closer(how, known.kin):
                    known.kin = how
        for other in noted(code, side, chart, view):
            at(other, _ELSEWHERE * counts).noted = True
    return found


def _closer(one: Kin, other: Kin) -> bool:
    return _closeness(one) > _closeness(other)


def _closeness(how: Kin) -> tuple[int, int, int]:
    return how.said + how.side - how.unsaid, how.shared, -how.lost


def _standing(code: str, found: _Found) -> Standing:
    view, offers = found.context.catalog, found.offers
    read = offers.read.get(code, _UNREAD)
    beside = found.beside.get(code, _NOTHING_BESIDE)
    hint = found.hints.get(code)
    place = offers.places.get(code)
    proposed = offers.proposed.get(code, 0.0)
    features = (
        float(read.choice),
        float(read.first),
        float(read.affirmed),
        float(code in offers.read and not read.affirmed),
        read.score,
        math.log1p(read.mentions),
        float(beside.below),
        float(proposed > 0),
        *_of_place(code, place, found),
        *_of_kin(beside),
        float(beside.at_site),
        float(beside.in_like_word),
        float(beside.noted),
        *(float(hint is not None and hint.kind == kind) for kind in KINDS),
        float(hint.place) if hint else -1.0,
        *_of_code(code, found.chart, view),
        float(found.categories[code[:3]]),
    )
    weights = [read.weight, beside.weight, proposed]
    absent = code in offers.read and not read.affirmed
    if place is not None:
        weights.append(_UNREAD_WORDS * standing_of(place.sentence, place.document))
    if hint is not None:
        weights.append(_UNREAD_WORDS * hint.weight)
    return Standing(features, max(weights) + _PROPOSED * proposed - _ABSENT * absent)


def _of_place(code: str, place: Place | None, found: _Found) -> tuple[float, ...]:
    entered, titled = found.offers.entered.get(code, 0.0), found.offers.titled.get(code, 0.0)
    within = denied = False
    if place is not None:
        within = any(m.start <= place.start and place.end <= m.end for m in place.document.mentions)
        said = place.document.text[place.sentence.start : place.start]
        denied = _DENIAL.search(said) is not None
    return float(entered > 0), entered, float(titled > 0), titled, float(within), float(denied)


def _of_kin(beside: _Beside) -> tuple[float, ...]:
    how = beside.kin
    if how is None:
        return 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    return 1.0, *map(float, how)


def _of_code(code: str, chart: Chart, view: CatalogView) -> tuple[float, ...]:
    own = member(code, view)
    title = view.title(code)
    said = len(own.words & chart.words)
    names = _names()
    return (
        said / max(1, len(own.words)),
        float(said),
        float(len(own.words) - said),
        float("unspecified" in title.lower()),
        float(_RESIDUAL.search(title) is not None),
        float(own.side is not None),
        float(is_symptom(code)),
        math.log1p(names[code]),
        math.log1p(names[code] + names[code[:-1].rstrip(".")] + names[code[:3]]),
    )


@cache
def _names() -> Counter[str]:
    """How many names the lexicon has for each code and header: what is often met has many."""
    return Counter(code for codes in read_synonyms().values() for code in codes)
