"""Windows of words that the term dictionary knows, longest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from agent.reading.tokens import COMMA, JOIN, UNKNOWN, Token
from catalog.terms import Terms
from catalog.words import Kind

_MASK = (1 << 64) - 1
_WIDEST = 9
_FURTHEST = 15
_MOST_CONTENT = 8
_MOST_CHOICES = 8
#: External causes, which stand beside what they caused: `dog bite of the forearm` names both.
_EXTERNAL = "VWXY"
_PAST = frozenset(["history", "hx", "status"])
_JOINING = frozenset(["and", "or"])
#: These stand before what they describe: `COPD exacerbation with acute bronchitis`.
_LEADING = frozenset(["acute", "chronic", "subacute", "recurrent"])
_NO_SOFT_WORD = (0, 0)
_SIDES = frozenset([int(Kind.RIGHT), int(Kind.LEFT), int(Kind.BILATERAL)])
#: After a side these add nothing to what has its place in them.
_PAIRED = frozenset(["eye", "eyes", "ear", "ears"])
_CONTENT, _SOFT = int(Kind.CONTENT), int(Kind.SOFT)
_KNOWN = (_CONTENT, _SOFT)

#: A known word: its place among the tokens, whether it is soft, its numbers, and how many commas
#: and joining words stand before it.
_Word = tuple[int, bool, tuple[int, ...], int]


class Match(NamedTuple):
    """A window over tokens `first` to `last`, inclusive, and the dictionary key of its words."""

    first: int
    last: int
    key: int
    words: int
    commas: int


def matches(tokens: Sequence[Token], terms: Terms, doubted: Collection[int] = ()) -> list[Match]:
    """The windows that name a condition: most words first, none overlapping, in text order.

    `doubted` are places where doubt about what follows begins; no window reaches over one, for
    `low back pain, possible sciatica` states two conditions.
    """
    found: list[Match] = []
    for run in _runs(tokens):
        for start in range(len(run)):
            _open(run, start, terms, found)
    if not found:
        return []
    if doubted:
        found = [m for m in found if not any(m.first < place < m.last for place in doubted)]
    found = [m for m in found if not _takes_the_next(m, found, tokens, terms)]
    found.sort(key=lambda m: (-m.words, m.commas, m.last - m.first, m.first))
    causes = [m for m in found if terms.packed[m.key][1] in _EXTERNAL]
    chosen = _apart(found if not causes else [m for m in found if m not in causes])
    if causes:
        chosen += _apart(causes)
    chosen.sort()
    return chosen


def _apart(found: Sequence[Match]) -> list[Match]:
    """Of windows in order of preference, those that overlap none before them."""
    taken: set[int] = set()
    chosen = []
    for match in found:
        places = range(match.first, match.last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match)
    return chosen


def _takes_the_next(
    match: Match, found: Sequence[Match], tokens: Sequence[Token], terms: Terms
) -> bool:
    """Whether the window ends in a word that describes the condition named next.

    Such as `acute`, or any word without which the window says the same: `alcoholic cirrhosis with
    ascites and hepatic encephalopathy`.
    """
    after = match.last + 1
    if match.last == match.first or after >= len(tokens) or tokens[after].kind != _CONTENT:
        return False
    return tokens[match.last].word in _LEADING or any(
        shorter.first == match.first
        and shorter.last < match.last
        and _codes(shorter, terms) == _codes(match, terms)
        for shorter in found
    )


def _codes(match: Match, terms: Terms) -> frozenset[str]:
    return frozenset(term.code for term in terms.at(match.key))


def with_past_conditions(chosen: list[Match], tokens: Sequence[Token], terms: Terms) -> list[Match]:
    """The matches, and beside `history of pneumonia` the pneumonia that it says is past."""
    found = []
    for match in chosen:
        found.append(match)
        places = [p for p in range(match.first, match.last) if tokens[p].word in _PAST]
        if places:
            first = places[-1] + 1
            found += [
                inner._replace(first=inner.first + first, last=inner.last + first)
                for inner in matches(tokens[first : match.last + 1], terms)
            ]
    return found


def _runs(tokens: Sequence[Token]) -> list[list[_Word]]:
    """Stretches of known words, without small words, sides and joining marks."""
    runs: list[list[_Word]] = [[]]
    commas = 0
    for place, (kind, numbers, word) in enumerate(tokens):
        if kind in _KNOWN:
            soft = kind == _SOFT or (word in _PAIRED and _sided(tokens, place))
            runs[-1].append((place, soft, numbers, commas))
        elif kind == COMMA or word in _JOINING:
            commas += 1
        elif kind >= UNKNOWN and kind != JOIN and runs[-1]:
            runs.append([])
    return runs


def _sided(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word only completes a side: `cataract, right eye, nuclear sclerotic`."""
    return place > 0 and tokens[place - 1].kind in _SIDES


def _open(run: list[_Word], start: int, terms: Terms, found: list[Match]) -> None:
    """Add the windows that begin at a word. Soft words are tried with and without, but not at
    either end, where they would only widen the window. A window goes no further than words that
    some term has together with its first, so that most end at their second word."""
    packed, pairs = terms.packed, terms.pairs
    first, opens_soft, opening, before = run[start]
    core, content = sum(opening), len(opening)
    if core & _MASK in packed:
        found.append(Match(first, first, core & _MASK, content, 0))
    if start + 1 == len(run):
        return
    choices: list[tuple[int, int]] = []
    if opens_soft:
        choices, core, content = [(core, content)], 0, 0
    seen = set(opening)
    for last, soft, numbers, commas in run[start + 1 : start + _WIDEST]:
        if last > first + _FURTHEST:
            return
        if soft:
            number = numbers[0]
            if number in seen or opening[0] + number not in pairs:
                continue
            seen.add(number)
            without = choices or [_NO_SOFT_WORD]
            tried = [(total + number, used + 1) for total, used in without[:_MOST_CHOICES]]
            choices = without + tried
        else:
            for number in numbers:
                if number not in seen:
                    if opening[0] + number not in pairs:
                        return
                    seen.add(number)
                    core += number
                    content += 1
            if content > _MOST_CONTENT:
                return
            tried = choices or [_NO_SOFT_WORD]
        for total, used in tried:
            key = (core + total) & _MASK
            if key in packed:
                found.append(Match(first, last, key, content + used, commas - before))
