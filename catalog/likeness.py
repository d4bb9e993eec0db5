"""How alike two words are: in sound, in their beginnings, and whether both may be words.

Whether two words that differ in a letter or two are one word misspelt, or two words of medicine,
is told by what differs: a prefix and an ending make another word, a vowel mostly does not.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from pathlib import Path

from catalog.words import read_lexicon

_AFFIXES = Path("spelling") / "affixes.yaml"
#: Letters of the shortest word in which a letter may stand for any other.
_ANY_FAULT = 7
#: Vowels that are mistaken for one another. Another vowel makes another word: `calic` and `colic`.
_WEAK_VOWELS = frozenset("aeiy")
_STEM, _LONGEST_ENDING = 4, 4


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in alike)


def of_one_stem(one: str, other: str) -> bool:
    """Whether words differ in their endings (`diabetes`, `diabetic`) or sound alike."""
    shared = _shared(one, other)
    longest = max(len(one), len(other)) - shared
    return shared >= _STEM and (longest <= _LONGEST_ENDING or sound(one) == sound(other))


_SILENT = re.compile(r"^(?:p(?=[nst])|k(?=n)|g(?=n)|m(?=n)|w(?=r))")
_ALIKE = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"sch|ch|ck|q"), "k"),
    (re.compile(r"s?c(?=[eiy])|z"), "s"),
    (re.compile(r"[ct]ion|sion"), "shn"),
    (re.compile(r"c"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"(?<=.)h"), ""),
    (re.compile(r"w"), "u"),
    (re.compile(r"[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def spoken(word: str) -> str:
    """The word without a silent first letter: `neumonia` of `pneumonia`."""
    return _SILENT.sub("", word)


def sound(word: str) -> str:
    """How a word sounds, roughly, so that it can be found when it was written by ear.

    >>> sound("neumonia") == sound("pneumonia"), sound("hemoroid") == sound("hemorrhoid")
    (True, True)
    """
    word = spoken(word)
    for pattern, replacement in _ALIKE:
        word = pattern.sub(replacement, word)
    return word


def changes_short(word: str, other: str) -> bool:
    """Whether a short word has one letter for another that does not sound like it."""
    if len(word) >= _ANY_FAULT or len(word) != len(other) or sorted(word) == sorted(other):
        return False
    (one, meant), *_ = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    return sound(word) != sound(other) or not (
        {one, meant} <= _WEAK_VOWELS or {one, meant}.isdisjoint("aeiouy")
    )


def begin_alike(word: str, other: str) -> bool:
    """Whether the first letters are one, or have only changed places."""
    return word[0] == other[0] or word[:2] == other[1::-1]


@cache
def _affixes() -> tuple[frozenset[str], frozenset[str], frozenset[frozenset[str]]]:
    found = read_lexicon(str(_AFFIXES))
    return (
        frozenset(map(str, found["prefixes"])),
        frozenset(map(str, found["endings"])),
        frozenset(frozenset(map(str, pair)) for pair in found["pairs"]),
    )


def another_word(word: str, other: str) -> bool:
    """Whether a word differs from another by a prefix or an ending alone, both of which exist.

    >>> another_word("intrarenal", "infrarenal"), another_word("hyperemic", "hyperemia")
    (True, True)
    """
    prefixes, endings, pairs = _affixes()
    shared = _shared(word, other)
    for place in range(len(word)):
        stem, last = word[:place], word[place:]
        if place <= shared:
            against = other[place:]
            if (last in endings and against in endings) or frozenset((last, against)) in pairs:
                return True
        if stem in prefixes and other.endswith(last) and other[: -len(last)] in prefixes:
            return True
    return False
