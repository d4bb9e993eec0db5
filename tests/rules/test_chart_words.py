"""Phrases that rules look for are found whole, and told apart by how the chart asserts them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent import ChartBundle
from agent.coding import OfflineCoder
from agent.context import AuditContext
from agent.pipeline import read_and_code
from agent.rules import chart_words, code_groups
from agent.rules.chart_words import Spoken, phrases, said
from catalog import Catalog
from catalog.data_files import load_yaml

DAY = date(2026, 5, 4)
RULES = Path(chart_words.__file__).parent


def _read(note: str, catalog: Catalog) -> AuditContext:
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "case",
            "encounter": {"setting": "inpatient", "service_from": DAY.isoformat()},
            "documents": [{"id": "note", "text": note}],
        }
    )
    return read_and_code(bundle, catalog.on(DAY), OfflineCoder())[0]


@pytest.mark.parametrize(
    ("note", "spoken"),
    [
        ("Assessment: Septic shock due to pneumonia.", Spoken.PRESENT),
        ("Assessment: No septic shock.", Spoken.DENIED),
        ("Assessment: Septic shock was ruled out.", Spoken.DENIED),
        ("Assessment: Concern for septic shock.", Spoken.DOUBTED),
        ("Assessment: Monitor for septic shock.", Spoken.DOUBTED),
        ("Assessment: History of septic shock in 2021.", Spoken.PAST),
        ("Family history: Mother died of septic shock.", Spoken.OTHERS),
        ("Assessment: No fever, but septic shock persists.", Spoken.PRESENT),
    ],
)
def test_a_phrase_is_asserted_as_the_words_before_and_after_it_say(
    note: str, spoken: Spoken, catalog: Catalog
) -> None:
    assert [p.spoken for p in phrases(_read(note, catalog), "septic_shock")] == [spoken]


def test_a_phrase_inside_a_longer_word_is_not_found(catalog: Catalog) -> None:
    assert phrases(_read("Assessment: Antiseptic shockwave therapy.", catalog), "any_shock") == ()


def test_capitals_count_where_the_phrase_is_a_name(catalog: Catalog) -> None:
    assert said(_read("Assessment: hearing aids fitted.", catalog), "aids") == ()
    assert len(said(_read("Assessment: AIDS, stable.", catalog), "aids")) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_quotes_stand_where_they_are_said_to(before: str, after: str, catalog: Catalog) -> None:
    context = _read(f"{before} septic shock {after}", catalog)
    text = context.documents[0].text
    for phrase in phrases(context, "any_shock"):
        for span in (phrase.span, phrase.sentence):
            assert text[span.start : span.end] == span.quote


@pytest.mark.parametrize("name", load_yaml(RULES / "chart_words.yaml"))
def test_every_phrase_is_a_pattern_that_compiles(name: str) -> None:
    assert chart_words._pattern(name).pattern


def _beginnings() -> list[tuple[str, str]]:
    groups = load_yaml(RULES / "code_groups.yaml")
    return [(name, code) for name, entry in groups.items() for code in entry["codes"]]


@pytest.mark.parametrize(("name", "code"), _beginnings())
def test_every_beginning_of_a_group_has_billable_codes(
    name: str, code: str, catalog: Catalog
) -> None:
    view = catalog.on(DAY)
    assert code in code_groups.group(name)
    assert view.is_billable(code) or view.has_billable_below(code)
