"""Calibration: a profile learns a department's habits from its own labelled charts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agent.coding import OfflineCoder
from agent.coding.profile import Profile, load_profile, save_profile
from agent.coding.profiled import ProfiledCoder
from agent.context import AuditContext, Coder, Proposal
from agent.errors import UsageError
from agent.models import ChartBundle, Document, Encounter, Setting
from agent.reading import read
from catalog import Catalog, CatalogView
from evals.boosting import boosted
from evals.calibration import calibrated
from evals.contracts import GoldCase, GoldCode
from evals.goldsets import GoldSet
from evals.labelled import label

#: Our coders file a full stomach under R68.81, which no title or synonym says.
_HABITS = (
    ("She had a full stomach all week. Mr. Zyxwvson came along.", ("R68.81",)),
    ("Hypertension on treatment.", ("I10",)),
    ("Left knee pain since the fall.", ("M25.562",)),
    ("Chronic cough, worse at night.", ("R05.3",)),
    ("Migraine with much nausea.", ("G43.909",)),
    ("Gout flared in spring.", ("M10.9",)),
    ("Asthma, doing well.", ("J45.909",)),
    ("Fatigue for a month.", ("R53.83",)),
)


def _case(number: int, text: str, codes: tuple[str, ...]) -> GoldCase:
    return GoldCase(
        case_id=f"case-{number}",
        bundle=ChartBundle(
            bundle_id=f"case-{number}",
            encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=date(2026, 5, 4)),
            documents=(Document(id="note", text=text),),
        ),
        codes=tuple(GoldCode(code=code) for code in codes),
    )


def _goldset(charts: int) -> GoldSet:
    cases = tuple(_case(n, *_HABITS[n % len(_HABITS)]) for n in range(charts))
    return GoldSet("ours", None, cases, ())


@pytest.fixture(scope="module")
def profile() -> Profile:
    return calibrated(_goldset(40), "ours")


def _proposals(view: CatalogView, coder: Coder, text: str) -> tuple[Proposal, ...]:
    bundle = _case(0, text, ()).bundle
    documents = tuple(read(document, view) for document in bundle.documents)
    return coder.propose(AuditContext(bundle, view, documents)).proposals


def test_a_habit_of_the_labelled_charts_is_proposed_with_its_words(
    view: CatalogView, profile: Profile
) -> None:
    text = "Full stomach after every meal."
    assert not _proposals(view, OfflineCoder(), text)
    (proposal,) = _proposals(view, ProfiledCoder(profile), text)
    assert proposal.code == "R68.81"
    assert [text[m.start : m.end] for m in proposal.mentions] == [m.text for m in proposal.mentions]


def test_a_denied_wording_speaks_for_nothing(view: CatalogView, profile: Profile) -> None:
    assert not _proposals(view, ProfiledCoder(profile), "She denies full stomach.")


def test_no_word_outside_the_catalog_enters_a_profile(profile: Profile) -> None:
    assert "zyxwv" not in profile.model_dump_json().lower()


def test_scores_on_held_out_charts_stand_beside_those_on_the_fitted_ones(profile: Profile) -> None:
    assert profile.train.charts == profile.held_out.charts == 40
    assert profile.held_out.f1 > 0.9


def test_the_same_charts_give_the_same_profile(profile: Profile) -> None:
    assert calibrated(_goldset(40), "ours").model_dump_json() == profile.model_dump_json()


def test_the_trees_say_what_the_fitted_model_says() -> None:
    values = np.random.default_rng(1).normal(size=(400, 3))
    trees = boosted(values, values[:, 0] + values[:, 1] > 0.5)
    assert trees.trees
    assert trees.log_odds((2.0, 2.0, 0.0)) > 1 > -1 > trees.log_odds((-2.0, -2.0, 0.0))


def test_a_wording_is_marked_where_the_coders_marked_it() -> None:
    text = "Full stomach all week. " + "He slept well and ate well. " * 3 + "Gout flared."
    case = _case(0, text, ("R68.81",))
    with Catalog.open() as catalog:
        chart = label(case, catalog, {"R68.81": [(0, 12)]})
    assert chart.wordings["stomach"] == {"R68.81"}
    assert chart.wordings["gout"] == frozenset()


def test_too_few_charts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 10 labelled charts, found 9"):
        calibrated(_goldset(9), "ours")


def test_a_saved_profile_is_loaded_by_its_name(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTAUDIT_PROFILES", str(tmp_path))
    save_profile(profile)
    assert load_profile("ours") == profile


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("absent", None, "there is no such profile"),
        ("old", '{"schema_version": "1"}', "was fitted by an earlier version"),
        ("torn", '{"schema_version": "1", "na', "is not as a profile must be"),
        ("../else", None, "lower-case letters"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_with_the_reason(
    name: str, content: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTAUDIT_PROFILES", str(tmp_path))
    if content is not None:
        (tmp_path / f"{name}.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        load_profile(name)
