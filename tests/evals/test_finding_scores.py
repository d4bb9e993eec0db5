"""Findings matched one to one, and the figures that rest on the matching."""

from __future__ import annotations

import random
from typing import Any

import pytest
from handmade_runs import case, gold_finding, reported
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.models import Action, Category
from evals.contracts import GoldFinding, PredictedFinding, Scores
from evals.hierarchy import Hierarchy
from evals.matching import answers, fixes, match_findings
from evals.scoring import score

_CATEGORIES = ("validity", "laterality", "specificity")
_CODES = ("M54.5", "M54.50", "I10")
_gold = st.lists(
    st.builds(
        gold_finding,
        st.sampled_from(_CATEGORIES),
        st.sampled_from(_CODES),
        accepted=st.sampled_from([(), (Category.VALIDITY,)]),
    ),
    max_size=5,
)
_reported = st.lists(
    st.builds(
        reported,
        st.sampled_from(_CATEGORIES),
        st.sampled_from(_CODES),
        fix=st.sampled_from([(), ("I10",)]),
    ),
    max_size=5,
)


def _scores(
    hierarchy: Hierarchy, gold: list[GoldFinding], findings: list[PredictedFinding]
) -> Scores:
    return score([case("one", None, (), gold, findings)], hierarchy, resamples=20)[0]


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        (gold_finding("validity", "M54.5"), reported("validity", "M54.5"), True),
        (gold_finding("validity", "M54.5"), reported("validity", "I10"), False),
        (gold_finding("validity", "M54.5"), reported("laterality", "M54.5"), False),
        (
            gold_finding("validity", "M54.5", accepted=(Category.SPECIFICITY,)),
            reported("specificity", "M54.5"),
            True,
        ),
        (gold_finding("missed_code", "I10"), reported("missed_code", None, fix=("I10",)), True),
        (
            gold_finding("excludes", "I10", accepted_codes=("I15.9",)),
            reported("excludes", "I15.9"),
            True,
        ),
        (gold_finding("units", line=2), reported("units", line=2), True),
        (gold_finding("units", line=2), reported("units", line=1), False),
        (gold_finding("documentation"), reported("documentation", "I10"), True),
    ],
)
def test_a_finding_answers_by_category_and_by_code_or_line(
    gold: GoldFinding, found: PredictedFinding, expected: bool
) -> None:
    assert answers(gold, found) is expected


@pytest.mark.parametrize(
    ("wanted", "made", "right"),
    [
        ({}, {"action": Action.QUERY}, True),
        ({"action": Action.REPLACE}, {"action": Action.REMOVE}, False),
        (
            {"action": Action.REPLACE, "fix": ("I10",)},
            {"action": Action.REPLACE, "fix": ("I10", "I15.9")},
            True,
        ),
        ({"fix": ("I10", "I15.9")}, {"fix": ("I10",)}, False),
    ],
)
def test_a_fix_is_right_when_action_and_all_codes_are(
    wanted: dict[str, Any], made: dict[str, Any], right: bool
) -> None:
    found = fixes(
        gold_finding("validity", "M54.5", **wanted), reported("validity", "M54.5", **made)
    )
    assert found is right


def test_matching_finds_the_pairing_with_most_matches() -> None:
    # The first reported finding answers both; taken greedily by the first, it starves the second.
    gold = [
        gold_finding("validity", "M54.5", accepted=(Category.SPECIFICITY,)),
        gold_finding("validity", "M54.5"),
    ]
    found = match_findings(gold, [reported("validity", "M54.5"), reported("specificity", "M54.5")])
    assert len(found.matched) == 2


def test_one_report_does_not_answer_two_gold_findings(hierarchy: Hierarchy) -> None:
    twice = [gold_finding("validity", "M54.5", kind=kind) for kind in ("deleted", "truncated")]
    scores = _scores(hierarchy, twice, [reported("validity", "M54.5")])
    assert scores["findings.micro.recall"].value == 0.5
    assert scores["findings.micro.precision"].value == 1.0


def test_the_report_with_the_right_fix_is_preferred(hierarchy: Hierarchy) -> None:
    gold = [gold_finding("validity", "M54.5", fix=("M54.50",))]
    made = [reported("validity", "M54.5"), reported("validity", "M54.5", fix=("M54.50",))]
    scores = _scores(hierarchy, gold, made)
    assert scores["findings.fix_correct"].value == 1.0
    assert scores["findings.micro.precision"].value == 0.5


def test_categories_and_kinds_have_figures_of_their_own(hierarchy: Hierarchy) -> None:
    gold = [
        gold_finding("validity", "M54.5", kind="truncate"),
        gold_finding("laterality", "I10", kind="flip_side"),
    ]
    scores = _scores(
        hierarchy, gold, [reported("validity", "M54.5"), reported("specificity", "I10")]
    )
    assert scores["findings.validity.f1"].value == 1.0
    assert scores["findings.laterality.recall"].value == 0.0
    assert scores["findings.specificity.precision"].value == 0.0
    assert scores["findings.specificity.recall"].value is None
    assert scores["findings.kinds.truncate.recall"].value == 1.0
    assert scores["findings.kinds.flip_side.recall"].value == 0.0


def test_cases_without_gold_findings_do_not_count_for_findings(hierarchy: Hierarchy) -> None:
    one = case("one", ["I10"], findings=[reported("validity", "M54.5")])
    assert score([one], hierarchy)[0]["findings.micro.precision"].value is None


@settings(max_examples=60)
@given(_gold, _reported, st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_no_match(
    gold: list[GoldFinding], found: list[PredictedFinding], chance: random.Random
) -> None:
    before = match_findings(gold, found)
    chance.shuffle(gold)
    chance.shuffle(found)
    assert match_findings(gold, found) == before


@settings(max_examples=60)
@given(_gold, _reported)
def test_every_finding_is_matched_or_left_over_once(
    gold: list[GoldFinding], found: list[PredictedFinding]
) -> None:
    result = match_findings(gold, found)
    assert len(result.matched) + len(result.missed) == len(gold)
    assert len(result.matched) + len(result.extra) == len(found)
    assert all(answers(match.gold, match.reported) for match in result.matched)


def test_every_rule_has_its_precision(hierarchy: Hierarchy) -> None:
    gold = [gold_finding("validity", "M54.5")]
    made = [reported("validity", "M54.5"), reported("validity", "I10", rule_id="VAL02")]
    _, tables = score([case("one", None, (), gold, made)], hierarchy, resamples=20)
    assert [(row["rule"], row["precision"]) for row in tables["findings_by_rule"]] == [
        ("VAL01", 1.0),
        ("VAL02", 0.0),
    ]


def test_a_declared_finding_is_neither_right_nor_wrong_nor_missed() -> None:
    declared = gold_finding("validity", "M54.5", declared=True)
    wanted = gold_finding("laterality", "I10")
    found = [reported("validity", "M54.5"), reported("laterality", "I10")]
    matches = match_findings([declared, wanted], found)
    assert [match.gold for match in matches.matched] == [wanted]
    assert (matches.missed, matches.extra) == ((), ())
    assert match_findings([declared], []).missed == ()


def test_a_declared_finding_excuses_one_report() -> None:
    declared = gold_finding("validity", "M54.5", declared=True)
    twice = [reported("validity", "M54.5"), reported("validity", "M54.5")]
    assert len(match_findings([declared], twice).extra) == 1
