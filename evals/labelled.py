"""Labelled charts and what they count up to: how wordings and sources go with the coders' codes.

Counts are over all charts; what one of them meets is counted without it, as a new chart would.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.coding.evidence import DENIED, LEAST_CHARTS, Evidence, Learned, Record, Spoken, gather
from agent.coding.offline import OfflineCoder
from agent.coding.profile import USUAL, by_category
from agent.coding.profiled import spoken_wordings
from agent.coding.sources import SOURCES, Offers, offers_of
from agent.coding.standing import Standing, standings
from agent.context import AuditContext
from agent.reading import read
from catalog import Catalog
from evals.contracts import GoldCase

#: Priors are of wordings in at most so large a share of the charts.
_MOST_SHARE = 0.3
#: A wording is marked for a code when it stands within so many characters of what coders marked.
_ABOUT = 30

#: Pairs of characters by code: where, or about where, the coders marked the chart.
Marks = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A chart's wordings and the codes that it offers, with the human coders' codes.

    `wordings` has the codes for which each is marked; those denied begin with `not `.
    """

    gold: frozenset[str]
    wordings: Mapping[str, frozenset[str]]
    offers: Offers
    standings: Mapping[str, Standing]


@dataclass(frozen=True, slots=True)
class Counts:
    """Charts by wording, by code and category, by both; and each source's record."""

    charts: int
    wordings: Counter[str]
    codes: Counter[str]
    categories: Counter[str]
    coded: dict[str, Counter[str]]
    marked: dict[str, Counter[str]]
    records: dict[str, dict[str, tuple[int, int]]]
    alike: dict[str, dict[str, tuple[int, int]]]


def label(case: GoldCase, catalog: Catalog, places: Marks | None = None) -> Labelled:
    """Read and code one gold case; `places` tells where it is marked, beside the gold spans."""
    view = catalog.on(case.bundle.encounter.date_of_service)
    documents = tuple(read(document, view) for document in case.bundle.documents)
    context = AuditContext(case.bundle, view, documents)
    marks = [
        (span.start, span.end, gold.code, span.document_id)
        for gold in case.codes or ()
        for span in gold.spans
    ] + [
        (start, end, gold.code, documents[0].id)
        for gold in case.codes or ()
        for start, end in (places or {}).get(gold.code, ())
    ]
    wordings = {
        wording: frozenset(
            code
            for start, end, code, marked in marks
            for document, found in where
            if document == marked and start - _ABOUT <= found.start and found.end <= end + _ABOUT
        )
        for wording, where in spoken_wordings(context).items()
    }
    offers = offers_of(context, OfflineCoder().propose(context).proposals)
    gold = frozenset(code.code for code in case.codes or ())
    return Labelled(gold, wordings, offers, standings(context, offers))


def count(charts: Sequence[Labelled]) -> Counts:
    """What the charts count up to."""
    wordings: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for chart in charts:
        wordings.update(chart.wordings.keys())
        codes.update(chart.gold)
        categories.update({code[:3] for code in chart.gold})
    most = max(LEAST_CHARTS, int(_MOST_SHARE * len(charts)))
    coded: defaultdict[str, Counter[str]] = defaultdict(Counter)
    marked: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for chart in charts:
        for wording, marks in chart.wordings.items():
            if wordings[wording] < LEAST_CHARTS:
                continue
            if marks:
                marked[wording].update(marks)
            if wordings[wording] <= most and not wording.startswith(DENIED):
                coded[wording].update(chart.gold)
    records = {source: _record(charts, source) for source in SOURCES}
    alike = {source: by_category(records[source]) for source in SOURCES}
    return Counts(
        len(charts), wordings, codes, categories, dict(coded), dict(marked), records, alike
    )


def _record(charts: Sequence[Labelled], source: str) -> dict[str, tuple[int, int]]:
    """For each code the charts for which the source offers it, and of those the ones with it."""
    offered: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for chart in charts:
        codes = chart.offers.of(source)
        offered.update(codes)
        right.update(codes & chart.gold)
    return {code: (count, right[code]) for code, count in sorted(offered.items())}


def kept(counts: Counts) -> dict[str, tuple[int, dict[str, int], dict[str, int]]]:
    """The priors and marks strong enough to take part, by wording."""
    found: dict[str, tuple[int, dict[str, int], dict[str, int]]] = {}
    for wording in sorted(counts.coded.keys() | counts.marked.keys()):
        charts = counts.wordings[wording]
        coded: Mapping[str, int] = counts.coded.get(wording, {})
        marked: Mapping[str, int] = counts.marked.get(wording, {})
        spoken = Spoken()
        spoken.hear(wording, charts, coded.items(), marked.items())
        for_codes = spoken.marked.keys() | spoken.denied.keys()
        if spoken.priors or for_codes:
            found[wording] = (
                charts,
                {code: coded[code] for code in sorted(spoken.priors)},
                {code: marked[code] for code in sorted(for_codes)},
            )
    return found


def evidence_of(chart: Labelled, counts: Counts, *, own: bool) -> dict[str, Evidence]:
    """What speaks for codes in a chart; `own` takes the chart itself out of the counts."""
    spoken = Spoken()
    for wording, marks in sorted(chart.wordings.items()):
        charts = counts.wordings[wording] - own
        if charts < LEAST_CHARTS:
            continue
        spoken.hear(
            wording,
            charts,
            _without(counts.coded.get(wording, {}), chart.gold if own else frozenset()),
            _without(counts.marked.get(wording, {}), marks if own else frozenset()),
        )
    return gather(spoken, chart.offers, chart.standings, _learned(chart, counts, own=own))


def _without(counted: Mapping[str, int], mine: frozenset[str]) -> list[tuple[str, int]]:
    return [(code, number - (code in mine)) for code, number in counted.items()]


def _learned(chart: Labelled, counts: Counts, *, own: bool) -> Learned:
    """What the counts tell of codes; `own` takes the chart itself out of them."""
    offered = {source: chart.offers.of(source) for source in SOURCES}
    alike = {
        source: by_category({code: (1, int(code in chart.gold)) for code in offered[source]})
        for source in SOURCES
    }
    mine = {code[:3] for code in chart.gold} if own else set()

    def number(code: str) -> int:
        return counts.codes[code] - (own and code in chart.gold)

    def common(code: str) -> tuple[float, bool]:
        return (number(code) + 0.5) / (counts.charts - own + 1), number(code) > 0

    def category(code: str) -> float:
        with_it = counts.categories[code[:3]] - (code[:3] in mine)
        return (with_it + 0.5) / (counts.charts - own + 1)

    def record(source: str, code: str) -> Record:
        all_offered, right = counts.records[source].get(code, (0, 0))
        all_alike, alike_right = counts.alike[source].get(code[:3], (0, 0))
        if own and code in offered[source]:
            own_alike = alike[source][code[:3]]
            return Record(
                all_offered - 1,
                right - (code in chart.gold),
                all_alike - own_alike[0],
                alike_right - own_alike[1],
            )
        return Record(all_offered, right, all_alike, alike_right)

    usual = tuple(code for code in counts.codes if number(code) >= USUAL)
    return Learned(common, category, record, usual)
