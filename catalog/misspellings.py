"""Misspelt words of a note: the one word of the dictionary that was meant, or none.

A word that exists is never put right, whether the dictionary has it or ordinary English does: so
`addition` stays what it is. Nor is one put right that could be two words (`hypetension`), or that
differs from a word of the dictionary as another word of medicine would, by a prefix or an ending.

The words of the dictionary are found by the forms that lack one letter, as in the search, and by
how they sound (`neumonia`). Of the list of ordinary words only those are kept that come near one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from catalog import likeness, marshalled
from catalog.likeness import another_word, begin_alike, changes_short, of_one_stem, sound, spoken
from catalog.lookup import Catalog
from catalog.search import spelling
from catalog.search.spelling import deletes, distance
from catalog.terms import Terms, folder_of, key_of
from catalog.words import (
    LEXICON,
    TOKEN,
    Kind,
    plain,
    read_synonyms,
    reader,
    singular,
)

#: Letters of the shortest word put right, and of the shortest with two faults.
SHORTEST, _TWO_FAULTS = 5, 8
_FOLDER = Path("spelling")
#: Chapters of external causes: `canoe` is no condition.
_EXTERNAL = frozenset("VWXY")
#: Before a word of the index that the dictionary does not have: an everyday word, a name.
_COMMON, _NAME = "~", "^"
#: A word was not meant where another is as near and stands in so many times as many wordings, or in
#: some where it stands in one.
_MANY, _SOME = 20, 10

_LOADED: WeakKeyDictionary[Catalog, Misspellings] = WeakKeyDictionary()


class Meant(NamedTuple):
    """A word that was meant. Not `alone`: an everyday word is as near, or two letters are wrong, so
    that only words beside it can tell."""

    word: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Misspellings:
    """What near words there are: forms that lack a letter, and sounds, to words (blank between).

    `ordinary` and `names` exist, and are no words of the dictionary, as far as they come near one.
    `uses` says in how many wordings each word of the dictionary stands, and the code that it stands
    for by itself, if any.
    """

    forms: Mapping[str, str]
    sounds: Mapping[str, str]
    ordinary: frozenset[str]
    names: frozenset[str]
    uses: Mapping[str, tuple[int, str]]

    def meant(self, word: str) -> Meant | None:
        """The word of the dictionary that `word` is a misspelling of; None when that is not plain.

        `word` is one that the dictionary does not have.
        """
        low = plain(word)
        one = singular(low)
        if len(one) < SHORTEST or not low.isalpha() or not _written_as_word(word):
            return None
        if low in self.ordinary or one in self.ordinary:
            return None
        if not word.islower() and (low in self.names or one in self.names):
            return None
        for form in dict.fromkeys((low, one)):
            near = dict(self._near(form, names=not word.islower()))
            if near:
                return self._the_one(form, near)
        return None

    def _near(self, word: str, *, names: bool) -> Iterator[tuple[str, int]]:
        """Words close enough to have been meant, each with the number of faults."""
        most = 2 if len(word) >= _TWO_FAULTS else 1
        for form in deletes(word):
            for other in self.forms.get(form, "").split():
                bare = other.lstrip(_COMMON + _NAME)
                if (
                    (names or other[0] != _NAME)
                    and begin_alike(word, bare)
                    and (faults := distance(word, bare)) <= most
                    and (bare != other or not changes_short(word, bare))
                ):
                    yield other, faults
        if len(word) >= _TWO_FAULTS:
            for other in self.sounds.get(sound(word), "").split():
                faults = distance(word, other)
                if faults <= 2 and word[0] in {other[0], spoken(other)[0]}:
                    yield other, faults

    def _the_one(self, word: str, near: Mapping[str, int]) -> Meant | None:
        """The nearest word, if no other is as near, and it differs as by a fault of spelling."""
        least = min(near.values())
        close = [other for other, faults in near.items() if faults == least]
        others = [other for other in close if other in self.uses]
        if not others:
            return None
        best = max(others, key=lambda o: (self.uses[o][1] != "", self.uses[o][0], o))
        if another_word(word, best) or not all(self._yields(o, best) for o in others):
            return None
        plain_fault = least < 2 or sound(word) == sound(best)
        return Meant(best, alone=plain_fault and len(others) == len(close))

    def _yields(self, other: str, best: str) -> bool:
        """Whether a word is not thought of beside another: both say the same, or it is rare."""
        if reader().tokens(other) == reader().tokens(best):
            return True
        (uses, code), (most, of_best) = self.uses[other], self.uses[best]
        if of_best and code in {of_best, ""} and of_one_stem(other, best):
            return True
        rare = uses * _MANY <= most or (uses == 1 and most >= _SOME)
        return rare and not another_word(other, best)


def misspellings(catalog: Catalog, terms: Terms) -> Misspellings:
    """Those of a catalog and its dictionary: read from a file beside it, or compiled."""
    if catalog not in _LOADED:
        _LOADED[catalog] = _load(catalog, terms)
    return _LOADED[catalog]


def _load(catalog: Catalog, terms: Terms) -> Misspellings:
    folder = folder_of(catalog)
    if folder is None:
        return compile_misspellings(catalog, terms)
    path = folder / f"misspellings-{_digest(terms)}.bin"
    stored = marshalled.read(path)
    if stored is not None:
        return Misspellings(*stored)
    found = compile_misspellings(catalog, terms)
    values = (found.forms, found.sounds, found.ordinary, found.names, found.uses)
    marshalled.write(path, values, "misspellings-*.bin")
    return found


def compile_misspellings(catalog: Catalog, terms: Terms) -> Misspellings:
    """Index the words of the dictionary, and those others that come near one."""
    uses = _uses(catalog, terms)
    forms: defaultdict[str, list[str]] = defaultdict(list)
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(uses):
        for form in deletes(word):
            forms[form].append(word)
        sounds[sound(word)].append(word)
    known = frozenset(sounds)
    exist: dict[str, set[str]] = {}
    for name, mark in (("common", _COMMON), ("rare", ""), ("names", _NAME)):
        exist[name] = set()
        for word in (LEXICON / _FOLDER / f"{name}.txt").read_text(encoding="utf-8").split():
            if word in uses or all(token in terms.tokens for token in reader().tokens(word)):
                continue
            near = [form for form in deletes(word) if form in forms]
            one = singular(word)
            if near or any(f in forms for f in deletes(one)) or {sound(word), sound(one)} & known:
                exist[name].add(word)
            if mark:
                for form in near:
                    forms[form].append(mark + word)
    return Misspellings(
        _packed(forms),
        _packed(sounds),
        frozenset(exist["common"] | exist["rare"]),
        frozenset(exist["names"]),
        uses,
    )


def _uses(catalog: Catalog, terms: Terms) -> dict[str, tuple[int, str]]:
    """The words of titles, inclusion terms and lexicon, less those of external causes alone."""
    counted: Counter[str] = Counter()
    rows = catalog.query("SELECT text, code FROM phrase")
    texts = [text for text, code in rows if code[0] not in _EXTERNAL]
    for text in (*texts, *read_synonyms()):
        counted.update({plain(word) for word in TOKEN.findall(text) if len(word) >= SHORTEST})
    counted.update(form for form in reader().same if len(form) >= SHORTEST)
    return {
        word: (count, terms.at(key)[0].code if key in terms.packed else "")
        for word, count in counted.items()
        if word.isalpha() and reader().word(word).kind is Kind.CONTENT
        for tokens in [reader().tokens(word)]
        if all(token in terms.tokens for token in tokens)
        for key in [key_of(tokens)]
    }


def _packed(found: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {key: " ".join(words) for key, words in found.items()}


def _written_as_word(surface: str) -> bool:
    """Whether the capitals are those of a word: `MARSA` may be an acronym, `antiSM` is a name."""
    return surface.islower() or surface.istitle() or (surface.isupper() and len(surface) > 7)


def _digest(terms: Terms) -> str:
    """Changes with the dictionary's words, the list of ordinary ones, and how they are compared."""
    stamp = sha256(" ".join(sorted(terms.tokens)).encode())
    lists = sorted((LEXICON / _FOLDER).glob("*.txt"))
    for path in (
        *lists,
        *(Path(file) for file in (__file__, likeness.__file__, spelling.__file__)),
    ):
        stamp.update(path.read_bytes())
    return stamp.hexdigest()[:16]
