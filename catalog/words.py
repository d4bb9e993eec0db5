"""Words to keys: titles and notes are read alike, so that word order, side and form do not matter.

A word becomes one or more key tokens (`HTN` becomes `hypertension`), is skipped, or names a side.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from catalog.data_files import load_yaml

#: The folder of the lexicon: ours, or one that `CHARTAUDIT_LEXICON` names, with the same files, to
#: measure what a part of it adds.
LEXICON = Path(os.environ.get("CHARTAUDIT_LEXICON") or Path(__file__).parent / "lexicon")

#: A level of the spine (`L4-5`), a decimal number, a run of letters and digits with inner
#: apostrophes, or one other character.
TOKEN = re.compile(
    r"[CTL]\d{1,2}[-/][CTLS]?\d{1,2}\b|\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_"
)

#: British letters and the American ones that the classification has for them: all with `ae`, `oe`
#: or `our`.
_SPELLING = (
    ("haem", "hem"),
    ("oedema", "edema"),
    ("oesoph", "esoph"),
    ("rrhoea", "rrhea"),
    ("aemi", "emi"),
    ("anaesth", "anesth"),
    ("paed", "ped"),
    ("caec", "cec"),
    ("caesar", "cesar"),
    ("gynaec", "gynec"),
    ("oestr", "estr"),
    ("foet", "fet"),
    ("aetiol", "etiol"),
    ("tumour", "tumor"),
    ("labour", "labor"),
)
_KEEP_S = ("ss", "us", "is", "sis", "'s")


_LETTERED = frozenset(["hepatitis", "influenza", "vitamin", "hemophilia", "group", "type", "virus"])
_LETTER_A = "letter-a"
_MOST_KEPT = 50_000
_LEVEL = re.compile(r"[CTL]\d{1,2}[-/]([CTLS]?)\d{1,2}")
_REGIONS = {"C": "cervical", "T": "thorax", "L": "lumbar"}


class Kind(IntEnum):
    """What a word does in the name of a condition."""

    SKIP = 0
    CONTENT = 1
    SOFT = 2
    RIGHT = 3
    LEFT = 4
    BILATERAL = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A surface word as read: its kind and its key tokens (none for skipped words and sides)."""

    kind: Kind
    tokens: tuple[str, ...]


@cache
def read_lexicon(name: str) -> Any:
    """A lexicon file's content. The files are part of the package and covered by tests."""
    return load_yaml(LEXICON / name)


def read_synonyms() -> dict[str, tuple[str, ...]]:
    """What clinicians write, phrase to codes, of all the lexicon's files of synonyms."""
    return {
        str(phrase): tuple(map(str, codes))
        for path in synonym_files()
        for phrase, codes in load_yaml(path)["synonyms"].items()
    }


def synonym_files() -> tuple[Path, ...]:
    """One file a field of medicine, in the order of their names."""
    return tuple(sorted((LEXICON / "synonyms").glob("*.yaml")))


def plain(word: str) -> str:
    """Lower case without accents, possessive and British spellings."""
    low = word.lower().replace("’", "'")
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    if low.endswith("'s"):
        low = low[:-2]
    if "ae" in low or "oe" in low or "our" in low:
        for british, american in _SPELLING:
            low = low.replace(british, american)
    return low


def singular(word: str) -> str:
    """The word without a plural ending: `ulcers` and `ulcer`, `biopsies` and `biopsy`."""
    if len(word) < 4 or word.endswith(_KEEP_S) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1]


@dataclass(frozen=True)
class Reader:
    """Reads surface words by the lexicon's word lists."""

    kinds: dict[str, Kind]
    same: dict[str, tuple[str, ...]]
    abbreviations: dict[str, tuple[str, ...]]
    weak: frozenset[str]
    kept: dict[str, Word] = field(default_factory=dict)

    def word(self, surface: str) -> Word:
        """Kind and tokens of a surface word; abbreviations are known by their capitals."""
        if surface[0] in _REGIONS and (level := _LEVEL.fullmatch(surface)):
            crosses = surface[0] == "L" and level.group(1) == "S"
            return Word(Kind.CONTENT, ("lumbosacral" if crosses else _REGIONS[surface[0]],))
        if surface in self.abbreviations:
            return Word(Kind.CONTENT, self.abbreviations[surface])
        low = plain(surface)
        kind = self.kinds.get(low)
        if kind is not None and (kind is Kind.SKIP or len(low) > 1 or surface.isupper()):
            return Word(kind, (low,) if kind is Kind.SOFT else ())
        return Word(Kind.CONTENT, self.tokens(low))

    def tokens(self, low: str) -> tuple[str, ...]:
        """Key tokens of a word in lower case."""
        found = self.same.get(low)
        if found is None:
            stem = singular(low)
            found = self.same.get(stem, (stem,))
        return found

    def key(self, text: str) -> frozenset[str]:
        """The order-free key of a phrase."""
        found: set[str] = set()
        before = ""
        for surface in TOKEN.findall(text):
            if is_word(surface):
                found.update(self.after(before, surface).tokens)
                before = surface.lower()
        return frozenset(found)

    def after(self, before: str, surface: str) -> Word:
        """The word as read after another: the letter in `hepatitis A` is no article."""
        if surface == "A" and before in _LETTERED:
            return Word(Kind.CONTENT, (_LETTER_A,))
        known = self.kept.get(surface)
        if known is None:
            known = self.word(surface)
            if len(self.kept) < _MOST_KEPT:
                self.kept[surface] = known
        return known


def is_word(token: str) -> bool:
    """Whether a token is a word or number, not punctuation."""
    return token[0].isalnum()


@cache
def reader() -> Reader:
    """The reader made from `words.yaml` and `abbreviations.yaml`."""
    lists = read_lexicon("words.yaml")
    kinds: dict[str, Kind] = {}
    for name, kind in (
        ("soft", Kind.SOFT),
        ("skip", Kind.SKIP),
        ("right", Kind.RIGHT),
        ("left", Kind.LEFT),
        ("bilateral", Kind.BILATERAL),
    ):
        kinds.update(dict.fromkeys(map(str, lists[name]), kind))
    same = {str(k): tuple(str(v).split()) for k, v in lists["same"].items()}
    basic = Reader(kinds, same, {}, frozenset())
    abbreviations = {
        str(short): tuple(
            t for s in TOKEN.findall(str(meaning)) if is_word(s) for t in basic.word(s).tokens
        )
        for short, meaning in read_lexicon("abbreviations.yaml")["abbreviations"].items()
    }
    weak = {token for word in lists["weak"] for token in basic.tokens(plain(str(word)))}
    return Reader(kinds, same, abbreviations, frozenset(weak | set(map(str, lists["soft"]))))


def hash_of(token: str) -> int:
    """A fixed 64-bit number for a token; the sum over a set of tokens identifies the set."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "little")
