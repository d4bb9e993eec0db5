"""Windows of words that the term dictionary knows, longest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agent.reading.tokens import BREAK, COMMA, UNKNOWN, Token
from catalog.terms import Terms
from catalog.words import Kind

_MASK = (1 << 64) - 1
_WIDEST = 14
_MOST_CONTENT = 8
_MOST_CHOICES = 8
_PAST = frozenset(["history", "hx", "status"])
_CONTENT, _SOFT = int(Kind.CONTENT), int(Kind.SOFT)


class Match(NamedTuple):
    """A window over tokens `first` to `last`, inclusive, and the dictionary key of its words."""

    first: int
    last: int
    key: int
    words: int
    commas: int


def matches(tokens: Sequence[Token], terms: Terms) -> list[Match]:
    """The windows that name a condition: most words first, none overlapping, in text order."""
    found = [m for first in range(len(tokens)) for m in _from(tokens, first, terms)]
    found.sort(key=lambda m: (-m.words, m.commas, m.last - m.first, m.first))
    taken: set[int] = set()
    chosen = []
    for match in found:
        places = range(match.first, match.last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match)
    chosen.sort()
    return chosen


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


def _from(tokens: Sequence[Token], first: int, terms: Terms) -> list[Match]:
    """Windows that begin at a token. Soft words are tried with and without, except at the ends."""
    kind = tokens[first].kind
    if kind not in {_CONTENT, _SOFT}:
        return []
    packed, found = terms.packed, []
    core, content, commas = 0, 0, 0
    seen: set[int] = set()
    choices: list[tuple[int, int]] = [(0, 0)]
    for last in range(first, min(first + _WIDEST, len(tokens))):
        kind = tokens[last].kind
        if kind in {UNKNOWN, BREAK}:
            break
        if kind == COMMA:
            commas += 1
            continue
        if kind == _CONTENT:
            new = [n for n in tokens[last].numbers if n not in seen]
            seen.update(new)
            core = (core + sum(new)) & _MASK
            content += len(new)
            if content > _MOST_CONTENT:
                break
            tried = choices
        elif kind == _SOFT:
            number = tokens[last].numbers[0]
            if number in seen:
                continue
            seen.add(number)
            tried = [(total + number, used + 1) for total, used in choices[:_MOST_CHOICES]]
            choices = tried if last == first else choices + tried
        else:
            continue
        for total, used in tried:
            key = (core + total) & _MASK
            if key in packed:
                found.append(Match(first, last, key, content + used, commas))
    return found
