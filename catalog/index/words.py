"""Terms of the Index and tables as words: read alike when compiled and when looked up.

Case, plural, possessive, accents, Roman numerals and word order do not matter.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from catalog.words import plain, singular

#: Words that link a subterm to the term above it; alone they open a group of subterms.
LINKS = frozenset(
    (
        *("affecting", "associated", "at", "by", "caused", "complicating", "due", "during"),
        *("following", "for", "from", "in", "on", "to", "with"),
    )
)
#: A decimal number, or letters and digits with inner apostrophes; the rest parts words.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
#: Levels of the spine in short: `C5-6` for `C5-C6`.
_SPINE = re.compile(r"\b([CTLS])(\d{1,2})-(\d)", re.IGNORECASE)
#: The letter A where it is a name (`hepatitis A`), not an article.
_LETTER_A = re.compile(r"(?<=\S )A\b|\ba(?=\s*(?:,|$))|^A$")
#: How the letter A is written among words, so that it is not taken for the article.
_NAMED_A = "letterA"
_SILENT = frozenset(("a", "an", "and", "as", "es", "nec", "nos", "of", "or", "s", "the"))
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
#: Letters that forms of one word share at least: `femur, femoral`, and where more words follow.
_STEM, _LONG_STEM = 3, 4
_ALTERNATIVE = re.compile(r"\bor\b|/")


class Variant(NamedTuple):
    """One way to say a title: its words, and how many words of the title it leaves out."""

    words: frozenset[str]
    missing: int


@lru_cache(maxsize=65_536)
def _token(surface: str) -> str:
    word = singular(plain(surface))
    return _ROMAN.get(word, word)


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """Every word that says something, linking words included, in the order of the text."""
    spelled = _LETTER_A.sub(_NAMED_A, _SPINE.sub(r"\1\2 \1\3", text))
    found = (_token(token) for token in _TOKEN.findall(spelled))
    return tuple(word for word in found if word and word not in _SILENT)


def content_of(text: str) -> frozenset[str]:
    """The words of a text without linking words."""
    return frozenset(words_of(text)) - LINKS


def folded(text: str) -> str:
    """The text in lower case with single blanks."""
    return " ".join(text.split()).lower()


class Phrase(NamedTuple):
    """A phrase to look up: its words, its linking words, and those before the first comma.

    `repeated` are words said more than once: they may say more than one term of a path.
    """

    words: frozenset[str]
    links: frozenset[str]
    first: frozenset[str]
    ordered: bool
    text: str = ""
    repeated: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Phrase:
        """Read a phrase such as `pain, low back`; a comma says that the main term comes first."""
        head, comma, _ = text.partition(",")
        said = words_of(text)
        return cls(
            content_of(text),
            frozenset(said) & LINKS,
            content_of(head),
            bool(comma),
            folded(text),
            frozenset(word for word, times in Counter(said).items() if times > 1),
        )


def link_of(title: str) -> str:
    """The linking word that a title is, or begins with: `with`, `in`, `due`; empty without one."""
    words = words_of(title)
    if words and words[0] in LINKS:
        return words[0]
    return "due" if "due" in words else ""


@lru_cache(maxsize=65_536)
def variants(title: str, *, main: bool) -> tuple[Variant, ...]:
    """The ways to say a title, the fullest first; one without words if it only links.

    `Diabetes, diabetic` is said by either word; `Fracture, traumatic` by both or, less well, by
    the first; a subterm's `kidney, renal` less well by either; `disease or syndrome` by either.
    """
    whole = content_of(title)
    found = {whole: 0}
    pieces = [piece for piece in title.split(",") if content_of(piece)]
    forms = all(_same_word(pieces[0], piece) for piece in pieces[1:])
    for position, piece in enumerate(pieces if len(pieces) > 1 else ()):
        same = forms or (position > 0 and _same_word(pieces[0], piece))
        if same or position == 0 or not main:
            words = content_of(piece) & whole
            found.setdefault(words, 0 if same else len(whole - words))
    for piece in pieces:
        for words in (choice & whole for choice in _either(piece)):
            found.setdefault(words, 0 if len(pieces) == 1 else len(whole - words))
    ways = (Variant(words, missing) for words, missing in found.items() if words or not whole)
    return tuple(sorted(ways, key=lambda way: (way.missing, -len(way.words), sorted(way.words))))


def _same_word(one: str, other: str) -> bool:
    """Whether two pieces of a title begin with forms of one word."""
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return False
    letters = _STEM if len(first) == len(second) == 1 else _LONG_STEM
    return first[0][:letters] == second[0][:letters]


def _either(piece: str) -> list[frozenset[str]]:
    """The choices that `or` leaves: `disease or syndrome`, `Adams-Stokes disease or syndrome`."""
    sides = _ALTERNATIVE.split(piece)
    if len(sides) != 2:
        return []
    left, right = words_of(sides[0]), words_of(sides[1])
    if not left or not right:
        return []
    # What stands before the first choice belongs to both: `Adams-Stokes (disease or syndrome)`.
    shared = left[: -len(right)] if len(left) > len(right) else ()
    choices = [frozenset(left) - LINKS, frozenset((*shared, *right)) - LINKS]
    return [choice for choice in choices if choice]
