"""A run over a gold set runs the rules that the configuration names, and pins them."""

from __future__ import annotations

from pathlib import Path

from agent.configuration import Configuration, RulesSection
from evals.contracts import GoldCase, RunConfig
from evals.goldsets import GoldSet
from evals.runner import Sitting, run

GOLD = GoldSet(
    "one",
    None,
    (
        GoldCase.model_validate(
            {
                "case_id": "one",
                "bundle": {
                    "bundle_id": "one",
                    "encounter": {"setting": "professional", "service_from": "2026-05-04"},
                    "claim": {"diagnoses": ["M54.3"]},
                },
                "findings": [],
            }
        ),
    ),
    (),
)


def test_rules_that_are_off_do_not_run_and_set_severities_are_pinned(tmp_path: Path) -> None:
    section = RulesSection(off=["VAL04"], severity={"VAL01": "advice"})
    sitting = Sitting(configuration=Configuration(rules=section))
    outcome = run(GOLD, RunConfig(), tmp_path / "run", sitting)
    assert outcome.errors == 0
    assert "VAL04" not in outcome.manifest.rules
    assert outcome.manifest.rules["VAL01"].endswith(", advice")
    assert "VAL04" not in (tmp_path / "run" / "predictions.jsonl").read_text()


def test_a_run_with_other_rules_is_another_run(tmp_path: Path) -> None:
    whole = run(GOLD, RunConfig(), tmp_path / "whole", Sitting())
    less = Configuration(rules=RulesSection(off=["VAL04"]))
    fewer = run(GOLD, RunConfig(), tmp_path / "fewer", Sitting(configuration=less))
    assert whole.manifest.digest != fewer.manifest.digest
