"""What a search gives, and what it may be limited to."""

from __future__ import annotations

from typing import NamedTuple


class Candidate(NamedTuple):
    """A code that words may mean.

    `matched` is the wording that fits and `source` where it stands: `title`, `inclusionTerm`,
    `lexicon` or `index`; `citation` resolves to it, and is empty for the lexicon. `why` says it in
    plain words, with corrected words and what was completed. `score` is at most 1: query and
    wording say the same.
    """

    code: str
    title: str
    matched: str
    source: str
    billable: bool
    score: float
    citation: str
    why: tuple[str, ...]
