"""The side that a note gives for a condition, at the mention or elsewhere in its sentence."""

from __future__ import annotations

from collections.abc import Sequence

from agent.context import Side
from agent.reading.match import Match
from agent.reading.tokens import COMMA, JOIN, Token
from catalog.words import Kind

_SIDES = {
    int(Kind.RIGHT): Side.RIGHT,
    int(Kind.LEFT): Side.LEFT,
    int(Kind.BILATERAL): Side.BILATERAL,
}
_PASSED = frozenset([int(Kind.SKIP), int(Kind.SOFT), JOIN])
_AFTER = 5


def side_of(match: Match, tokens: Sequence[Token]) -> tuple[Side | None, int, int]:
    """The side of a match, and the first and last token of the mention once the side is in it."""
    first = match.first
    before = first - 1
    while before >= 0 and tokens[before].kind in _PASSED and first - before < _AFTER:
        before -= 1
    sides = _sides(tokens, match.first, match.last)
    if before >= 0 and tokens[before].kind in _SIDES:
        lead = before
        while lead > 0 and (
            tokens[lead - 1].kind in _SIDES or tokens[lead - 1].word in {"and", "or", "/"}
        ):
            lead -= 1
        while tokens[lead].kind not in _SIDES:
            lead += 1
        sides |= _sides(tokens, lead, before)
        first = lead
    if sides:
        return _one(sides), first, match.last
    after = match.last + 1
    while (
        after < len(tokens)
        and (tokens[after].kind in _PASSED or tokens[after].kind == COMMA)
        and after - match.last < _AFTER
    ):
        after += 1
    if after < len(tokens) and tokens[after].kind in _SIDES and _trails(after, tokens):
        return _SIDES[tokens[after].kind], first, after
    return None, first, match.last


def side_of_sentence(tokens: Sequence[Token]) -> Side | None:
    """The only side a sentence names; None when it names none or several."""
    sides = _sides(tokens, 0, len(tokens) - 1)
    return sides.pop() if len(sides) == 1 else None


def _trails(place: int, tokens: Sequence[Token]) -> bool:
    """Whether a side word ends its phrase (`knee pain, right`), not opening the next one."""
    following = place + 1
    while following < len(tokens) and tokens[following].word in {"side", "sided", ")"}:
        following += 1
    return following >= len(tokens) or tokens[following].kind != int(Kind.CONTENT)


def _sides(tokens: Sequence[Token], first: int, last: int) -> set[Side]:
    return {_SIDES[t.kind] for t in tokens[first : last + 1] if t.kind in _SIDES}


def _one(sides: set[Side]) -> Side:
    return sides.pop() if len(sides) == 1 else Side.BILATERAL
