"""The phase of care is told from words that stand in the chart, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import ChartBundle
from agent.context import AuditContext, ReadDocument
from agent.rules.phase import Phase, phase_of, phase_of_code
from catalog import Catalog, CatalogView

WORDS = st.sampled_from(
    ["recheck of", "No", "splint applied", "late effect of", "strain", ".", "\n", "denies", "é"]
)


def _context(view: CatalogView, text: str) -> AuditContext:
    bundle = ChartBundle.model_validate(
        {"bundle_id": "x", "encounter": {"setting": "professional", "service_from": view.date}}
    )
    return AuditContext(bundle, view, (ReadDocument("note", text, (), (), ()),))


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Slipped on ice and fell two days ago.", Phase.ACTIVE),
        ("Closed reduction performed.", Phase.ACTIVE),
        ("Cast removal, routine healing.", Phase.HEALING),
        ("Pain from an old fracture.", Phase.SEQUELA),
        ("Follow up in two weeks.", None),
        ("Denies new injury.", None),
        ("Splint applied at the recheck of the wrist.", None),
    ],
)
def test_words_tell_the_phase(view: CatalogView, text: str, phase: Phase | None) -> None:
    assert phase_of(_context(view, text))[0] is phase


@given(st.lists(WORDS).map(" ".join))
def test_words_are_quoted_as_they_stand(text: str) -> None:
    with Catalog.open() as catalog:
        _, words = phase_of(_context(catalog.on(date(2026, 5, 4)), text))
    assert all(text[span.start : span.end] == span.quote for span in words)


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("S39.012A", Phase.ACTIVE),
        ("S52.501B", Phase.ACTIVE),
        ("S52.501K", Phase.HEALING),
        ("S39.012S", Phase.SEQUELA),
        ("H40.1111", None),
    ],
)
def test_a_7th_character_stands_for_a_phase(
    view: CatalogView, code: str, phase: Phase | None
) -> None:
    assert phase_of_code(view, code) is phase
