"""How a sentence asserts the conditions it names: cue words, their scope, and what ends it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.context import Assertion, SectionKind
from agent.reading.cues import ADVICE, HISTORY, NONE, OVER, PRESENT, STOP, Found
from agent.reading.match import Match
from agent.reading.tokens import BREAK, COMMA, UNKNOWN, Token
from catalog.sites import sites
from catalog.words import Kind, read_lexicon

#: When several cues act on one mention the first of these counts. What is denied of a relative is
#: nobody's.
_PRECEDENCE = (
    Assertion.NEGATED,
    Assertion.FAMILY,
    Assertion.HYPOTHETICAL,
    Assertion.PLANNED,
    Assertion.POSSIBLE,
    Assertion.HISTORICAL,
)
#: A doubt that ends in one of these may be about the cause: `cough, likely viral`.
_OF_CAUSE = frozenset(["likely", "possible", "probable", "possibly", "probably"])
_CAUSAL = frozenset(["due", "to", "from", "secondary", "related", "a", "an", "the", "of"])
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
#: A clause that opens with one of these speaks of what came before: `gout; it was ruled out`.
_RELATING = frozenset(["it", "this", "that", "which", "these", "both"])
#: What may stand between a relative and the word that says what the relative is to the statement.
_DETERMINERS = frozenset(
    ["a", "an", "the", "his", "her", "their", "my", "patient", "patient's", "one", "two", "three",
     "several", "both", "maternal", "paternal", "great", "-", "older", "younger", "other", "twin"]
)  # fmt: skip
#: A relative after these has the condition: `gout in a sister`, `gout (brother)`, `gout - mother`.
_OF_RELATIVE = frozenset(["in", "(", "-", "–", "for"])
#: A relative after these has only come along, told the history, or moved the patient.
_ALONG = frozenset(["by", "with", "from", "when", "after", "since", "because", "to"])
#: What the patient and a relative do together the patient does: `she and her husband want ...`.
_PATIENT = frozenset(["she", "he", "they", "patient"])
#: What a clause in the past or of denial may go on with: `pneumonia, resolved last week`.
_CLOSING = frozenset([Assertion.NEGATED, Assertion.HISTORICAL])
_GOING_ON = frozenset(
    ["in", "by", "on", "with", "since", "last", "after", "at", "from", "for", "years", "several"]
)
#: What is not, or not quite, over is there: `the rash has not cleared`, `almost resolved`.
_UNFINISHED = frozenset(
    ["not", "never", "hasn't", "haven't", "isn't", "almost", "nearly", "mostly", "partially",
     "partly", "largely", "incompletely", "hardly"]
)  # fmt: skip
#: Words within a mention that say that it has been done.
_DONE = frozenset(["status", "history", "s/p", "presence", "absence", "hx", "long", "dependence"])
#: How many words before an act may tell what is done to what it brought about.
_NEAR = 3
#: A cue of one of these after a comma begins a new statement: `no fracture, likely a sprain`.
_ANEW = frozenset([Assertion.POSSIBLE, Assertion.FAMILY])


def assertion_of(
    match: Match,
    tokens: Sequence[Token],
    cues: Sequence[Found],
    section: SectionKind,
    *,
    lifelong: bool,
    past: bool = False,
    act: bool = False,
    lasting: bool = False,
    listed: Assertion | None = None,
    of_relatives: bool = False,
) -> Assertion:
    """How the sentence asserts one match.

    `lifelong`: "history of" does not make it past; `past`: it happened in an earlier year;
    `act`: it is done or brought about, and may only be planned;
    `lasting`: it is the status after something past, which is there;
    `listed`: what the line that opens the list says of all that stands in it;
    `of_relatives`: it is the family history itself, as in `family history of gout in her mother`.
    """
    meanings = {
        found.cue.meaning
        for found in cues
        if found.cue.meaning not in {STOP, NONE}
        and _acts(found, match, tokens, cues)
        and not (lifelong and _listed_past(found, match, tokens))
        and (found.cue.meaning != Assertion.PLANNED or (act and _to_come(found, match, tokens)))
    }
    if PRESENT in meanings:
        meanings.discard(Assertion.HYPOTHETICAL.value)
    if ADVICE in meanings and not lifelong:
        meanings.add(Assertion.HYPOTHETICAL.value)
    if past:
        meanings.add(Assertion.HISTORICAL.value)
    if listed is not None:
        meanings.add(listed.value)
    if of_relatives:
        meanings.discard(Assertion.FAMILY.value)
    if not lifelong and not meanings.isdisjoint((HISTORY, OVER)):
        meanings.add(Assertion.HISTORICAL.value)
    if lasting:
        meanings.discard(Assertion.HISTORICAL.value)
    for assertion in _PRECEDENCE:
        if assertion.value in meanings:
            return assertion
    told_of_relatives = section is SectionKind.FAMILY_HISTORY and not of_relatives
    return Assertion.FAMILY if told_of_relatives else Assertion.AFFIRMED


def doubted(tokens: Sequence[Token], cues: Sequence[Found]) -> tuple[int, ...]:
    """Where doubt about what follows begins. A word that is part of a condition's name is none."""
    return tuple(
        found.first
        for found in cues
        if found.cue.forward
        and found.cue.meaning == Assertion.POSSIBLE
        and tokens[found.first].kind in {int(Kind.SKIP), UNKNOWN}
    )


