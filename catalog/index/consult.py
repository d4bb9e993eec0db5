"""The Index consulted on a date as a coder consults it: Index, and the table it refers to.

`Carcinoma, see also Neoplasm, by site, malignant` ends in the Table of Neoplasms; `CHF` is looked
up under what it stands for; a bracketed code that one copy of the Index has lost is told from
another release, which is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from catalog.index.lookup import AlphabeticIndex, IndexMatch
from catalog.index.tables_lookup import NeoplasmTable, TableMatch
from catalog.library.installed import Installed
from catalog.lookup import Catalog
from catalog.words import read_lexicon

_WORD = re.compile(r"[A-Za-z0-9]+")
#: Beginnings that the Index parts from the word with a hyphen (`Pre-eclampsia`).
_PARTED = re.compile(r"\b(pre|post|non|anti|re|sub|co|peri)(?=[a-z]{4})", re.IGNORECASE)


#: What the Index says of a site or an adjective: that it files no conditions there.
_NO_ANSWER = "condition"
#: Worse than any answer.
_NOTHING = (1_000, 1_000)


class Consultation(NamedTuple):
    """What the Index of the day says of a phrase.

    `phrase` is as it was read, `release` the Index used. `rows` are those of the Table of
    Neoplasms that an entry refers to, best first, by the entry's citation; `table` is its release,
    None without one. A main term whose table row answers all of the phrase comes before entries
    that do not.
    """

    phrase: str
    release: Installed
    matches: tuple[IndexMatch, ...]
    rows: dict[str, tuple[TableMatch, ...]]
    table: Installed | None

    @property
    def misses_table(self) -> bool:
        """Whether an entry leads on to the Table of Neoplasms, and that is not at hand."""
        return self.table is None and any(match.reference_to_neoplasms for match in self.matches)


def consult(catalog: Catalog, day: date, phrase: str) -> Consultation | None:
    """Where the Index in force on the day, else the nearest, leads; None without an Index."""
    index = catalog.index_on(day)
    release = catalog.releases.in_reach("index", day)
    if index is None or release is None:
        return None
    phrase, matches = consulted(index, phrase)
    rows: dict[str, tuple[TableMatch, ...]] = {}
    table = catalog.neoplasms_on(day)
    if table is not None:
        matches = (*_answered_by(table, index, phrase, matches), *matches)
        rows = {match.citation: found for match in matches if (found := _rows(table, match))}
    return Consultation(phrase, release, matches, rows, catalog.releases.in_reach("neoplasm", day))


def manifestation_elsewhere(
    catalog: Catalog, day: date, match: IndexMatch
) -> tuple[str, Installed] | None:
    """The bracketed code of the same entry in another release at hand, nearest in time first.

    Only for an entry whose own release has lost its brackets, and only where both releases give
    the same code before them.
    """
    used = catalog.releases.in_reach("index", day)
    others = [held for held in catalog.releases.at_hand("index") if held != used]
    for held in sorted(others, key=lambda r: abs(r.effective_from - day)):
        other = catalog.index_on(held.effective_from)
        found = other.resolve(match.citation) if other else None
        if found and found.manifestation and found.code == match.entry.code:
            return found.manifestation, held
    return None


def consulted(index: AlphabeticIndex, phrase: str) -> tuple[str, tuple[IndexMatch, ...]]:
    """The reading of a phrase that an index answers best, and its answer."""
    best: tuple[str, tuple[IndexMatch, ...]] = phrase, ()
    for read in dict.fromkeys(_readings(phrase)):
        matches = index.lookup(read)
        if _missing(matches) < _missing(best[1]):
            best = read, matches
        if not any(_missing(best[1])):
            break
    return best


def _missing(matches: tuple[IndexMatch, ...]) -> tuple[int, int]:
    """Words of the phrase, and of the path, that the best entry leaves over."""
    answers = (
        match for match in matches if _NO_ANSWER not in {match.entry.see, match.entry.see_also}
    )
    counts = ((match.left_over, len(match.unsaid)) for match in answers)
    return min(counts, default=_NOTHING)


def _readings(phrase: str) -> Iterator[str]:
    """The phrase; with abbreviations spelled out; as the Index words it; with beginnings parted."""
    yield phrase
    abbreviations = read_lexicon("abbreviations.yaml")["abbreviations"]
    spelled = _in_other_words(phrase, abbreviations)
    yield spelled
    wording = read_lexicon("index_wording.yaml")
    begun = spelled
    for said, printed in wording["beginnings"].items():
        if spelled.lower().startswith(f"{said} "):
            begun = f"{printed}{spelled[len(said) :]}"
            yield begun
            break
    yield _in_other_words(begun, wording["words"])
    yield _in_other_words(begun, {**read_lexicon("words.yaml")["same"], **wording["words"]})
    yield _PARTED.sub(r"\1-", phrase)


def _in_other_words(phrase: str, words: Mapping[str, object]) -> str:
    """The phrase with each word that is a key given as its value."""
    return _WORD.sub(
        lambda m: str(words.get(m.group(), words.get(m.group().lower(), m.group()))), phrase
    )


def _answered_by(
    table: NeoplasmTable, index: AlphabeticIndex, phrase: str, matches: tuple[IndexMatch, ...]
) -> tuple[IndexMatch, ...]:
    """Main terms that answer all of the phrase through the table, where no entry does."""
    if any(not match.unmatched and not match.unsaid for match in matches):
        return ()
    known = {match.citation for match in matches if not match.unsaid}
    return tuple(
        main
        for main in index.main_terms(phrase)
        if main.citation not in known and any(not row.unmatched for row in _rows(table, main)[:1])
    )


def _rows(table: NeoplasmTable, match: IndexMatch) -> tuple[TableMatch, ...]:
    """Rows of the table that the entry refers to for the words that its path does not have."""
    reference = match.reference_to_neoplasms
    if reference is None:
        return ()
    found = table.refer(reference, " ".join(match.unmatched))
    return found if found and not found[0].unmatched else ()
