"""The side that a note gives for a condition, at the mention or elsewhere in its statement."""

from __future__ import annotations

from collections.abc import Sequence

from agent.context import Side
from agent.reading.match import Match
from agent.reading.tokens import BREAK, COMMA, JOIN, Token
from catalog.sites import sites
from catalog.words import Kind

_SIDES = {
    int(Kind.RIGHT): Side.RIGHT,
    int(Kind.LEFT): Side.LEFT,
    int(Kind.BILATERAL): Side.BILATERAL,
}
_PASSED = frozenset([int(Kind.SKIP), int(Kind.SOFT), JOIN])
_JOINING = frozenset(["and", "or", "/", "&"])
_FURTHEST = 6
_SHORT_STATEMENT = 16


def side_of(match: Match, tokens: Sequence[Token]) -> tuple[Side | None, int, int]:
    """The side of a match, and the first and last token of the mention once the side is in it."""
    sides = _sides(tokens, match.first, match.last)
    first = _leading(match.first, tokens)
    if first < match.first:
        sides |= _sides(tokens, first, match.first)
    if sides:
        return _one(sides), first, match.last
    last = _trailing(match, tokens)
    if last > match.last:
        return _SIDES[tokens[last].kind], match.first, last
    return None, match.first, match.last


def side_of_statement(tokens: Sequence[Token]) -> Side | None:
    """The only side that a short statement names; None when it is long, or names none or several.

    `Lateral ligament sprain, ankle, right`: the side belongs to what the statement is about.
    """
    if len(tokens) > _SHORT_STATEMENT:
        return None
    sides = _sides(tokens, 0, len(tokens) - 1)
    return sides.pop() if len(sides) == 1 else None


def _leading(first: int, tokens: Sequence[Token]) -> int:
    """The first of the side words that open the phrase, over small words and sites; else `first`.

    `Right shoulder rotator cuff tear`, `left and right knee pain`.
    """
    place = first - 1
    while place >= 0 and first - place < _FURTHEST and _passable(tokens[place]):
        place -= 1
    if place < 0 or tokens[place].kind not in _SIDES:
        return first
    while place > 1 and tokens[place - 1].word in _JOINING and tokens[place - 2].kind in _SIDES:
        place -= 2
    return place


def _trailing(match: Match, tokens: Sequence[Token]) -> int:
    """The side word that closes the phrase (`knee pain, right`); else the last word of the match.

    Its site may follow it when the match names none: `otitis media, left ear`.
    """
    last = match.last
    place = last + 1
    while (
        place < len(tokens)
        and place - last < _FURTHEST
        and (tokens[place].kind in _PASSED or tokens[place].kind == COMMA)
        and tokens[place].word not in _JOINING
    ):
        place += 1
    if place >= len(tokens) or tokens[place].kind not in _SIDES:
        return last
    following = place + 1
    named = any(t.word in sites().names for t in tokens[match.first : match.last + 1])
    while following < len(tokens) and (
        tokens[following].word in {"side", "sided", ")", "greater"}
        or (not named and tokens[following].word in sites().names)
    ):
        following += 1
    closes = following >= len(tokens) or tokens[following].kind in {COMMA, BREAK, JOIN, Kind.SKIP}
    return place if closes else last


def _passable(token: Token) -> bool:
    return token.kind in _PASSED or (token.kind == Kind.CONTENT and token.word in sites().names)


def _sides(tokens: Sequence[Token], first: int, last: int) -> set[Side]:
    return {_SIDES[t.kind] for t in tokens[first : last + 1] if t.kind in _SIDES}


def _one(sides: set[Side]) -> Side:
    return sides.pop() if len(sides) == 1 else Side.BILATERAL