def of_list(tokens: Sequence[Token], cues: Sequence[Found]) -> Assertion | None:
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
            and not any(c.cue.meaning in {STOP, NONE} and c.first in between for c in cues)
        ):
            return Assertion(found.cue.meaning)
    return None


def of_heading(heading: str) -> Assertion | None:
    """What a heading says of all that stands under it: `Working diagnosis`."""
    doubtful = read_lexicon("assertions.yaml")["doubtful_headings"]
    return Assertion.POSSIBLE if heading.lower() in doubtful else None


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


def _acts(found: Found, match: Match, tokens: Sequence[Token], cues: Sequence[Found]) -> bool:
    if found.cue.meaning == Assertion.FAMILY and found.cue.forward:
        led_by = _led_by(found, tokens)
        if led_by in _ALONG or (led_by == "and" and tokens[0].word in _PATIENT):
            return False
        if found.first > match.last:
            return led_by in _OF_RELATIVE and _reaches_back(found, match, tokens, cues)
    if not found.cue.forward:
        return found.first > match.last and _reaches_back(found, match, tokens, cues)
    if found.first >= match.first or match.first - found.last > found.cue.reach:
        return False
    between = range(found.last + 1, match.first)
    if found.cue.meaning == Assertion.NEGATED and _begun_anew(between, tokens, cues):
        return False
    return not (
        any(c.cue.meaning == STOP and c.first in between for c in cues)
        or any(_ends(place, found, tokens) for place in between)
    )


def _reaches_back(
    found: Found, match: Match, tokens: Sequence[Token], cues: Sequence[Found]
) -> bool:
    """Whether a cue behind the match speaks of it."""
    begin = match.last + 1
    if found.cue.meaning == Assertion.POSSIBLE and _of_cause(found, tokens):
        return False
    past = found.cue.meaning in {Assertion.HISTORICAL, OVER, HISTORY}
    if past and tokens[found.first - 1].word in _UNFINISHED:
        return False
    alone = tokens[found.first - 1].kind not in {int(Kind.CONTENT), int(Kind.SOFT)}
    over = found.cue.meaning == OVER and alone
    reach = found.cue.reach if over else _BACKWARD_REACH
    if found.first - match.last > reach or tokens[found.first - 1].word in _LEADING_ON:
        return False
    closing = found.cue.meaning in _CLOSING
    if closing and begin + 1 < found.first and tokens[begin + 1].word in _RELATING:
        begin += 2
    elif closing and tokens[begin].word in _RELATING:
        begin += 1
    between = range(begin, found.first)
    if any(c.cue.meaning == STOP and c.first in between for c in cues):
        return False
    if _appended(match.last, found, tokens):
        return True
    return not any(
        (tokens[p].kind == BREAK and tokens[p].word in {";", "."})
        or (tokens[p].word == "," and not over)
        for p in between
    )


