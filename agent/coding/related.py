"""Codes beside those that the notes lead to: what other words of the chart may make of them.

A mention leads to one code by its own words. What they leave open, the side, the site, the stage,
the type, often stands elsewhere in the chart, and a coder compares the codes of the category. Such
codes are candidates only: words that stand apart make no diagnosis, so nothing is proposed from
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from agent.coding.weighing import weight
from agent.context import Assertion, AuditContext, Mention, SectionKind, Side
from agent.reading.reader import reading_of
from catalog import CatalogView
from catalog.sites import find_sites
from catalog.terms import key_of
from catalog.words import TOKEN, Kind, is_word, read_lexicon, reader

#: Sites named most often at which a condition without a site is looked for.
_MOST_SITES = 8
#: Codes that a note may name for one code; more are a chapter, not a hint.
_MOST_NOTED = 40
_NOTED = ("useAdditionalCode", "codeAlso", "codeFirst")
_NO_CONDITIONS = frozenset([SectionKind.MEDICATIONS, SectionKind.ALLERGIES])
_SIDES = {Kind.RIGHT: Side.RIGHT, Kind.LEFT: Side.LEFT, Kind.BILATERAL: Side.BILATERAL}
_UNSPECIFIED = "unspecified"


class Member(NamedTuple):
    """A code as it stands in its category: the words of its title, the encounter apart."""

    code: str
    words: frozenset[str]
    side: str | None
    seventh: str


class Kin(NamedTuple):
    """How a code stands to the code of a mention in its category, and to the chart.

    `said` and `unsaid` are the words it adds that the chart has and has not, `lost` those that it
    lacks, `shared` how many characters both codes have in common. `side` is 1 where its side is the
    documented one, 0 where it has none, -1 where it is another.
    """

    said: int
    unsaid: int
    lost: int
    shared: int
    side: int


class Chart(NamedTuple):
    """The words of a chart that may say something of conditions, its sides, its sites."""

    words: frozenset[str]
    sides: frozenset[Side]
    sites: tuple[str, ...]


_MEMBERS: WeakKeyDictionary[CatalogView, dict[str, tuple[Member, ...]]] = WeakKeyDictionary()
_ONE: WeakKeyDictionary[CatalogView, dict[str, Member]] = WeakKeyDictionary()
_BESIDE: WeakKeyDictionary[CatalogView, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def chart_of(context: AuditContext) -> Chart:
    """The words, sides and sites of all documents, lists of drugs and allergies left out."""
    words: set[str] = set()
    sides: set[Side] = set()
    sites: Counter[str] = Counter()
    for document in context.documents:
        for sentence in document.sentences:
            if sentence.section in _NO_CONDITIONS:
                continue
            before = ""
            for match in TOKEN.finditer(document.text, sentence.start, sentence.end):
                if is_word(match[0]):
                    word = reader().after(before, match[0])
                    before = match[0].lower()
                    words.update(word.tokens)
                    if word.kind in _SIDES:
                        sides.add(_SIDES[word.kind])
            said = document.text[sentence.start : sentence.end]
            sites.update(found.site for found in find_sites(said))
    return Chart(
        frozenset(words),
        frozenset(sides),
        tuple(site for site, _ in sites.most_common(_MOST_SITES)),
    )


def member(code: str, view: CatalogView) -> Member:
    """A code as it stands in its category."""
    known = _ONE.setdefault(view, {})
    if code not in known:
        known[code] = _member(code, view)
    return known[code]


def kin(code: str, side: Side | None, chart: Chart, view: CatalogView) -> Iterator[tuple[str, Kin]]:
    """The other codes of a code's category and encounter, each with how it stands to it."""
    own = member(code, view)
    known = _MEMBERS.setdefault(view, {})
    if code[:3] not in known:
        known[code[:3]] = tuple(member(other, view) for other in view.billable_below(code[:3]))
    for other in known[code[:3]]:
        if other.code == code or (own.seventh and other.seventh != own.seventh):
            continue
        added = other.words - own.words
        said = len(added & chart.words)
        yield (
            other.code,
            Kin(
                said,
                len(added) - said,
                len(own.words - other.words),
                _shared(code, other.code),
                _fit(other.side, side, chart.sides),
            ),
        )


