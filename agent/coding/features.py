"""The features of a code in a chart: its evidence as the numbers that a profile weighs."""

from __future__ import annotations

import math
from functools import lru_cache

from agent.coding.evidence import Evidence, Marked, Prior, Record
from agent.coding.sources import Read
from agent.coding.standing import FEATURES as STANDING
from catalog import CatalogView
from catalog.words import reader

#: Names of the features, in the order of `features`.
FEATURES = (
    "best prior",
    "second prior",
    "third prior",
    "charts that hold the best prior's wording",
    "charts behind the best prior",
    "the best prior's wording is one word",
    "share of the title that one wording holds",
    "best prior of a wording from the title",
    "priors taken together",
    "number of priors",
    "how far priors lift the code above its frequency",
    "how far the best prior does",
    "how common the code is",
    "the labelled charts have the code",
    "offered by a mention",
    "first choice of a mention that affirms",
    "mentioned as absent or uncertain only",
    "best place among a mention's candidates",
    "weight of its mentions",
    "words of its mentions",
    "number of its mentions",
    "confidence of the offline coder",
    "offered by the Index",
    "words that the Index has it by",
    "offered by titles",
    "words that titles have it by",
    "record of mentions with the code",
    "charts behind that record",
    "record of the Index with the code",
    "charts behind that record of the Index",
    "record of titles with the code",
    "charts behind that record of titles",
    "best prior in its category",
    "codes of its category that mentions offer",
    "symptom code",
    "status code",
    "unspecified code",
    "title share x best prior",
    "first choice x best prior",
    "first choice x how common",
    "best marked share",
    "charts in which that wording is marked",
    "charts that hold that wording",
    "words of that wording",
    "second marked share",
    "best marked share of a denied wording",
    "best marked share in its category",
    "how far that of its category is above its own",
    "how common its category is",
    "its share of its category",
    "words of its title",
    "other specified code",
    "injury code",
    "length of the code",
    "a candidate without a profile",
    "how much its place in the note counts",
    *(f"{name} (without a profile)" for name in STANDING),
)
_FLOOR, _LOW = 0.005, 0.003
_UNRECORDED = 0.01
_MOST_PRIORS = 8
_NO_CHOICE = 9
_NO_STANDING = (0.0,) * len(STANDING)
_UNREAD = Read(_NO_CHOICE)
_INJURY = frozenset("ST")


def features(evidence: Evidence, catalog: CatalogView) -> tuple[float, ...]:
    """The features of one code, as `FEATURES` names them."""
    title = _title(catalog.title(evidence.code) or catalog.title(evidence.code[:3]))
    read = evidence.read or _UNREAD
    odds, first, held = _log_odds(_share(evidence, 0)), float(read.first), 0.0
    touching = 0.0
    for prior in evidence.priors:
        within = len(title & _words(prior.wording))
        held = max(held, within / max(1, len(title)))
        if within:
            touching = max(touching, prior.share)
    return (
        odds,
        *_of_priors(evidence),
        held,
        _log_odds(touching),
        *_together(evidence),
        math.log(evidence.common),
        float(evidence.known),
        float(evidence.read is not None),
        first,
        float(evidence.read is not None and not read.affirmed),
        float(read.choice),
        read.weight,
        read.score,
        math.log1p(read.mentions),
        evidence.proposed,
        float(evidence.entered > 0),
        evidence.entered,
        float(evidence.titled > 0),
        evidence.titled,
        *(value for record in evidence.records for value in _of_record(record)),
        _log_odds(evidence.in_category),
        float(evidence.rivals),
        float(evidence.code[0] == "R"),
        float(evidence.code[0] == "Z"),
        float("unspecified" in catalog.title(evidence.code).lower()),
        held * odds,
        first * odds,
        first * math.log(evidence.common),
        *_of_marked(evidence),
        float(len(title)),
        float("other" in catalog.title(evidence.code).lower()),
        float(evidence.code[0] in _INJURY),
        float(len(evidence.code)),
        float(evidence.standing is not None),
        evidence.standing.weight if evidence.standing else 0.0,
        *(evidence.standing.features if evidence.standing else _NO_STANDING),
    )


def _of_priors(evidence: Evidence) -> tuple[float, ...]:
    best = evidence.priors[0] if evidence.priors else Prior("", 0, 0)
    return (
        _log_odds(_share(evidence, 1)),
        _log_odds(_share(evidence, 2)),
        math.log1p(best.charts),
        math.log1p(best.coded),
        float(len(best.wording.split()) == 1),
    )


def _together(evidence: Evidence) -> tuple[float, ...]:
    strongest = [prior.share for prior in evidence.priors[:_MOST_PRIORS]]
    lifts = [share / evidence.common for share in strongest]
    return (
        _log_odds(1 - math.prod(1 - share for share in strongest)),
        math.log1p(len(evidence.priors)),
        sum(math.log(lift) for lift in lifts if lift > 1),
        math.log1p(lifts[0]) if lifts else 0.0,
    )


def _of_marked(evidence: Evidence) -> tuple[float, ...]:
    best = evidence.marked[0] if evidence.marked else Marked("", 0, 0)
    second = evidence.marked[1].share if len(evidence.marked) > 1 else 0.0
    own, category = _low_odds(best.share), _low_odds(evidence.marked_in_category)
    return (
        own,
        math.log1p(best.marked),
        math.log1p(best.charts),
        float(len(best.wording.split())),
        _low_odds(second),
        _low_odds(evidence.denied),
        category,
        category - own,
        math.log(evidence.category),
        evidence.common / evidence.category,
    )


def _of_record(record: Record | None) -> tuple[float, float]:
    if record is None:
        return _log_odds(_UNRECORDED), 0.0
    return _log_odds(record.share), math.log1p(record.offered)


def _share(evidence: Evidence, place: int) -> float:
    return evidence.priors[place].share if place < len(evidence.priors) else 0.0


@lru_cache(maxsize=1 << 14)
def _title(title: str) -> frozenset[str]:
    """Kept: titles are few and official, where charts are many and private."""
    return reader().key(title) - {"unspecified"}


@lru_cache(maxsize=1 << 16)
def _words(wording: str) -> frozenset[str]:
    """Wordings are of the profile, so they hold no text of a chart."""
    return frozenset(wording.split())


def _log_odds(share: float, floor: float = _FLOOR) -> float:
    share = max(floor, min(1 - floor, share))
    return math.log(share / (1 - share))


def _low_odds(share: float) -> float:
    """Of a share of few marks, which tells more when it is low."""
    return _log_odds(share, _LOW)
