"""Retrieval, stages, evidence, proofs, calibration, usage, distance of misses, tables."""

from __future__ import annotations

import numpy as np
import pytest
from handmade_runs import case, reported
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from agent.models import Status
from evals.contracts import (
    GoldCode,
    GoldLine,
    GoldSpan,
    PredictedCode,
    PredictedMention,
    PredictedSpan,
    Prediction,
    Scores,
    Table,
    Usage,
)
from evals.hierarchy import Hierarchy
from evals.metrics.stages import STAGES, stage_lost
from evals.sample import Scored
from evals.scoring import score

_CODES = ("I10", "M54.50", "M54.51", "E11.9")


def _mention(start: int, end: int, *candidates: str) -> PredictedMention:
    return PredictedMention(
        document_id="note", start=start, end=end, assertion="affirmed", candidates=candidates
    )


def _marked(gold: list[tuple[str, int, int]], predicted: list[tuple[str, int, int]]) -> Scored:
    """A case whose gold and predicted codes each rest on one span of the note."""
    return Scored(
        GoldLine(
            case_id="one",
            codes=tuple(
                GoldCode(code=code, spans=(GoldSpan(document_id="note", start=start, end=end),))
                for code, start, end in gold
            ),
        ),
        Prediction(
            case_id="one",
            codes=tuple(
                PredictedCode(
                    code=code,
                    confidence=0.5,
                    spans=(PredictedSpan(document_id="note", start=start, end=end),),
                )
                for code, start, end in predicted
            ),
        ),
    )


def _scored(hierarchy: Hierarchy, *cases: Scored) -> tuple[Scores, dict[str, Table]]:
    return score(cases, hierarchy, resamples=20)


def test_retrieval_counts_gold_codes_among_the_first_candidates(hierarchy: Hierarchy) -> None:
    one = case("one", ["I10", "E11.9"], candidates=("J18.9", "I10", "M54.9", "R51.9", "E11.9"))
    scores, _ = _scored(hierarchy, one)
    assert scores["retrieval.recall_at.1"].value == 0.0
    assert scores["retrieval.recall_at.5"].value == 1.0


@pytest.mark.parametrize(
    ("one", "lost"),
    [
        (case("one", ["I10"]), "mention"),
        (case("one", ["M54.50"], mentions=(_mention(0, 4, "M54.51"),)), "candidate"),
        (case("one", ["I10"], mentions=(_mention(0, 4, "I10"),)), "selected"),
        (case("one", ["I10"], candidates=("I10",)), "selected"),
        (case("one", ["I10"], ["I10"]), None),
    ],
)
def test_a_gold_code_is_lost_at_the_first_stage_that_does_not_hold_it(
    one: Scored, lost: str | None
) -> None:
    (code,) = one.gold_codes
    assert stage_lost(one, code) == lost


def test_a_code_with_spans_is_mentioned_only_where_a_mention_overlaps_one() -> None:
    gold = GoldLine(
        case_id="one",
        codes=(GoldCode(code="I10", spans=(GoldSpan(document_id="note", start=10, end=14),)),),
    )
    beside, over = (
        Scored(gold, Prediction(case_id="one", mentions=(_mention(start, 12, "I15.9"),)))
        for start in (2, 11)
    )
    elsewhere = Scored(gold, Prediction(case_id="one", mentions=(_mention(2, 8, "I10.X"),)))
    assert stage_lost(elsewhere, "I10") == "mention"
    assert stage_lost(beside, "I10") == "candidate"
    assert stage_lost(over, "I10") == "candidate"