def noted(code: str, side: Side | None, chart: Chart, view: CatalogView) -> Iterator[str]:
    """Codes that the Tabular List asks for beside a code, but those of a side not documented."""
    known = _BESIDE.setdefault(view, {})
    if code not in known:
        known[code] = tuple(_asked_beside(code, view))
    for other in known[code]:
        if _fit(member(other, view).side, side, chart.sides) >= 0:
            yield other


def reworded(context: AuditContext, chart: Chart) -> Iterator[tuple[str, Mention, bool, bool]]:
    """Codes for a condition at a site named elsewhere, or in a like word.

    Each with its weightiest mention, and whether it is at another site, and in another word.
    """
    reading = reading_of(context.catalog)
    candidates = reading.candidates(context.catalog)
    packed = reading.vocabulary.terms.packed
    seen: set[tuple[frozenset[str], Side | None]] = set()
    for mention in sorted(context.mentions, key=lambda m: -weight(m, context, diagnosed=True)):
        words = reader().key(mention.wording)
        if mention.assertion is not Assertion.AFFIRMED or (words, mention.side) in seen:
            continue
        seen.add((words, mention.side))
        sites = () if find_sites(mention.wording) else chart.sites
        sides: list[Side | None] = [mention.side] if mention.side else [None, *sorted(chart.sides)]
        for like in _likes(words):
            for site in ("", *sites):
                key = key_of(like | _words(site))
                if (site or like != words) and key in packed:
                    for side in sides:
                        for code in candidates.of(key, side, "A")[:1]:
                            yield code, mention, bool(site), like != words


def _member(code: str, view: CatalogView) -> Member:
    entry, named, seventh = view.entry(code), code, ""
    while entry is not None and entry.kind == "extension" and entry.parent:
        seventh, named = seventh or code[-1], entry.parent
        entry = view.entry(named)
    attributes = view.attributes(code)
    title = view.title(named) or view.title(code)
    return Member(code, _words(title), attributes.side if attributes else None, seventh)


def _asked_beside(code: str, view: CatalogView) -> Iterator[str]:
    """What notes at the code and in its category name; those of blocks and chapters are general."""
    for kind in _NOTED:
        for reference in view.references(code, kind):
            named = reference.range
            if reference.note.owner[:3] != code[:3] or named.low != named.high:
                continue
            if view.is_billable(named.low):
                yield _dotted(named.low)
                continue
            below = view.billable_below(named.low)
            if len(below) <= _MOST_NOTED:
                yield from below


def _dotted(code: str) -> str:
    return code if len(code) < 4 or "." in code else f"{code[:3]}.{code[3:]}"


@lru_cache(1 << 15)
def _words(title: str) -> frozenset[str]:
    """Kept: titles are few and official, where charts are many and private."""
    return reader().key(title)


@cache
def _like() -> dict[str, tuple[str, ...]]:
    """A word to those that are put for it, as the tokens of keys."""
    found: dict[str, tuple[str, ...]] = {}
    for group in read_lexicon("hints.yaml")["like"]:
        tokens = [token for word in group for token in sorted(reader().key(str(word)))]
        for token in tokens:
            found[token] = (*found.get(token, ()), *(t for t in tokens if t != token))
    return found


def _likes(words: frozenset[str]) -> Iterator[frozenset[str]]:
    """The words, and with each of them changed for one like it."""
    yield words
    for word in sorted(words):
        for other in _like().get(word, ()):
            yield words - {word} | {other}


def _shared(code: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(code, other, strict=False)) if a != b), len(code))


def _fit(stated: str | None, side: Side | None, spoken: frozenset[Side]) -> int:
    if stated is None:
        return 0
    if stated == _UNSPECIFIED:
        return 0 if side is None else -1
    if side is not None:
        return 1 if stated == side else -1
    return 1 if stated in spoken else -1
