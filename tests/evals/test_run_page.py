"""The page of a run: every case with its note, gold and prediction, and nothing that can run."""

from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models import ChartBundle, Document, Encounter, Setting
from evals.contracts import GoldCase, GoldCode, GoldSpan, RunConfig
from evals.goldsets import open_goldset
from evals.report import report_run
from evals.report.marked import marked
from evals.runner import Sitting, run
from evals.scoring import score_run

_SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=6)


@given(st.text(max_size=30), _SPANS, _SPANS)
def test_pieces_join_to_the_text_whatever_is_marked(
    text: str, gold: list[tuple[int, int]], predicted: list[tuple[int, int]]
) -> None:
    assert "".join(piece.text for piece in marked(text, gold, predicted)) == text


def test_words_that_both_rest_on_are_marked_as_both() -> None:
    assert [tuple(piece) for piece in marked("low back pain", [(0, 13)], [(4, 13)])] == [
        ("low ", "gold"),
        ("back pain", "gold predicted"),
    ]


def _case(number: int, text: str, code: str, end: int) -> GoldCase:
    span = GoldSpan(document_id="note", start=0, end=end)
    return GoldCase(
        case_id=f"case-{number}",
        bundle=ChartBundle(
            bundle_id=f"case-{number}",
            encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=date(2026, 5, 4)),
            documents=(Document(id="note", text=text),),
        ),
        codes=(GoldCode(code=code, spans=(span,)),),
    )


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A finished and scored run over two cases; its gold set lies beside it as gold.jsonl."""
    cases = [
        _case(1, "Assessment: essential hypertension. <script>alert(1)</script>", "E11.9", 10),
        _case(2, "Assessment: gout.", "M10.9", 17),
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(c.model_dump_json() + "\n" for c in cases), encoding="utf-8")
    folder = tmp_path / "run"
    run(open_goldset(str(gold)), RunConfig(), folder, Sitting(jobs=1))
    score_run(folder)
    return folder


def test_a_case_shows_what_was_missed_what_was_too_much_and_the_note(finished: Path) -> None:
    page = report_run(finished)
    assert "−E11.9" in page
    assert "+I10" in page
    assert "essential hypertension" in page


def test_cases_with_most_errors_come_first(finished: Path) -> None:
    page = report_run(finished)
    assert page.index("<b>case-1</b>") < page.index("<b>case-2</b>")


def test_markup_in_a_note_is_shown_and_cannot_run(finished: Path) -> None:
    page = report_run(finished)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_asks_for_nothing_from_elsewhere(finished: Path) -> None:
    page = report_run(finished)
    assert "default-src 'none'" in unescape(page)
    assert "http://" not in page
    assert "https://" not in page


def test_a_gold_set_that_changed_since_is_told_and_its_notes_are_left_out(finished: Path) -> None:
    gold = finished.parent / "gold.jsonl"
    gold.write_text(gold.read_text(encoding="utf-8").replace("gout", "gouts"), encoding="utf-8")
    page = report_run(finished)
    assert "the gold set has changed since the run" in page
    assert "essential hypertension" not in page
