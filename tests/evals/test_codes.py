"""The measurement counts what it says it counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog import Catalog
from evals.codes import GoldNote, GoldSpan, code_notes, main, score, span_recall

DAY = date(2026, 5, 4)
NOTE = GoldNote(
    "one",
    "Assessment: right thigh pain. Hypertension.",
    frozenset({"M79.651", "I11.9"}),
    (GoldSpan("M79.651", 12, 28), GoldSpan("I11.9", 0, 4)),
)


def test_full_codes_and_categories_are_counted_over_all_notes(catalog: Catalog) -> None:
    coded = code_notes([NOTE], catalog, DAY)
    full = score(coded, 8)
    assert (full.right, full.proposed, full.gold) == (1, 2, 2)
    assert full.precision == full.recall == full.f1 == 0.5


def test_a_span_is_found_when_a_mention_overlaps_it(catalog: Catalog) -> None:
    counts = span_recall(code_notes([NOTE], catalog, DAY))
    assert counts == {
        "spans": 2,
        "overlapped": 1,
        "affirmed": 1,
        "code offered": 1,
        "code first": 1,
    }


def test_a_folder_without_the_set_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["medcoder", str(tmp_path)]) == 2
    assert "does not hold the medcoder set" in capsys.readouterr().err


@pytest.mark.slow
def test_the_offline_coder_keeps_its_measured_quality(shared: Path, catalog: Catalog) -> None:
    from evals.codes import medcoder

    notes = list(medcoder(shared / "gold" / "medcoder_dev"))
    found = score(code_notes(notes, catalog, date(2024, 6, 17)), 8)
    assert found.precision >= 0.6
    assert found.recall >= 0.7
