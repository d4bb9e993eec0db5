"""How a sentence asserts the conditions it names: cue words, their scope, and what ends it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.context import Assertion, SectionKind
from agent.reading.match import Match
from agent.reading.tokens import BREAK, COMMA, UNKNOWN, Token
from catalog.sites import sites
from catalog.words import TOKEN, Kind, read_lexicon

#: When several cues act on one mention the first of these counts.
_PRECEDENCE = (
    Assertion.FAMILY,
    Assertion.NEGATED,
    Assertion.HYPOTHETICAL,
    Assertion.POSSIBLE,
    Assertion.HISTORICAL,
)
_STOP, _NONE, _HISTORY = "stop", "none", "history"
_BACKWARD_REACH = 6
#: A cue after one of these speaks of what follows it: `low back pain with possible sciatica`.
_LEADING_ON = frozenset(["with", "w", "and", "due", "to", "from", "for", "of"])
#: What the line above a list may say of all that the list names, and how many words may follow it.
_OF_LISTS = frozenset([Assertion.NEGATED, Assertion.POSSIBLE, Assertion.HYPOTHETICAL])
_LIST_REACH = 5
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_REACH = 5
_SIDES = frozenset([int(Kind.RIGHT), int(Kind.LEFT), int(Kind.BILATERAL)])
_BEFORE_YEAR = frozenset(["in", "of", "(", ",", "back"])
_COORDINATING = frozenset(["and", "or", "versus", "vs", "nor", "and/or", "&", "/"])


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue phrase: what it says, whether it acts on what follows, and how far it reaches."""

    meaning: str
    forward: bool
    reach: int
    through_commas: bool


@dataclass(frozen=True, slots=True)
class _Found:
    cue: Cue
    first: int
    last: int


@cache
def _cues() -> dict[str, list[tuple[tuple[str, ...], list[Cue]]]]:
    """Cue phrases by their first word, longest first."""
    content = read_lexicon("assertions.yaml")
    phrases: dict[tuple[str, ...], list[Cue]] = {}

    def enter(phrase: str, cue: Cue) -> None:
        phrases.setdefault(tuple(TOKEN.findall(phrase.lower())), []).append(cue)

    for phrase in content["stops"]:
        enter(phrase, Cue(_STOP, True, 0, False))
    for phrase in content["not_cues"]:
        enter(phrase, Cue(_NONE, True, 0, False))
    for meaning, facts in content["cues"].items():
        for forward, place in ((True, "before"), (False, "after")):
            for phrase in facts[place]:
                cue = Cue(meaning, forward, facts["reach"], facts["through_commas"])
                enter(str(phrase), cue)
    found: dict[str, list[tuple[tuple[str, ...], list[Cue]]]] = {}
    for words in sorted(phrases, key=len, reverse=True):
        found.setdefault(words[0], []).append((words, phrases[words]))
    return found


def find_cues(tokens: Sequence[Token]) -> list[_Found]:
    """The cue phrases of a sentence, longest first where they overlap."""
    known = _cues()
    words = [token.word for token in tokens]
    found: list[_Found] = []
    free = 0
    for place in [at for at, word in enumerate(words) if word in known]:
        if place < free:
            continue
        following = words[place + 1] if place + 1 < len(words) else None
        for phrase, cues in known[words[place]]:
            if len(phrase) > 1 and phrase[1] != following:
                continue
            if tuple(words[place : place + len(phrase)]) == phrase:
                last = place + len(phrase) - 1
                found += [_Found(cue, place, last) for cue in cues]
                if any(cue.meaning != _STOP for cue in cues):
                    free = last + 1
                break
    return found


