"""Surrogates: what stands for an identifier, of equal length and of its kind.

Only letters and digits are replaced, one for one, so that lines, spaces and punctuation stay. The
same identifier has the same surrogate all over a bundle. Words begin with q, x or z, so that none
reads as a clinical term.
"""

from __future__ import annotations

import re
from hashlib import sha256

from agent.deidentify.identifiers import Kind

_FIRST, _VOWELS, _CONSONANTS = "qxz", "aeiou", "bdfgklmnprtv"
_WORD = re.compile(r"[^\W_]+")
_KEPT = {
    Kind.EMAIL: re.compile(
        r"\.(?:com|org|net|edu|gov)$| (?:at|dot) |\[at\]|\(at\)|\[dot\]|\(dot\)"
    ),
    Kind.WEB: re.compile(r"^(?:https?|s?ftp)://(?:www\.)?|^www\.|\.(?:com|org|net|edu|gov)(?=/|$)"),
    Kind.TELEPHONE: re.compile(r"x|ext(?:ension)?|\+", re.IGNORECASE),
}
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_TRIES = 40
#: Shorter words are too few to be told apart.
_TOLD_APART = 4


class Surrogates:
    """Makes surrogates for one bundle. `seed` decides them; `taken` are words to stay clear of."""

    def __init__(self, seed: str, taken: frozenset[str] = frozenset()) -> None:
        self._seed = seed
        self._taken = set(taken)
        self._known: dict[str, str] = {}

    def of(self, text: str, kind: Kind) -> str:
        """The surrogate of an identifier other than a date or an age."""
        if kind is Kind.PLACE and _ZIP.fullmatch(text):
            return re.sub(r"\d", "0", text)
        kept = [m.span() for m in _KEPT[kind].finditer(text)] if kind in _KEPT else []
        made = list(text)
        digits = "".join(c for c in text if c.isdigit())
        stream = iter(self._digits(digits, kind))
        for word in _WORD.finditer(text):
            if any(start <= word.start() and word.end() <= end for start, end in kept):
                continue
            letters = self._letters(word[0]) if any(c.isalpha() for c in word[0]) else ""
            for place, character in enumerate(word[0]):
                if character.isdigit():
                    made[word.start() + place] = next(stream)
                elif letters:
                    made[word.start() + place] = letters[place]
        return "".join(made)

    def _digits(self, digits: str, kind: Kind) -> str:
        """As many digits; Social Security numbers begin with 000, which none does."""
        if not digits:
            return ""
        key = f"{kind}:{digits}"
        if key not in self._known:
            made = digits
            for attempt in range(_TRIES):
                number = int(self._hash(key, attempt), 16)
                made = str(number)[-len(digits) :].rjust(len(digits), "0")
                if len(digits) > 64:
                    made = "".join(str((int(c) + 5) % 10) for c in digits if c.isdecimal())
                    made = made.rjust(len(digits), "0")
                if kind is Kind.SOCIAL_SECURITY and len(digits) == 9:
                    made = "000" + made[3:]
                if made != digits and made not in self._taken:
                    break
            self._known[key] = made
            self._taken.add(made)
        return self._known[key]

    def _letters(self, word: str) -> str:
        """A pronounceable word as long, in the same case letter by letter."""
        key = word.lower() if len(word.lower()) == len(word) else word
        if key not in self._known:
            made = ""
            for attempt in range(_TRIES):
                made = self._word(key, attempt)
                if made not in self._taken or len(key) < _TOLD_APART:
                    break
            self._known[key] = made
            self._taken.add(made)
        return "".join(
            new.upper() if old.isupper() else new
            for old, new in zip(word, self._known[key], strict=True)
        )

    def _word(self, key: str, attempt: int) -> str:
        bits = int(self._hash(key, attempt), 16)
        made = []
        for place in range(len(key)):
            letters = _FIRST if place == 0 else _VOWELS if place % 2 else _CONSONANTS
            if place % 40 == 39:
                bits = int(self._hash(key, attempt + 1000 + place), 16)
            bits, choice = divmod(bits, len(letters))
            made.append(letters[choice])
        return "".join(made)

    def _hash(self, key: str, attempt: int) -> str:
        return sha256(f"{self._seed}:{attempt}:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def age_surrogate(text: str) -> str:
    """90 for an age over 89, in the room that the age took: `90`, `90+`, `ninety-xxxx`."""
    if text.isdigit():
        return "90" + "+" * (len(text) - 2)
    head = "ninety"
    tail = "".join("x" if c.isalnum() else c for c in text[len(head) :])
    return (head if text[0].islower() else head.title())[: len(text)] + tail
