"""Two runs over the same cases, side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade_runs import case, gold_finding, reported, write_run

from agent.errors import UsageError
from evals.compare import Comparison, compare, compare_runs
from evals.contracts import RunConfig
from evals.hierarchy import Hierarchy
from evals.sample import Scored


def _figures(found: Comparison) -> dict[str, float | None]:
    return {figure.key: figure.difference for figure in found.figures}


def _five(predicted: list[str]) -> list[Scored]:
    return [case(f"case-{number}", ["I10", "E11.9"], predicted) for number in range(5)]


def test_a_run_compared_with_itself_differs_in_nothing(tmp_path: Path) -> None:
    cases = [
        case("one", ["I10", "E11.9"], ["I10"], [gold_finding("validity", "I10")]),
        case("two", ["M54.50"], ["M54.51"], [], [reported("validity", "M54.51")]),
        case("three", ["J18.9"], ["J18.9"], mentions=()),
    ]
    run = write_run(tmp_path / "run", cases)
    found = compare_runs(run, run)
    known = [figure for figure in found.figures if figure.difference is not None]
    assert {(f.difference, f.low or 0.0, f.high or 0.0, f.effect or 0.0) for f in known} == {
        (0.0, 0.0, 0.0, 0.0)
    }
    tested = [figure for figure in found.figures if figure.p is not None]
    assert len(tested) > 20
    assert {(figure.p, figure.p_holm) for figure in tested} == {(1.0, 1.0)}
    assert {row.p for row in found.discordant} == {1.0}
    assert (found.settings, found.codes, found.changes) == ((), (), ())


def test_differences_are_the_second_run_less_the_first(hierarchy: Hierarchy) -> None:
    found = compare(_five(["I10"]), _five(["I10", "E11.9"]), hierarchy)
    assert _figures(found)["codes.micro.recall"] == 0.5
    assert _figures(compare(_five(["I10", "E11.9"]), _five(["I10"]), hierarchy))[
        "codes.micro.recall"
    ] == pytest.approx(-0.5)


def test_the_order_of_cases_does_not_matter(hierarchy: Hierarchy) -> None:
    first, second = _five(["I10"]), _five(["E11.9", "I15.9"])
    assert compare(first[::-1], second, hierarchy) == compare(first, second, hierarchy)


def test_decisions_are_counted_by_who_has_them_right(hierarchy: Hierarchy) -> None:
    first = [case("one", ["I10", "E11.9"], ["I10", "J18.9"])]
    second = [case("one", ["I10", "E11.9"], ["I10", "E11.9", "M54.50"])]
    codes = compare(first, second, hierarchy).discordant[0]
    # I10 both; E11.9 and (not giving) J18.9 only the second; (not giving) M54.50 only the first.
    assert (codes.both, codes.only_a, codes.only_b, codes.neither) == (1, 1, 2, 0)
    assert codes.p == 1.0


def test_the_cases_that_changed_sides_are_named(hierarchy: Hierarchy) -> None:
    first = [case("one", ["I10"], ["I10", "J18.9"])]
    second = [case("one", ["I10"], ["E11.9"])]
    changes = {(c.what, c.code): c.change for c in compare(first, second, hierarchy).changes}
    assert changes == {
        ("gold code", "I10"): "to wrong",
        ("extra code", "J18.9"): "to right",
        ("extra code", "E11.9"): "to wrong",
    }


def test_findings_change_sides_too(hierarchy: Hierarchy) -> None:
    gold = [gold_finding("validity", "I10"), gold_finding("units", line=1)]
    first = [case("one", None, (), gold, [reported("validity", "I10")])]
    second = [
        case("one", None, (), gold, [reported("units", line=1), reported("laterality", "I10")])
    ]
    changes = {(c.what, c.code): c.change for c in compare(first, second, hierarchy).changes}
    assert changes == {
        ("gold finding", "validity I10"): "to wrong",
        ("gold finding", "units line 1"): "to right",
        ("extra finding", "laterality I10"): "to wrong",
    }


def test_declared_findings_are_no_decisions(hierarchy: Hierarchy) -> None:
    gold = [gold_finding("validity", "I10", declared=True)]
    first = [case("one", None, (), gold, [reported("validity", "I10")])]
    second = [case("one", None, (), gold, [])]
    found = compare(first, second, hierarchy)
    assert (found.discordant, found.changes) == ((), ())


def test_each_code_that_the_runs_disagree_on_has_its_own_test(hierarchy: Hierarchy) -> None:
    found = compare(_five(["I10"]), _five(["I10", "E11.9"]), hierarchy)
    (row,) = found.codes
    assert (row.decisions, row.only_a, row.only_b) == ("E11.9", 0, 5)
    assert row.p == row.p_holm == pytest.approx(2 / 32)


def test_settings_that_differ_are_told(tmp_path: Path) -> None:
    cases = _five(["I10"])
    first = write_run(tmp_path / "first", cases)
    second = write_run(
        tmp_path / "second", cases, config=RunConfig(coder="none"), rules={"VAL01": "0123"}
    )
    assert compare_runs(first, second).settings == (
        "config.coder: offline / none",
        "rules.VAL01: none / 0123",
    )


def test_runs_over_other_data_are_refused_with_both_sets(tmp_path: Path) -> None:
    first = write_run(tmp_path / "first", _five([]))
    second = write_run(tmp_path / "second", _five([]), data_sha256="f" * 64, goldset="native:other")
    with pytest.raises(UsageError, match=r"native:hand-made, 5 cases, .* native:other, 5 cases"):
        compare_runs(first, second)


def test_runs_that_lack_cases_are_refused_with_their_names(tmp_path: Path) -> None:
    first = write_run(tmp_path / "first", _five([]))
    second = write_run(tmp_path / "second", _five([])[1:])
    with pytest.raises(UsageError, match="second run lacks 1 cases of the other: case-0"):
        compare_runs(first, second)
    with pytest.raises(UsageError, match="first run lacks 1 cases"):
        compare_runs(second, first)
