"""Words of a sentence as the term dictionary knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from catalog.terms import Terms
from catalog.words import TOKEN, Kind, is_word, reader

#: Besides the kinds of words: one the dictionary does not know, a mark that parts two conditions,
#: and a mark that only joins or parts words.
UNKNOWN, BREAK, COMMA, JOIN = 10, 11, 12, 13

_MARKS = {
    ",": COMMA,
    "(": COMMA,
    ")": COMMA,
    "-": JOIN,
    "–": JOIN,
    "'": JOIN,
    '"': JOIN,
    "’": JOIN,
    "*": JOIN,
    "/": COMMA,
    "&": JOIN,
    "+": JOIN,
}
_MOST_KEPT = 50_000


class Token(NamedTuple):
    """A word or mark: what it is, its numbers in the dictionary, and its offsets in the text."""

    kind: int
    numbers: tuple[int, ...]
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """Reads surface words to kinds and numbers, remembering what it has read."""

    terms: Terms
    kept: dict[str, tuple[int, tuple[int, ...], str]]

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """The tokens of `text[start:end]`."""
        kept = self.kept
        found: list[Token] = []
        for match in TOKEN.finditer(text, start, end):
            surface = match[0]
            known = kept.get(surface)
            if known is None:
                if surface == "A" and found:
                    known = self._letter(found[-1].word)
                else:
                    known = self._read(surface)
                    # A capital A is read by the word before it, so it is never kept.
                    if len(kept) < _MOST_KEPT and surface != "A":
                        kept[surface] = known
            found.append(tuple.__new__(Token, known + match.span()))
        return found

    def _letter(self, before: str) -> tuple[int, tuple[int, ...], str]:
        word = reader().after(before, "A")
        return int(word.kind), tuple(self.terms.tokens.get(t, 0) for t in word.tokens), "a"

    def _read(self, surface: str) -> tuple[int, tuple[int, ...], str]:
        low = surface.lower().replace("’", "'")
        if not is_word(surface):
            return _MARKS.get(surface, BREAK), (), low
        word = reader().word(surface)
        numbers = tuple(self.terms.tokens.get(token, 0) for token in word.tokens)
        if word.kind is Kind.CONTENT and not all(numbers):
            return UNKNOWN, (), low
        if word.kind is Kind.SOFT and not all(numbers):
            return Kind.SKIP, (), low
        return int(word.kind), numbers, low
