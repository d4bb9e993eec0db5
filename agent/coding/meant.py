"""Codes for what the notes say in words of their own, by meaning.

The reader knows wordings, and what comes near to them; a clause such as `unable to lift the foot`
has none. Each clause of the notes is held against the meanings of all wordings (see
catalog.search.semantic). That takes some hundred times as long as reading, so it is done only where
the catalog was opened with `semantic`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.coding.near import one_billable
from agent.context import ReadDocument, SectionKind
from catalog import CatalogView

_BETWEEN = re.compile(r"[,;:.()\n]|\b(?:and|but|with|without)\b")
_WORD = re.compile(r"[A-Za-z]{3}")
_NO_CONDITIONS = frozenset([SectionKind.MEDICATIONS, SectionKind.ALLERGIES])
#: Codes for one clause, and how near their meaning must come to it.
_MOST, _LEAST = 10, 0.5


def codes_by_meaning(documents: Sequence[ReadDocument], catalog: CatalogView) -> tuple[str, ...]:
    """Billable codes that clauses of the notes may mean, the nearest first.

    Raises SourceMissing when packages of the extra are not installed.
    """
    from catalog.search.semantic import codes_meant

    clauses = list(dict.fromkeys(c for document in documents for c in _clauses(document)))
    best: dict[str, float] = {}
    for codes in codes_meant(catalog, clauses, _MOST):
        for header, score in codes:
            if score >= _LEAST:
                for code in one_billable(header, catalog):
                    best[code] = max(score, best.get(code, 0.0))
    return tuple(sorted(best, key=lambda code: (-best[code], code)))


def _clauses(document: ReadDocument) -> Iterator[str]:
    for sentence in document.sentences:
        if sentence.section in _NO_CONDITIONS:
            continue
        for clause in _BETWEEN.split(document.text[sentence.start : sentence.end]):
            if _WORD.search(clause):
                yield " ".join(clause.split())
