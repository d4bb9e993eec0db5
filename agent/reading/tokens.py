"""Words of a sentence as the term dictionary knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from catalog.misspellings import Misspellings
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
    """A word or mark: what it is, and its numbers in the dictionary, each once."""

    kind: int
    numbers: tuple[int, ...]
    word: str


#: The stop of a genus or an initial, which parts nothing: `E. coli`.
_OF_INITIAL = Token(JOIN, (), ".")


class Misspelt(Token):
    """A word that the dictionary does not know, read as the one that it is a misspelling of."""

    __slots__ = ()


class Doubtful(Misspelt):
    """One that may be an everyday word as well, so that the words beside it must bear it out."""

    __slots__ = ()


@dataclass(frozen=True)
class Vocabulary:
    """Reads surface words to kinds and numbers, remembering what it has read."""

    terms: Terms
    misspellings: Misspellings
    kept: dict[str, Token]

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """The tokens of `text[start:end]`."""
        kept = self.kept
        found: list[Token] = []
        for surface in TOKEN.findall(text, start, end):
            token = kept.get(surface)
            if surface == "." and found and len(found[-1].word) == 1:
                token = _OF_INITIAL
            if token is None:
                if surface == "A" and found:
                    token = self._letter(found[-1].word)
                else:
                    token = self._read(surface)
                    # A capital A is read by the word before it, so it is never kept.
                    if len(kept) < _MOST_KEPT and surface != "A":
                        kept[surface] = token
            found.append(token)
        for place in range(1, len(found) - 1):
            if found[place].word == "." and _is_initial(found[place - 1], found[place + 1]):
                found[place] = found[place]._replace(kind=JOIN)
        return found

    def _letter(self, before: str) -> Token:
        word = reader().after(before, "A")
        return Token(int(word.kind), tuple(self.terms.tokens.get(t, 0) for t in word.tokens), "a")

    def _read(self, surface: str) -> Token:
        low = surface.lower().replace("’", "'")
        if not is_word(surface):
            return Token(_MARKS.get(surface, BREAK), (), low)
        word = reader().word(surface)
        numbers = tuple(self.terms.tokens.get(token, 0) for token in dict.fromkeys(word.tokens))
        if word.kind is Kind.CONTENT and not all(numbers):
            return self._misspelt(surface) or Token(UNKNOWN, (), low)
        if word.kind is Kind.SOFT and not all(numbers):
            return Token(Kind.SKIP, (), low)
        return Token(int(word.kind), numbers, low)

    def _misspelt(self, surface: str) -> Token | None:
        meant = self.misspellings.meant(surface)
        if meant is None:
            return None
        return (Misspelt if meant.alone else Doubtful)(*self._read(meant.word))


def _is_initial(before: Token, after: Token) -> bool:
    """Whether a stop follows the initial of a genus, as in `E. coli`."""
    return len(before.word) == 1 and before.word.isalpha() and after.word.isalpha()


def offsets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each token of `text[start:end]` begins and ends in the text.

    Apart from the tokens, since most sentences name no condition, and only a mention needs them.
    """
    return [match.span() for match in TOKEN.finditer(text, start, end)]
