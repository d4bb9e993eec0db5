"""Codes that words bring to mind without naming their condition: drugs, procedures, tests, reasons.

They are candidates only, and late ones: a drug is no diagnosis, and nothing is proposed from them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.coding.weighing import standing_of
from agent.context import AuditContext
from catalog.sites import any_of
from catalog.words import read_lexicon

KINDS = ("drugs", "procedures", "findings", "reasons")


class Hint(NamedTuple):
    """How a code is hinted at: the kind of word, the code's place among those of the word, and how
    much the best such word counts by where it stands."""

    kind: str
    place: int
    weight: float


class _Word(NamedTuple):
    kind: str
    codes: tuple[str, ...]


@cache
def _words() -> dict[str, _Word]:
    return {
        str(word): _Word(kind, tuple(map(str, entry["codes"])))
        for kind in KINDS
        for entry in read_lexicon("hints.yaml")[kind]
        for word in entry["words"]
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(_words())}(?!\w)", re.IGNORECASE)


def hints(context: AuditContext) -> dict[str, Hint]:
    """The codes hinted at, each with its best hint; only those billable on the date."""
    found: dict[str, Hint] = {}
    for document in context.documents:
        for sentence in document.sentences:
            for match in _pattern().finditer(document.text, sentence.start, sentence.end):
                word = _words()[match[0].lower()]
                weight = standing_of(sentence, document)
                for place, code in enumerate(word.codes):
                    known = found.get(code)
                    if known is None or (-place, weight) > (-known.place, known.weight):
                        found[code] = Hint(word.kind, place, weight)
    return {code: hint for code, hint in found.items() if context.catalog.is_billable(code)}