@settings(max_examples=40)
@given(
    st.frozensets(st.sampled_from(_CODES), min_size=1),
    st.frozensets(st.sampled_from(_CODES)),
    st.frozensets(st.sampled_from(_CODES)),
)
def test_no_stage_holds_more_than_the_one_before(
    hierarchy: Hierarchy, gold: frozenset[str], predicted: frozenset[str], offered: frozenset[str]
) -> None:
    one = case("one", sorted(gold), sorted(predicted), candidates=tuple(sorted(offered)))
    scores, _ = _scored(hierarchy, one)
    shares = [scores[f"stages.{stage}"].value or 0.0 for stage in STAGES]
    assert shares == sorted(shares, reverse=True)
    assert scores["stages.kept"].value == scores["codes.micro.recall"].value


def test_evidence_agrees_exactly_or_by_overlap_one_to_one(hierarchy: Hierarchy) -> None:
    one = _marked(
        [("I10", 0, 4), ("E11.9", 10, 20), ("M54.50", 30, 40)],
        [("I10", 0, 4), ("E11.9", 12, 14), ("E11.65", 15, 18), ("M54.50", 50, 60)],
    )
    scores, _ = _scored(hierarchy, one)
    assert scores["evidence.exact.f1"].value == pytest.approx(2 / 7)
    assert scores["evidence.overlap.recall"].value == pytest.approx(2 / 3)
    assert scores["evidence.overlap.precision"].value == pytest.approx(2 / 4)


def test_the_evidence_of_a_right_code_is_located_where_it_meets_gold(
    hierarchy: Hierarchy,
) -> None:
    one = _marked(
        [("I10", 0, 4), ("E11.9", 10, 20), ("M54.50", 30, 40)],
        [("I10", 2, 6), ("E11.9", 50, 60), ("M54.51", 30, 40)],
    )
    assert _scored(hierarchy, one)[0]["evidence.located"].value == 0.5


def test_touching_spans_do_not_overlap(hierarchy: Hierarchy) -> None:
    scores, _ = _scored(hierarchy, _marked([("I10", 0, 4)], [("I10", 4, 8)]))
    assert scores["evidence.overlap.f1"].value == 0.0


def test_a_case_with_a_code_without_spans_does_not_count_for_evidence(
    hierarchy: Hierarchy,
) -> None:
    scores, _ = _scored(hierarchy, case("one", ["I10"], ["I10"]))
    assert scores["evidence.exact.f1"].value is None


def test_citations_must_hold_where_a_finding_is_proved(hierarchy: Hierarchy) -> None:
    proved = reported("validity", "I10", quotes=1, quotes_valid=1, citations=2, citations_valid=2)
    review = reported(
        "validity", "I10", status=Status.NEEDS_REVIEW, quotes=1, citations=2, citations_valid=1
    )
    scores, _ = _scored(hierarchy, case("one", ["I10"], findings=[proved, review]))
    assert scores["evidence.quote_validity"].value == 0.5
    assert scores["citations.validity"].value == 1.0
    assert scores["citations.in_force"].value == 0.75


def test_codes_that_never_were_are_told_apart_from_abstentions(hierarchy: Hierarchy) -> None:
    one = case("one", ["I10"], ["I10", "Z99.ZZZ"], abstained=3)
    never = one.prediction.codes[1].model_copy(update={"in_catalog": False})
    codes = (one.prediction.codes[0], never)
    scores, _ = _scored(
        hierarchy, Scored(one.gold, one.prediction.model_copy(update={"codes": codes}))
    )
    assert scores["codes.hallucinated"].value == 1
    assert scores["codes.abstained"].value == 3


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 99).map(lambda n: (n + 0.5) / 100), st.booleans()), min_size=1
    )
)
def test_calibration_error_is_that_of_scikit_learns_curve(
    hierarchy: Hierarchy, codes: list[tuple[float, bool]]
) -> None:
    cases = [
        Scored(
            GoldLine(case_id=f"{n}", codes=(GoldCode(code="I10"),)),
            Prediction(
                case_id=f"{n}",
                codes=(PredictedCode(code="I10" if right else "E11.9", confidence=confidence),),
            ),
        )
        for n, (confidence, right) in enumerate(codes)
    ]
    confidences, rights = (np.array(side) for side in zip(*codes, strict=True))
    shares, means = calibration_curve(rights, confidences, n_bins=10)
    sizes = np.histogram(confidences, bins=10, range=(0, 1))[0]
    expected = np.abs(shares - means) @ sizes[sizes > 0] / len(codes)
    scores, tables = _scored(hierarchy, *cases)
    assert scores["calibration.ece"].value == pytest.approx(expected)
    assert [row["codes"] for row in tables["reliability"]] == sizes.tolist()


