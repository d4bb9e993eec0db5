"""Scores of codes, held against scikit-learn and against counts made by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from handmade_runs import case, write_run
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support
from sklearn.preprocessing import MultiLabelBinarizer

from agent.errors import UsageError
from evals.hierarchy import Hierarchy
from evals.sample import Scored
from evals.scoring import score, score_run

_CODES = ("I10", "M54.50", "M54.51", "M54.9", "E11.9", "E11.65", "J18.9", "S39.012A", "S39.012D")
_KEYS = Path(__file__).with_name("keys.txt").read_text(encoding="utf-8").split()

Pairs = list[tuple[frozenset[str], frozenset[str]]]
_pairs = st.lists(
    st.tuples(st.frozensets(st.sampled_from(_CODES)), st.frozensets(st.sampled_from(_CODES))),
    min_size=1,
    max_size=6,
)


def _cases(pairs: Pairs) -> list[Scored]:
    return [
        case(f"case-{number}", sorted(gold), sorted(predicted))
        for number, (gold, predicted) in enumerate(pairs)
    ]


def _random_pairs(cases: int) -> Pairs:
    chance = random.Random(7)
    return [
        (
            frozenset(chance.choices(_CODES, k=4)),
            frozenset(chance.choices(_CODES, k=3)),
        )
        for _ in range(cases)
    ]


def _independent(pairs: Sequence[Sequence[frozenset[str]]], average: str) -> tuple[float, ...]:
    """Precision, recall and F1 by scikit-learn, over an indicator matrix of cases by codes."""
    encoder = MultiLabelBinarizer().fit([codes for pair in pairs for codes in pair])
    gold, predicted = (encoder.transform(side) for side in zip(*pairs, strict=True))
    found = precision_recall_fscore_support(gold, predicted, average=average, zero_division=0)
    return tuple(float(value) for value in found[:3])


@pytest.mark.parametrize("average", ["micro", "macro"])
def test_precision_recall_and_f1_are_those_of_scikit_learn(
    average: str, hierarchy: Hierarchy
) -> None:
    pairs = _random_pairs(40)
    scores, _ = score(_cases(pairs), hierarchy)
    ours = [scores[f"codes.{average}.{part}"].value for part in ("precision", "recall", "f1")]
    assert ours == pytest.approx(_independent(pairs, average))


@pytest.mark.parametrize(("level", "characters"), [("subcategory", 5), ("category", 3)])
def test_cut_codes_score_as_scikit_learn_scores_them(
    level: str, characters: int, hierarchy: Hierarchy
) -> None:
    pairs = _random_pairs(40)
    shortened = [[frozenset(code[:characters] for code in side) for side in pair] for pair in pairs]
    scores, _ = score(_cases(pairs), hierarchy)
    ours = [scores[f"codes.{level}.micro.{part}"].value for part in ("precision", "recall", "f1")]
    assert ours == pytest.approx(_independent(shortened, "micro"))


def test_two_cases_counted_by_hand(hierarchy: Hierarchy) -> None:
    cases = [
        case("one", ["I10", "M54.50"], ["I10", "M54.51"]),
        case("two", ["E11.9"], ["E11.9"]),
    ]
    scores, _ = score(cases, hierarchy)
    assert scores["codes.micro.precision"].value == pytest.approx(2 / 3)
    assert scores["codes.micro.recall"].value == pytest.approx(2 / 3)
    assert scores["codes.category.micro.f1"].value == 1.0
    assert scores["accuracy.code_over_code"].value == pytest.approx(2 / 4)
    assert scores["accuracy.case_over_case"].value == 0.5


def test_a_code_that_a_rule_refused_is_not_predicted(hierarchy: Hierarchy) -> None:
    one = case("one", ["I10"], ["I10"])
    refused = one.prediction.codes[0].model_copy(update={"kept": False})
    cases = [Scored(one.gold, one.prediction.model_copy(update={"codes": (refused,)}))]
    assert score(cases, hierarchy)[0]["codes.micro.recall"].value == 0.0


def test_a_failed_audit_predicts_nothing_and_is_counted(hierarchy: Hierarchy) -> None:
    scores, _ = score([case("one", ["I10"], ["I10"], error="the endpoint failed")], hierarchy)
    assert scores["codes.micro.recall"].value == 0.0
    assert scores["codes.micro.precision"].value is None
    assert scores["cases.failed"].value == 1


def test_cases_without_gold_codes_do_not_count_for_codes(hierarchy: Hierarchy) -> None:
    cases = [case("known", ["I10"], ["I10"]), case("unknown", None, ["E11.9"], gold_findings=())]
    assert score(cases, hierarchy)[0]["codes.micro.precision"].value == 1.0


def test_every_documented_key_exists_where_nothing_can_be_measured(hierarchy: Hierarchy) -> None:
    scores, _ = score([], hierarchy)
    assert [key for key in _KEYS if key not in scores] == []


def test_a_share_of_one_has_an_exact_lower_bound(hierarchy: Hierarchy) -> None:
    scores, _ = score([case(f"{n}", ["I10"], ["I10"]) for n in range(20)], hierarchy)
    found = scores["codes.micro.recall"]
    assert found.high == 1.0
    assert found.low == pytest.approx(0.025 ** (1 / 20))


@settings(max_examples=40)
@given(_pairs, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(
    hierarchy: Hierarchy, pairs: Pairs, chance: random.Random
) -> None:
    cases = _cases(pairs)
    before = score(cases, hierarchy, resamples=20)
    chance.shuffle(cases)
    assert score(cases, hierarchy, resamples=20) == before


@settings(max_examples=40)
@given(_pairs, st.data())
def test_adding_a_right_code_never_lowers_recall_or_accuracy(
    hierarchy: Hierarchy, pairs: Pairs, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(pairs) - 1))
    gold, predicted = pairs[place]
    if not gold:
        return
    better = [*pairs]
    better[place] = (gold, predicted | {data.draw(st.sampled_from(sorted(gold)))})
    before, after = (score(_cases(given), hierarchy, resamples=20)[0] for given in (pairs, better))
    for key in ("codes.micro.recall", "codes.category.micro.recall", "accuracy.code_over_code"):
        assert (after[key].value or 0) >= (before[key].value or 0)


def test_a_run_is_scored_from_its_folder(tmp_path: Path, hierarchy: Hierarchy) -> None:
    cases = [case("one", ["I10", "E11.9"], ["I10"]), case("two", ["J18.9"], ["J18.9"])]
    score_run(write_run(tmp_path / "run", cases))
    written = json.loads((tmp_path / "run" / "scores.json").read_text())
    assert written["codes.micro.recall"]["value"] == pytest.approx(2 / 3)
    assert set(written["codes.micro.recall"]) == {"value", "low", "high", "n"}


def test_an_unfinished_run_is_refused_with_the_count(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", [case("one", ["I10"]), case("two", ["I10"])])
    lines = (folder / "predictions.jsonl").read_text().splitlines()
    (folder / "predictions.jsonl").write_text(lines[0] + "\n")
    with pytest.raises(UsageError, match="1 of 2 cases have no prediction"):
        score_run(folder)


def test_scoring_a_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", _cases(_random_pairs(30)))
    score_run(folder)
    names = ("scores.json", "tables.json")
    first = [(folder / name).read_bytes() for name in names]
    score_run(folder)
    assert [(folder / name).read_bytes() for name in names] == first