def _of_cause(found: Found, tokens: Sequence[Token]) -> bool:
    """Whether a doubt goes on to what it doubts: the `likely` of `her cough is likely viral`."""
    if tokens[found.last].word not in _OF_CAUSE or found.last + 1 >= len(tokens):
        return False
    following = tokens[found.last + 1]
    return following.word in _CAUSAL or following.kind in {int(Kind.CONTENT), int(Kind.SOFT)}


def _to_come(found: Found, match: Match, tokens: Sequence[Token]) -> bool:
    """Whether a plan is for the act itself, not for what follows on it or is done to what is there.

    `Will start therapy after hip replacement`, `reversal of the ileostomy is planned`.
    """
    words = read_lexicon("assertions.yaml")
    leading, upkeep = words["leading"], words["upkeep"]
    if not _DONE.isdisjoint(token.word for token in tokens[match.first : match.last + 1]):
        return False
    between = tokens[found.last + 1 : match.first]
    if tokens[found.first].word in words["referring"]:
        leading = [word for word in leading if word != "for"]
    if any(token.word in leading for token in between):
        return False
    before = tokens[max(0, match.first - _NEAR) : match.first]
    after = tokens[match.last + 1 : match.last + 2]
    return not any(token.word in upkeep for token in (*before, *after))


def _led_by(found: Found, tokens: Sequence[Token]) -> str:
    """The word that says what a relative is to the statement: the `in` of `in her late sister`."""
    place = found.first - 1
    while place >= 0 and tokens[place].word in _DETERMINERS - _OF_RELATIVE:
        place -= 1
    return tokens[place].word if place >= 0 else ""


def _begun_anew(between: range, tokens: Sequence[Token], cues: Sequence[Found]) -> bool:
    """Whether a denial gave way to a new statement after a comma: `no fever, mother has gout`."""
    return any(
        c.cue.meaning in _ANEW and c.cue.forward and c.first in between
        and any(tokens[p].word == "," for p in range(between.start, c.first))
        for c in cues
    )  # fmt: skip


def _listed_past(found: Found, match: Match, tokens: Sequence[Token]) -> bool:
    """Whether a word for what is past stands before a list: `prior stroke, hypertension`."""
    return (
        found.cue.meaning == Assertion.HISTORICAL
        and found.cue.forward
        and any(t.word == "," for t in tokens[found.last + 1 : match.first])
    )


def _appended(last: int, found: Found, tokens: Sequence[Token]) -> bool:
    """Whether the cue follows a comma or colon and speaks of what stands before it.

    `Pneumonia, resolved.` and `gout: ruled out by films`, not `hypertension, resolved pneumonia`.
    """
    mark, after = found.first - 1, found.last + 1
    if tokens[mark].word not in {",", ":", "("} or any(
        token.kind in {BREAK, COMMA} for token in tokens[last + 1 : mark]
    ):
        return False
    if after >= len(tokens) or tokens[after].kind in {BREAK, COMMA}:
        return True
    return found.cue.meaning in _CLOSING and tokens[after].word in _GOING_ON


def _ends(place: int, found: Found, tokens: Sequence[Token]) -> bool:
    """Whether the token at a place ends the scope of a cue before it. `Denies: fever` goes on."""
    token, cue = tokens[place], found.cue
    if token.kind == BREAK:
        opens_list = place == found.last + 1
        return token.word in {";", "."} or (token.word == ":" and not opens_list)
    if token.kind == COMMA and token.word == ",":
        if tokens[found.last + 1].word == ":":
            return False
        following = tokens[place + 1].word if place + 1 < len(tokens) else ""
        return not cue.through_commas and following not in _COORDINATING
    return False
