"""What the words of a chart leave open, or only bring to mind, is offered, but never proposed."""

from __future__ import annotations

import pytest

from agent import ChartBundle
from agent.coding import OfflineCoder
from agent.coding.hints import KINDS
from agent.coding.order import Tree, shipped
from agent.coding.ranking import ranked_candidates
from agent.coding.standing import FEATURES, standings
from agent.context import AuditContext
from agent.pipeline import read_and_code
from catalog import CatalogView
from catalog.words import read_lexicon


def _read(view: CatalogView, text: str) -> AuditContext:
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "candidates",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": text}],
        }
    )
    context, _ = read_and_code(bundle, view, OfflineCoder())
    return context


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("EXAM\nCrepitus of the right knee.\n\nASSESSMENT\n1. Arthritis.\n", "M17.11"),
        ("RESULTS\nSystolic function is low.\n\nASSESSMENT\n1. Acute heart failure.\n", "I50.21"),
        ("ASSESSMENT\n1. Lumbar strain.\n", "S33.5XXA"),
        ("ASSESSMENT\n1. Asthma.\n", "F17.210"),
        ("ASSESSMENT\n1. Left ankle pain.\n", "M25.571"),
        ("MEDICATIONS\nLevothyroxine 50 mcg daily.\n\nASSESSMENT\n1. Fatigue.\n", "E03.9"),
        ("ASSESSMENT\n1. Alkaline phosphatase of 180.\n", "R74.8"),
    ],
    ids=["site", "type", "like word", "note at the code", "other side", "drug", "test"],
)
def test_a_code_that_other_words_of_the_chart_may_call_for_is_offered(
    view: CatalogView, note: str, code: str
) -> None:
    context = _read(view, note)
    assert code in ranked_candidates(context, 200)
    assert code not in {proposal.code for proposal in context.proposals}


def test_a_code_that_the_words_name_comes_before_those_beside_it(view: CatalogView) -> None:
    found = ranked_candidates(_read(view, "ASSESSMENT\n1. Left ankle pain.\n"), 200)
    assert found.index("M25.572") < found.index("M25.571")


def test_a_condition_of_the_assessment_comes_before_one_that_is_denied(view: CatalogView) -> None:
    note = "REVIEW OF SYSTEMS\nDenies chest pain.\n\nASSESSMENT\n1. Migraine.\n"
    found = ranked_candidates(_read(view, note), 200)
    assert found.index("G43.909") < found.index("R07.9")


def test_one_condition_leaves_room_for_the_others(view: CatalogView) -> None:
    note = (
        "ASSESSMENT\n1. Type 2 diabetes with chronic kidney disease.\n2. Status post discectomy.\n"
    )
    found = ranked_candidates(_read(view, note), 25)
    assert len({code[:3] for code in found}) >= 5


def test_every_code_has_every_feature(view: CatalogView) -> None:
    found = standings(_read(view, "ASSESSMENT\n1. Gout.\n2. On metformin.\n"))
    assert found
    assert {len(standing.features) for standing in found.values()} == {len(FEATURES)}


def test_the_order_is_fitted_to_the_features_that_there_are() -> None:
    assert shipped().features == FEATURES


def test_a_tree_answers_with_the_value_of_the_leaf_that_the_features_lead_to() -> None:
    tree = Tree((1, 0, 0), (0.5, 0.0, 0.0), (1, -1, -1), (2, -1, -1), (0.0, -1.0, 2.0))
    assert (tree.at((9.0, 0.5)), tree.at((9.0, 0.6))) == (-1.0, 2.0)


def test_a_chart_without_conditions_has_no_candidates(view: CatalogView) -> None:
    assert ranked_candidates(_read(view, "Here today."), 25) == ()


def test_every_code_of_a_hint_is_in_the_code_set_or_was(view: CatalogView) -> None:
    named = {
        str(code)
        for kind in KINDS
        for entry in read_lexicon("hints.yaml")[kind]
        for code in entry["codes"]
    }
    gone = {code for code in named if not view.is_billable(code)}
    assert {code for code in gone if not view.status(code).replacements} == set()


def test_no_word_hints_at_two_lists_of_codes() -> None:
    words = [
        str(word)
        for kind in KINDS
        for entry in read_lexicon("hints.yaml")[kind]
        for word in entry["words"]
    ]
    assert sorted(words) == sorted(set(words))
