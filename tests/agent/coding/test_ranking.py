"""Candidates of a chart: by words, and merged with those by meaning."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from agent import ChartBundle
from agent.coding import OfflineCoder
from agent.coding.meant import codes_by_meaning
from agent.coding.ranking import merged
from agent.pipeline import read_and_code
from catalog import CatalogView
from catalog.search import embedding, semantic
from catalog.search.files import search_file
from catalog.sources import SourceMissing

_NOTE = """HISTORY
She has been unable to conceive for two years, and fell off a ladder.
MEDICATIONS
Tablets for high blood pressure
"""
_KNOWN = frozenset(["N97.9", "W11", "I10", "H52.4"])


@pytest.mark.parametrize(
    ("worded", "meant", "expected"),
    [
        (["A", "B"], [], ["A", "B"]),
        ([], ["A", "B"], ["A", "B"]),
        (["A", "B", "C"], ["C"], ["C", "A", "B"]),
        (["A", "B"], ["C", "D"], ["A", "B", "C", "D"]),
    ],
)
def test_a_code_counts_by_its_places_in_both_rankings(
    worded: list[str], meant: list[str], expected: list[str]
) -> None:
    assert list(merged(worded, meant)) == expected


def test_clauses_lead_to_the_codes_that_they_mean_but_medications_to_none(
    view: CatalogView, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime", reason="needs the extra chartaudit[semantic]")
    try:
        embedding.embedder()
    except SourceMissing as problem:
        pytest.skip(str(problem))
    few = [row for row in search_file(view).every() if row[1].code in _KNOWN]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(semantic.TABLES)
        semantic.fill(connection, few, {})
        meanings = semantic.Meanings(connection)
    monkeypatch.setitem(semantic._SERVING, view, meanings)
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "meant",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": _NOTE}],
        }
    )
    context, _ = read_and_code(bundle, view, OfflineCoder())
    assert set(codes_by_meaning(context.documents, view)) == {"N97.9", "W11.XXXA"}