def assertion_of(
    match: Match,
    tokens: Sequence[Token],
    cues: Sequence[_Found],
    section: SectionKind,
    *,
    lifelong: bool,
    past: bool = False,
    listed: Assertion | None = None,
) -> Assertion:
    """How the sentence asserts one match.

    `lifelong`: "history of" does not make it past; `past`: it happened in an earlier year;
    `listed`: what the line that opens the list says of all that stands in it.
    """
    meanings = {
        found.cue.meaning
        for found in cues
        if found.cue.meaning not in {_STOP, _NONE} and _acts(found, match, tokens, cues)
    }
    if past:
        meanings.add(Assertion.HISTORICAL.value)
    if listed is not None:
        meanings.add(listed.value)
    if _HISTORY in meanings and not lifelong:
        meanings.add(Assertion.HISTORICAL.value)
    for assertion in _PRECEDENCE:
        if assertion.value in meanings:
            return assertion
    return Assertion.FAMILY if section is SectionKind.FAMILY_HISTORY else Assertion.AFFIRMED


def doubted(tokens: Sequence[Token], cues: Sequence[_Found]) -> tuple[int, ...]:
    """Where doubt about what follows begins. A word that is part of a condition's name is none."""
    return tuple(
        found.first
        for found in cues
        if found.cue.forward
        and found.cue.meaning == Assertion.POSSIBLE
        and tokens[found.first].kind in {int(Kind.SKIP), UNKNOWN}
    )


def of_list(tokens: Sequence[Token], cues: Sequence[_Found]) -> Assertion | None:
    """What a line that ends in a colon says of the list below it: `Denies the following:`."""
    if not tokens or tokens[-1].word != ":":
        return None
    colon = len(tokens) - 1
    for found in reversed(cues):
        acting = found.cue.forward and found.cue.meaning in _OF_LISTS
        between = range(found.last + 1, colon)
        if (
            acting
            and len(between) <= _LIST_REACH
            and not any(tokens[p].kind in {BREAK, COMMA} for p in between)
            and not any(c.cue.meaning in {_STOP, _NONE} and c.first in between for c in cues)
        ):
            return Assertion(found.cue.meaning)
    return None


def in_earlier_year(match: Match, tokens: Sequence[Token], year: int) -> bool:
    """Whether a year well before `year` follows the match: `MI in 2015`, `DVT left leg (2010)`.

    The year before is too near to tell: a condition of December may be acute in January.
    """
    for token in tokens[match.last + 1 : match.last + 1 + _YEAR_REACH]:
        if _YEAR.fullmatch(token.word):
            return int(token.word) < year - 1
        of_place = token.kind in _SIDES or token.word in sites().names
        if not of_place and token.word not in _BEFORE_YEAR:
            return False
    return False


def _acts(found: _Found, match: Match, tokens: Sequence[Token], cues: Sequence[_Found]) -> bool:
    if found.cue.forward:
        if found.first >= match.first or match.first - found.last > found.cue.reach:
            return False
        between = range(found.last + 1, match.first)
    else:
        if found.first <= match.last or found.first - match.last > _BACKWARD_REACH:
            return False
        if tokens[found.first - 1].word in _LEADING_ON:
            return False
        between = range(match.last + 1, found.first)
    if any(c.cue.meaning == _STOP and c.first in between for c in cues):
        return False
    if not found.cue.forward and _appended(match.last, found, tokens):
        return True
    return not any(_ends(place, found, tokens) for place in between)


def _appended(last: int, found: _Found, tokens: Sequence[Token]) -> bool:
    """Whether the cue stands alone after a comma and ends its statement: `Pneumonia, resolved.`"""
    after = found.last + 1
    closes = after >= len(tokens) or tokens[after].kind == BREAK
    return closes and found.first == last + 2 and tokens[last + 1].word == ","


def _ends(place: int, found: _Found, tokens: Sequence[Token]) -> bool:
    """Whether the token at a place ends the scope of a cue. `Denies: fever` goes on."""
    token, cue = tokens[place], found.cue
    if token.kind == BREAK:
        opens_list = cue.forward and place == found.last + 1
        return token.word in {";", "."} or (cue.forward and token.word == ":" and not opens_list)
    if token.kind == COMMA and token.word == ",":
        if not cue.forward:
            return True
        following = tokens[place + 1].word if place + 1 < len(tokens) else ""
        return not cue.through_commas and following not in _COORDINATING
    return False
