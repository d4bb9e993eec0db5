"""What speaks for a code in a chart, as numbers that a person can read: a profile weighs these."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from agent.coding.sources import SOURCES, Offers, Read
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
)
_FLOOR = 0.005
_UNRECORDED = 0.01
#: A record is drawn towards its category's, and that towards one in ten, as if so many more charts.
_AS_CODE, _AS_CATEGORY, _USUAL = 2.0, 3.0, 0.1
_MOST_PRIORS = 8
_NO_CHOICE = 9
_UNREAD = Read(_NO_CHOICE)


@dataclass(frozen=True, slots=True)
class Prior:
    """Of the charts that hold a wording, how many have the code."""

    wording: str
    charts: int
    coded: int

    @property
    def share(self) -> float:
        """The share, drawn towards zero where few charts stand behind it."""
        return (self.coded - 0.5) / (self.charts + 1)


@dataclass(frozen=True, slots=True)
class Record:
    """Of the labelled charts for which a source offers a code, how many have it.

    `alike` and `alike_right` count the same over all codes of its category.
    """

    offered: int
    right: int
    alike: int
    alike_right: int

    @property
    def share(self) -> float:
        """The share, drawn towards the category's where few charts stand behind it."""
        category = (self.alike_right + _AS_CATEGORY * _USUAL) / (self.alike + _AS_CATEGORY)
        return (self.right + _AS_CODE * category) / (self.offered + _AS_CODE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for one code in one chart.

    `common` is the share of labelled charts with the code, `known` whether any has it.
    `priors` come strongest first; `in_category` is the best share of a prior for its category,
    `rivals` the number of codes of the category that mentions offer.
    """

    code: str
    common: float
    known: bool
    priors: tuple[Prior, ...]
    read: Read | None
    proposed: float
    entered: float
    titled: float
    records: tuple[Record | None, ...]
    in_category: float
    rivals: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What labelled charts tell: how common codes are, and each source's record.

    Functions, because a chart that is itself labelled asks for them without its own labels.
    """

    common: Callable[[str], tuple[float, bool]]
    record: Callable[[str, str], Record]
    usual: Iterable[str] = ()


def gather(
    priors: Mapping[str, Iterable[Prior]], offers: Offers, learned: Learned
) -> dict[str, Evidence]:
    """Evidence by code: for those that priors speak for, that are offered, or that are usual."""
    sorted_priors = {
        code: tuple(sorted(known, key=lambda p: (-p.share, p.wording)))
        for code, known in priors.items()
    }
    in_category: defaultdict[str, float] = defaultdict(float)
    for code, known in sorted_priors.items():
        in_category[code[:3]] = max(in_category[code[:3]], known[0].share)
    rivals = Counter(code[:3] for code in offers.read)
    recorded = {source: offers.of(source) for source in SOURCES}
    found: dict[str, Evidence] = {}
    for code in offers.codes().union(sorted_priors, learned.usual):
        common, known_code = learned.common(code)
        found[code] = Evidence(
            code,
            common,
            known_code,
            sorted_priors.get(code, ()),
            offers.read.get(code),
            offers.proposed.get(code, 0.0),
            offers.entered.get(code, 0.0),
            offers.titled.get(code, 0.0),
            tuple(learned.record(s, code) if code in recorded[s] else None for s in SOURCES),
            in_category[code[:3]],
            rivals[code[:3]],
        )
    return found


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


def _log_odds(share: float) -> float:
    share = max(_FLOOR, min(1 - _FLOOR, share))
    return math.log(share / (1 - share))