@settings(max_examples=40)
@given(st.lists(st.integers(0, 50).map(lambda n: n / 10), min_size=1, max_size=30))
def test_latency_percentiles_are_those_of_numpy(hierarchy: Hierarchy, seconds: list[float]) -> None:
    cases = [case(f"{n}", usage=Usage(seconds=taken)) for n, taken in enumerate(seconds)]
    scores, _ = _scored(hierarchy, *cases)
    for per_cent in (50, 95):
        expected = np.percentile(seconds, per_cent, method="inverted_cdf")
        assert scores[f"usage.seconds.p{per_cent}"].value == expected


def test_a_failed_audit_still_cost_what_it_cost(hierarchy: Hierarchy) -> None:
    usage = Usage(seconds=2.0, prompt_tokens=900, completion_tokens=100, cost_usd=0.25)
    scores, _ = _scored(hierarchy, case("one", ["I10"], error="no answer", usage=usage))
    assert scores["usage.tokens"].value == 1000
    assert scores["usage.cost_usd"].value == 0.25


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("M54.50", "M54.50", 0),
        ("M54.50", "M54.5", 1),
        ("M54.50", "M54.51", 2),
        ("M54.50", "M54.9", 3),
        ("M54.50", "I10", 8),
    ],
)
def test_distance_counts_steps_through_the_tabular_tree(
    hierarchy: Hierarchy, one: str, other: str, steps: int
) -> None:
    assert hierarchy.distance(one, other) == hierarchy.distance(other, one) == steps


def test_a_code_not_in_the_release_hangs_below_what_it_begins_with(hierarchy: Hierarchy) -> None:
    assert hierarchy.path("I10.99")[-3:] == ("I10", "I10.9", "I10.99")
    assert hierarchy.chapter("not a code") == "unknown"


def test_misses_are_measured_to_the_nearest_wrong_code(hierarchy: Hierarchy) -> None:
    mistaken = case("one", ["M54.50", "I10"], ["M54.51", "I10"])
    overlooked = case("two", ["E11.9"], [])
    scores, tables = _scored(hierarchy, mistaken, overlooked)
    assert scores["codes.miss_distance"].value == 2
    assert tables["miss_distance"] == [{"steps": 2, "missed": 1}, {"steps": None, "missed": 1}]


def test_chapters_and_codes_have_their_tables(hierarchy: Hierarchy) -> None:
    _, tables = _scored(hierarchy, case("one", ["I10", "M54.50"], ["I10", "E11.9"]))
    assert [row["chapter"] for row in tables["chapters"]] == ["CH4", "CH9", "CH13"]
    rows = {row["code"]: (row["precision"], row["recall"]) for row in tables["codes"]}
    assert rows == {"E11.9": (0.0, None), "I10": (1.0, 1.0), "M54.50": (None, 0.0)}


def test_accuracy_is_held_against_the_bar(hierarchy: Hierarchy) -> None:
    right = [case(f"{n}", ["I10"], ["I10"]) for n in range(100)]
    _, tables = score(right, hierarchy)
    assert [row["met"] for row in tables["accuracy"]] == ["yes", "yes"]
    wrong = [case(f"{n}", ["I10"], ["E11.9"]) for n in range(10)]
    assert [row["met"] for row in score(wrong, hierarchy)[1]["accuracy"]] == ["no", "no"]
