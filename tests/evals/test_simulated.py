"""With a simulated model: no mistake of it gets a finding proved, and none hides one."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog import Catalog
from evals.contracts import GoldCase
from evals.seeding.bases import shipped_cases
from evals.simulated.__main__ import main
from evals.simulated.curve import RATES, Point, curve
from evals.simulated.measured import Measured, keep, kept
from evals.simulated.mistakes import Mistake, Rate
from evals.simulated.page import in_short, put_in


def measured(catalog: Catalog, cases: tuple[GoldCase, ...], *rates: Rate | float) -> list[Point]:
    return list(curve(cases, catalog, rates))


@pytest.fixture(scope="module")
def few() -> tuple[GoldCase, ...]:
    return shipped_cases()[:6]


@pytest.mark.parametrize("mistake", Mistake)
def test_a_model_that_always_makes_one_mistake_gets_nothing_proved(
    catalog: Catalog, few: tuple[GoldCase, ...], mistake: Mistake
) -> None:
    (point,) = measured(catalog, few, Rate(1.0, (mistake,)))
    assert (point.by_model, point.lost) == (0, 0)
    assert point.false_believed > 0


def test_a_model_that_is_never_wrong_is_believed_and_checked_alike(
    catalog: Catalog, few: tuple[GoldCase, ...]
) -> None:
    (point,) = measured(catalog, few, 0.0)
    assert point.believed.f1 == point.checked.f1 > 0.8
    assert (point.false_believed, point.false_quoted, point.by_model) == (0, 0, 0)


def test_the_same_rate_gives_the_same_figures(catalog: Catalog, few: tuple[GoldCase, ...]) -> None:
    assert measured(catalog, few[:3], 0.5) == measured(catalog, few[:3], 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("rate", RATES)
def test_no_fabricated_evidence_is_proved_at_any_rate(catalog: Catalog, rate: float) -> None:
    (point,) = measured(catalog, shipped_cases(), rate)
    assert (point.by_model, point.lost) == (0, 0)
    assert point.checked.f1 >= point.believed.f1


@pytest.mark.slow
def test_the_page_says_that_it_is_simulated_and_holds_the_curve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.md"
    assert main(["--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    assert capsys.readouterr().out == text
    assert "**Simulated.**" in text
    assert text.count("\n| ") == 2 + len(RATES)
    assert [len(one.points) for one in kept(out.with_suffix(".json"))] == [len(RATES)]


def test_what_was_measured_is_kept_as_it_was(
    tmp_path: Path, catalog: Catalog, few: tuple[GoldCase, ...]
) -> None:
    ours = [Measured("ours", 2, 0.5, tuple(measured(catalog, few[:2], 0.5)))]
    keep(ours, tmp_path / "kept.json")
    assert kept(tmp_path / "kept.json") == ours


def test_the_page_of_all_figures_has_the_curve_put_in_anew_and_else_stays_as_it_was() -> None:
    earlier, later = Measured("ours", 3, 0.5, kept()[0].points), kept()
    page = f"before\n{in_short([earlier])}\nafter"
    assert put_in(page, later) == f"before\n{in_short(later)}\nafter"
    assert "**Simulated**" in in_short(later)


def test_the_figures_shown_have_no_false_finding_that_the_model_got_proved() -> None:
    assert {point.by_model for one in kept() for point in one.points} == {0}


def test_a_gold_set_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([f"medcoder:{tmp_path / 'none'}", "--out", str(tmp_path / "page.md")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
