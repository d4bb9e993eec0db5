"""Words that together are what no title names so: findings at sites (`mass` and `testis`), and
operations of the past (`status post` and `carpal tunnel release`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from catalog.words import hash_of, read_lexicon, reader

FILE = "compositions.yaml"


class Composed(NamedTuple):
    """The words of a finding at a site, as a key, and the codes or headers that they stand for."""

    key: frozenset[str]
    codes: tuple[str, ...]


class OneWord(NamedTuple):
    """Numbers of the sites and findings that are single words, as in the keys of terms."""

    sites: frozenset[int]
    findings: frozenset[int]


def composed() -> Iterator[Composed]:
    """Every finding at every site, and the state after every operation, that the lexicon has a code
    for, in each of its wordings."""
    lexicon = read_lexicon(FILE)
    sites = {
        name: [reader().key(form) for form in forms] for name, forms in lexicon["sites"].items()
    }
    states = lexicon["states"]
    before = [reader().key(words) for words in states["words"]]
    for code, procedures in states["codes"].items():
        for key in {reader().key(procedure) for procedure in procedures}:
            for words in before:
                yield Composed(key | words, (str(code),))
    for finding in lexicon["findings"]:
        wordings = [reader().key(words) for words in finding["words"]]
        for site, codes in finding["codes"].items():
            told = (codes,) if isinstance(codes, str) else tuple(codes)
            for key in {wording | place for wording in wordings for place in sites[site]}:
                yield Composed(key, told)


@cache
def one_word() -> OneWord:
    """The sites and findings that are single words, as in `liver and bone metastases`."""
    lexicon = read_lexicon(FILE)
    return OneWord(
        _numbers(form for forms in lexicon["sites"].values() for form in forms),
        _numbers(word for finding in lexicon["findings"] for word in finding["words"]),
    )


def _numbers(phrases: Iterator[str]) -> frozenset[int]:
    keys = (reader().key(phrase) for phrase in phrases)
    return frozenset(hash_of(token) for key in keys if len(key) == 1 for token in key)
