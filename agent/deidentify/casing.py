"""Lines in capitals or in small letters, written as sentences are, so that names stand out again.

Dictated notes come in capitals, and messages in small letters; either way the capital of a name
tells nothing. Here each word of such a line gets the case that it would have in a sentence: a
capital for what is or may be a name, small letters for the rest. The text keeps its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from agent.deidentify.calendar_words import FULL, WEEKDAYS
from agent.deidentify.census import pair
from agent.deidentify.facts import facts, listed
from agent.deidentify.places import cities
from agent.deidentify.vocabulary import Word, known

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:\A\W*|[.!?]\s+)([^\W\d_])")
_LEAST = 5
_LONGEST_ABBREVIATION = 4
_LONGEST_CITY = 3
#: Degrees that are also words, so that in small letters they stay words.
_WORDS_TOO = frozenset({"do", "pa", "ma", "pt", "ot", "dc", "od", "cma", "rt", "cst", "emt"})
#: Given names that are more often verbs.
_VERBS = frozenset({"will", "may", "mark", "pat", "see", "art", "sue", "bill", "rob", "drew"})
_ADDRESSED = frozenset({"dr", "mr", "mrs", "ms", "miss", "doctor", "nurse", "officer", "deputy"})


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    low: str
    what: Word
    near: bool  # nothing but a space, a comma or a full stop parts it from the word before
    capital: bool = False


def as_sentences(text: str) -> str:
    """The text with its lines in capitals or small letters written as sentences."""
    small = _in_small_letters(text)
    return "".join(_line(line, small=small) for line in text.splitlines(keepends=True))


def _in_small_letters(text: str) -> bool:
    """Whether sentences begin with small letters."""
    upper = sum(c.isupper() for c in text)
    lower = sum(c.islower() for c in text)
    begun = [first.islower() for first in _BEGINS.findall(text)]
    return bool(begun) and upper * 10 <= lower and sum(begun) >= 0.75 * len(begun)


def _line(line: str, *, small: bool) -> str:
    upper = sum(c.isupper() for c in line)
    lower = sum(c.islower() for c in line)
    shouted = upper >= _LEAST and upper > 4 * lower
    if not shouted and not small:
        return line
    made = _written(line, shouted=shouted)
    return made if len(made) == len(line) else line


def _written(line: str, *, shouted: bool) -> str:
    tokens = _tokens(line)
    _by_themselves(tokens, shouted=shouted)
    _in_places(line, tokens)
    _by_company([t for t in tokens if len(t.low) > 1 or not t.near])
    made = list(line)
    for place, token in enumerate(tokens):
        old = line[token.start : token.end]
        if token.capital:
            made[token.start : token.end] = _titled(old)
        elif not shouted:
            after_name = place > 0 and tokens[place - 1].capital
            parted = line[tokens[place - 1].end : token.start].strip() == ","
            if after_name and _is_degree_or_state(token, parted=parted):
                made[token.start : token.end] = old.upper()
            elif len(old) == 1 and (after_name or line[token.end : token.end + 1] == "."):
                made[token.start] = old.upper() if old != "a" or old + "." in line else old
        elif not _stays(line, token):
            made[token.start : token.end] = old.lower()
    return "".join(made)


def _tokens(line: str) -> list[_Token]:
    found: list[_Token] = []
    for word in _WORD.finditer(line):
        between = line[found[-1].end : word.start()] if found else "|"
        near = between in {" ", ", ", ",", ". "}
        found.append(_Token(*word.span(), word[0].lower(), known(word[0]), near))
    return found


def _by_themselves(tokens: list[_Token], *, shouted: bool) -> None:
    """Names that are no other word, and words unknown; the latter need a cue in small letters."""
    ordinary = listed("cues", "not_names") | listed("cues", "relatives")
    for place, token in enumerate(tokens):
        before = tokens[place - 1].low if token.near else ""
        cue = f"{tokens[place - 2].low} {before}" if before and place > 1 else before
        if token.low in _always():
            token.capital = True
        elif token.low in ordinary or len(token.low) == 1:
            continue
        elif token.what is Word.NAME:
            token.capital = len(token.low) > _LONGEST_ABBREVIATION - 2
        elif before in _ADDRESSED:
            token.capital = token.what is not Word.CLINICAL
        elif token.what is Word.UNKNOWN:
            long = len(token.low) > _LONGEST_ABBREVIATION
            token.capital = long and (shouted or _vouched(before, cue))
        elif token.what in (Word.BOTH, Word.TERM, Word.EPONYM):
            token.capital = _vouched(before, cue) and token.low not in _VERBS


def _by_company(tokens: list[_Token]) -> None:
    """Words that are names as well, beside a name: `MARIA GARCIA`, `john smith`, `Brown, Ali`."""
    likely = (Word.BOTH, Word.TERM, Word.EPONYM)
    ordinary = listed("cues", "not_names") | listed("cues", "relatives")
    for first, second in pairwise(tokens):
        if not second.near or {first.low, second.low} & ordinary:
            continue
        if first.what in likely and second.what in likely and pair(first.low, second.low):
            first.capital = second.capital = True
        after = (*likely, Word.UNKNOWN) if first.what is Word.NAME else likely
        if first.capital and second.what in after and first.low not in _always():
            second.capital = len(second.low) > 2 or second.what is not Word.UNKNOWN
    for second, first in zip(tokens[:0:-1], tokens[-2::-1], strict=True):
        if second.near and second.capital and first.what in likely and first.low not in ordinary:
            first.capital = first.capital or second.low not in _always()


def _in_places(line: str, tokens: list[_Token]) -> None:
    """Streets with a number before them, organisations behind a preposition, and cities."""
    for found in _places().finditer(line):
        for token in tokens:
            if found.start() <= token.start < found.end() and len(token.low) > 1:
                token.capital = True
    for place in range(len(tokens)):
        for size in range(_LONGEST_CITY, 0, -1):
            words = tokens[place : place + size]
            if size == 1 and words[0].what not in (Word.UNKNOWN, Word.NAME):
                continue
            if " ".join(w.low for w in words) in cities("sure") and len(words) == size:
                for word in words:
                    word.capital = True


def _vouched(before: str, cue: str) -> bool:
    """Whether words announce a person: a title, a relation, a degree, `called`, `spoke with`."""
    return (
        before in listed("cues", "titles")
        or before in listed("cues", "relatives")
        or before.upper() in facts("cues")["credentials"]
        or before in listed("cues", "before_names")
        or cue in listed("cues", "before_names")
    )


@cache
def _always() -> frozenset[str]:
    """Words that have a capital in any sentence: months, weekdays, most of the states."""
    words = {w.lower() for w in (*FULL, *WEEKDAYS)} - {"may", "march"}
    states = {s.lower() for s in facts("places")["state_names"] if " " not in s}
    return frozenset(words | states)


def _is_degree_or_state(token: _Token, *, parted: bool) -> bool:
    upper = token.low.upper()
    if upper in facts("places")["states"]:
        return parted
    return upper in facts("cues")["credentials"] and token.low not in _WORDS_TOO


def _stays(line: str, token: _Token) -> bool:
    """Whether a word in capitals keeps them: states, degrees, short abbreviations, initials."""
    old = line[token.start : token.end]
    if len(old) == 1:
        return old not in {"A", "I"} or line[token.end : token.end + 1] == "."
    if token.start and line[token.start - 1].isdigit():
        return old not in {"ST", "ND", "RD", "TH"}
    short = len(old) == 2 and token.low not in listed("cues", "not_names")
    return short or old in facts("cues")["credentials"] or old in facts("places")["states"]


@cache
def _places() -> re.Pattern[str]:
    lists = facts("places")
    streets = "|".join(lists["streets"])
    ends = "|".join(re.escape(o) for o in sorted(lists["organisations"], key=len, reverse=True))
    word = r"[A-Z][A-Z'’.-]*"
    behind = "|".join(rf"(?<=\b{w} )" for w in ("at", "to", "for", "from", "by", "of"))
    return re.compile(
        rf"\b\d{{1,6}}(?:-\d+)?[A-Z]? (?:(?:{word}|\d+(?:ST|ND|RD|TH)) ){{0,4}}(?:{streets})\b\.?"
        rf"(?:,? (?:APT|UNIT|SUITE|STE|LOT)\b)?|(?:{behind})(?:{word} ){{1,4}}(?:{ends})\b",
        re.IGNORECASE,
    )


def _titled(word: str) -> str:
    """`O'BRIEN-LEE` as `O'Brien-Lee`; a possessive ending stays small."""
    low = word.lower()
    return re.sub(
        r"[^\W_]+", lambda m: m[0] if m.start() and len(m[0]) == 1 else m[0].capitalize(), low
    )
