"""What speaks for a code in a chart: priors of wordings, the reader, the Index, titles, records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from agent.coding.sources import SOURCES, Offers, Read
from agent.coding.standing import FEATURES as STANDING
from agent.coding.standing import Standing

#: What a wording begins with where the chart denies it.
DENIED = "not "
#: A wording takes part when it stands in at least so many charts: no chart's own words are kept.
LEAST_CHARTS = 2
#: A prior takes part when at least so many charts, and so large a share of them, have the code.
_LEAST_CODED, _LEAST_SHARE = 2, 0.03
#: A mark takes part when it has such a share; that of a denied wording needs more.
_LEAST_MARKED, _LEAST_DENIED = 0.02, 0.05
#: Codes of a chart that are weighed: those with most support.
_MOST_WEIGHED = 300
_TITLE_SAID = STANDING.index("share of its title that the chart says")
#: A record is drawn towards its category's, and that towards one in ten, as if so many more charts.
_AS_CODE, _AS_CATEGORY, _USUAL = 2.0, 3.0, 0.1


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

    @property
    def takes_part(self) -> bool:
        """Whether enough charts stand behind it."""
        return self.coded >= _LEAST_CODED and self.share >= _LEAST_SHARE


@dataclass(frozen=True, slots=True)
class Marked:
    """Of the charts that hold a wording, in how many the coders marked it, or about it, for a code.

    Where one chart stands behind a prior of the whole text, much else stood in it too; a mark is
    of one place, so that one is worth having.
    """

    wording: str
    charts: int
    marked: int

    @property
    def share(self) -> float:
        """The share, drawn towards zero where few charts stand behind it."""
        return (self.marked - 0.3) / (self.charts + 0.7)

    @property
    def takes_part(self) -> bool:
        """Whether enough of the charts are marked."""
        return self.marked > 0 and self.share >= _LEAST_MARKED


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

    `common` is the share of labelled charts with the code, `category` with a code of its category,
    `known` whether any has it. `priors` and `marked` come strongest first; `in_category` is the
    best share of a prior for its category, `marked_in_category` that of a mark; `standing` what the
    chart says of it without a profile; `denied` the best
    share of a wording that the chart denies. `rivals` is the number of codes of the category that
    mentions offer.
    """

    code: str
    common: float
    category: float
    known: bool
    priors: tuple[Prior, ...]
    marked: tuple[Marked, ...]
    marked_in_category: float
    denied: float
    read: Read | None
    proposed: float
    entered: float
    titled: float
    records: tuple[Record | None, ...]
    in_category: float
    rivals: int
    standing: Standing | None

    @property
    def support(self) -> float:
        """A rough sum of all, set by hand: which codes are worth weighing."""
        best = self.marked[0].share if self.marked else 0.0
        prior = self.priors[0].share if self.priors else 0.0
        own = self.common / self.category
        said = self.standing.features[_TITLE_SAID] if self.standing else 0.0
        return (
            best
            + 0.5 * prior
            + sum(record.share for record in self.records if record)
            + self.proposed
            + 0.3 * self.denied
            + 0.5 * self.common
            + 0.1 * (self.read is not None)
            + 0.3 * self.marked_in_category * own
            + 0.2 * said
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """What labelled charts tell: how common codes are, and each source's record.

    Functions, because a chart that is itself labelled asks for them without its own labels.
    """

    common: Callable[[str], tuple[float, bool]]
    category: Callable[[str], float]
    record: Callable[[str, str], Record]
    usual: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a chart's wordings speak for, by code; `in_category` the best mark by category.

    `denied` is the best share of a wording that the chart denies: some coders mark what is absent.
    """

    priors: defaultdict[str, list[Prior]] = field(default_factory=lambda: defaultdict(list))
    marked: defaultdict[str, list[Marked]] = field(default_factory=lambda: defaultdict(list))
    in_category: dict[str, float] = field(default_factory=dict)
    denied: dict[str, float] = field(default_factory=dict)

    def hear(
        self,
        wording: str,
        charts: int,
        coded: Iterable[tuple[str, int]],
        marked: Iterable[tuple[str, int]],
    ) -> None:
        """Take in a wording: of `charts` labelled charts with it how many are coded and marked."""
        for code, count in coded:
            if count >= _LEAST_CODED and (prior := Prior(wording, charts, count)).takes_part:
                self.priors[code].append(prior)
        if wording.startswith(DENIED):
            for code, count in marked:
                share = Marked(wording, charts, count).share
                if share >= max(_LEAST_DENIED, self.denied.get(code, 0.0)):
                    self.denied[code] = share
            return
        alike: Counter[str] = Counter()
        for code, count in marked:
            mark = Marked(wording, charts, count)
            if mark.takes_part:
                self.marked[code].append(mark)
                alike[code[:3]] += count
        for category, count in alike.items():
            share = Marked(wording, charts, min(count, charts)).share
            if share > self.in_category.get(category, 0.0):
                self.in_category[category] = share


def gather(
    spoken: Spoken, offers: Offers, standings: Mapping[str, Standing], learned: Learned
) -> dict[str, Evidence]:
    """Evidence by code: for those that wordings speak for, that are offered, or that are usual.

    Of these the codes with most support, most first.
    """
    priors = {code: _strongest(known) for code, known in spoken.priors.items()}
    marked = {code: _strongest(known) for code, known in spoken.marked.items()}
    in_category: defaultdict[str, float] = defaultdict(float)
    for code, known in priors.items():
        in_category[code[:3]] = max(in_category[code[:3]], known[0].share)
    rivals = Counter(code[:3] for code in offers.read)
    recorded = {source: offers.of(source) for source in SOURCES}
    found: dict[str, Evidence] = {}
    codes = offers.codes().union(priors, marked, spoken.denied, learned.usual, standings)
    for code in codes:
        common, known_code = learned.common(code)
        found[code] = Evidence(
            code,
            common,
            learned.category(code),
            known_code,
            priors.get(code, ()),
            marked.get(code, ()),
            spoken.in_category.get(code[:3], 0.0),
            spoken.denied.get(code, 0.0),
            offers.read.get(code),
            offers.proposed.get(code, 0.0),
            offers.entered.get(code, 0.0),
            offers.titled.get(code, 0.0),
            tuple(learned.record(s, code) if code in recorded[s] else None for s in SOURCES),
            in_category[code[:3]],
            rivals[code[:3]],
            standings.get(code),
        )
    best = sorted(found, key=lambda code: (-found[code].support, code))[:_MOST_WEIGHED]
    return {code: found[code] for code in best}


_Share = TypeVar("_Share", Prior, Marked)


def _strongest(known: Iterable[_Share]) -> tuple[_Share, ...]:
    return tuple(sorted(known, key=lambda one: (-one.share, one.wording)))
