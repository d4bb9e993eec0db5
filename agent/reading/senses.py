"""Abbreviations that stand for different things: what they mean in a sentence of a note.

Cue words decide, those of the sentence before those of the whole note. Where none does, or they
speak for two senses alike, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from agent.reading.tokens import UNKNOWN, Token
from catalog.terms import Terms
from catalog.words import TOKEN, Kind, read_lexicon, reader


@dataclass(frozen=True, slots=True)
class Sense:
    """The condition as key tokens, none where the sense is no condition; and what speaks for it."""

    tokens: tuple[str, ...]
    cues: re.Pattern[str]


@cache
def _senses() -> dict[str, tuple[Sense, ...]]:
    return {
        short: tuple(
            Sense(_ordered(sense.get("means", "")), _any_of(sense["cues"])) for sense in senses
        )
        for short, senses in read_lexicon("ambiguous.yaml")["abbreviations"].items()
    }


def _ordered(phrase: str) -> tuple[str, ...]:
    return tuple(token for word in phrase.split() for token in reader().word(word).tokens)


def _any_of(cues: Iterable[str]) -> re.Pattern[str]:
    ways = "|".join(re.escape(cue) for cue in sorted(cues, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")


@cache
def _shorts() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_senses()))})\b")


@dataclass(frozen=True, slots=True)
class Senses:
    """The ambiguous abbreviations of one note."""

    text: str
    shorts: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Senses | None:
        """Those that the note has; None when it has none, as most notes."""
        shorts = frozenset(_shorts().findall(text))
        return cls(text, shorts) if shorts else None

    def read(self, tokens: list[Token], start: int, end: int, terms: Terms) -> list[Token]:
        """The tokens of `text[start:end]`, abbreviations in the sense that they have there."""
        surfaces = TOKEN.findall(self.text, start, end)
        if self.shorts.isdisjoint(surfaces):
            return tokens
        return [
            self._token(token, surface, start, end, terms) if surface in self.shorts else token
            for token, surface in zip(tokens, surfaces, strict=True)
        ]

    def _token(self, token: Token, short: str, start: int, end: int, terms: Terms) -> Token:
        senses = _senses()[short]
        sense = _decided(senses, self.text[start:end]) or _decided(senses, self.text)
        if sense is None:
            return token
        if not sense.tokens:
            usual = reader().abbreviations.get(short, ())
            meant = any(usual and usual == other.tokens for other in senses)
            return Token(UNKNOWN, (), token.word) if meant else token
        numbers = tuple(terms.tokens.get(name, 0) for name in dict.fromkeys(sense.tokens))
        return Token(int(Kind.CONTENT), numbers, token.word) if all(numbers) else token


def _decided(senses: Sequence[Sense], text: str) -> Sense | None:
    """The sense that most cues of the text speak for; None when there is none, or two are level."""
    low = text.lower()
    counted = sorted(
        ((len(set(sense.cues.findall(low))), place) for place, sense in enumerate(senses)),
        reverse=True,
    )
    most, place = counted[0]
    if not most or (len(counted) > 1 and counted[1][0] == most):
        return None
    return senses[place]
