"""From the wordings that fit to the codes that are offered for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from catalog.index.citations import read_citation
from catalog.lookup import CatalogView
from catalog.search.candidates import Candidate
from catalog.search.compiled import Printed, SearchFile
from catalog.search.query import Query
from catalog.search.ranking import Closest, Fit, Ranking
from catalog.search.wordings import Source
from catalog.tabular.notes import CodeRange

if TYPE_CHECKING:
    from catalog.search.semantic import Meaning

#: Wordings read for each candidate wanted: several lead to the same code.
_DEPTH = 3
#: Candidates compared even where fewer are wanted, so that the first does not depend on how many.
_FEWEST = 20
#: Codes below a header that are offered for it.
_COMPLETED = 3
#: How much less a completed code is worth than one that is named, and a header than a code.
_COMPLETION, _HEADER = 0.005, 0.01
_NAMES = ("title", "inclusionTerm", "lexicon", "index")
_PLAIN = ("title", "inclusion term", "lexicon", "index")
_MEANT = "by meaning, "
#: What is offered for a code on a date, billable or not: claims and notes ask for the same again.
_OFFERED: WeakKeyDictionary[CatalogView, dict[tuple[str, bool], str]] = WeakKeyDictionary()


class _Way(NamedTuple):
    """How a code was found; `completed` says how it was reached from what the wording names.

    `how` says what else than the words it was found by.
    """

    score: float
    order: int
    code: str
    told: Printed
    completed: str
    how: str = ""


class Wanted(NamedTuple):
    """How many candidates, of which codes, and whether each must be billable."""

    limit: int
    within: CodeRange | None = None
    billable: bool = False


def offers(
    view: CatalogView,
    file: SearchFile,
    query: Query,
    wanted: Wanted,
    meanings: Sequence[Meaning] = (),
) -> tuple[Candidate, ...]:
    """The codes that the wordings which fit lead to, each by its best way, best first.

    Those of `meanings`, which mean what the query does in other words, stand by turns with them.
    """
    if not (query.tokens or meanings):
        return ()
    ranking, limit = Ranking(file, query), max(wanted.limit, _FEWEST)
    within = None if wanted.within is None else file.of_codes(wanted.within).whole
    fits = ranking.best(limit * _DEPTH, within)
    ordered = _best_ways(view, file, ranking, fits, wanted)
    if meanings:
        fits = [Fit(m.score, n) for m in meanings for n in ranking.sides.chosen(m.wordings)]
        meant = _best_ways(view, file, ranking, fits, wanted)
        ordered = _by_turns(ordered, [way._replace(how=_MEANT) for way in meant])
    return tuple(_candidate(view, way, query.read) for way in ordered[: wanted.limit])


def _best_ways(
    view: CatalogView, file: SearchFile, ranking: Ranking, fits: Sequence[Fit], wanted: Wanted
) -> list[_Way]:
    """The codes that wordings lead to, each by its best way, best first."""
    limit = max(wanted.limit, _FEWEST)
    found: dict[str, _Way] = {}
    for start in range(0, len(fits), limit):
        if len(found) >= limit:
            break
        for way in _ways(file, ranking, fits[start : start + limit]):
            code = _usable(view, way.code, wanted)
            known = found.get(code)
            if code and (known is None or known.score < way.score):
                found[code] = way._replace(code=code)
    return sorted(found.values(), key=lambda w: (-round(w.score, 6), w.order, w.code))


def _by_turns(first: list[_Way], second: list[_Way]) -> list[_Way]:
    """One of each by turns; a code that both have stands where it comes first."""
    found: dict[str, _Way] = {}
    for way in chain.from_iterable(zip_longest(first, second)):
        if way is not None:
            found.setdefault(way.code, way)
    return list(found.values())


def _ways(file: SearchFile, ranking: Ranking, fits: Sequence[Fit]) -> Iterator[_Way]:
    """The codes for some wordings: their own, and those below that say more of the query."""
    printed = file.printed(fit.number for fit in fits)
    nearer: list[tuple[Fit, Printed, Closest]] = []
    for fit in fits:
        told = printed[fit.number]
        below = file.below(told.code)
        is_header = below is not None and below.is_header
        yield _Way(fit.score - _HEADER * is_header, fit.number, told.code, told, "")
        if below is not None:
            closest = ranking.closest(fit.number, below.titles, _COMPLETED)
            if is_header or closest.held:
                nearer.append((fit, told, closest))
    codes = file.printed(number for _, _, closest in nearer for number in closest.numbers)
    for fit, told, closest in nearer:
        step = "both sides of" if closest.both_sides else "completed from"
        for place, number in enumerate(closest.numbers, start=1):
            score = fit.score + closest.held - _COMPLETION * place
            code = codes[number].code
            yield _Way(score, fit.number, code, told, f"{step} {told.code}")


def _usable(view: CatalogView, code: str, wanted: Wanted) -> str:
    """The code to offer for a code on the date; empty when there is none that is wanted.

    Where only billable codes are wanted, the first of its 7th characters completes an entry.
    """
    if wanted.within is not None and not wanted.within.covers(code):
        return ""
    known = _OFFERED.setdefault(view, {})
    if (code, wanted.billable) not in known:
        known[code, wanted.billable] = _on_the_date(view, code, wanted.billable)
    return known[code, wanted.billable]


def _on_the_date(view: CatalogView, code: str, billable: bool) -> str:
    if view.is_billable(code):
        return code
    if not billable:
        return code if view.has_billable_below(code) else ""
    extended = (entry.code for entry in view.children(code) if entry.kind == "extension")
    return next(filter(view.is_billable, extended), "")


def _candidate(view: CatalogView, way: _Way, read: tuple[str, ...]) -> Candidate:
    source, text = _NAMES[way.told.source], way.told.text
    citation = ""
    if way.told.source is Source.INDEX:
        cited = read_citation(text)
        citation, text = text, ", ".join(cited.path) if cited else text
    elif way.told.source is not Source.LEXICON:
        citation = f"TAB:{way.told.code}:{source}"
    return Candidate(
        way.code,
        view.title(way.code),
        text,
        source,
        view.is_billable(way.code),
        round(way.score, 4),
        citation,
        (f"{way.how}{_PLAIN[way.told.source]}: {text}", *filter(None, [way.completed]), *read),
    )
