"""chartaudit.toml says which rules run and how severe they are; the report says what it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import ChartBundle, audit
from agent.configuration import configured
from agent.errors import UsageError
from agent.models import Severity, Status
from agent.rules import RuleSet, all_rules
from agent.rules.selection import selected
from catalog import Catalog


def chosen(folder: Path, text: str) -> RuleSet:
    """The rules that a chartaudit.toml of that text has run."""
    file = folder / "chartaudit.toml"
    file.write_text(text, encoding="utf-8")
    return selected(configured(file))


def ids(rules: RuleSet) -> set[str]:
    return {rule.id for rule in rules.rules}


HEADER = ChartBundle.model_validate(
    {
        "bundle_id": "header",
        "encounter": {"setting": "professional", "service_from": "2026-05-04"},
        "claim": {"diagnoses": ["M54.3"]},
    }
)


def test_without_a_section_all_rules_run(tmp_path: Path) -> None:
    rules = chosen(tmp_path, "")
    assert ids(rules) == {rule.id for rule in all_rules()}
    assert rules.off == ()


def test_a_rule_switched_on_runs_though_its_family_is_off(tmp_path: Path) -> None:
    rules = chosen(tmp_path, '[rules]\noff = ["SPC"]\non = ["SPC01"]')
    assert "SPC01" in ids(rules)
    assert "SPC02" not in ids(rules)


def test_a_family_switched_off_is_off_though_its_pack_is_on(tmp_path: Path) -> None:
    rules = chosen(tmp_path, '[rules]\noff = ["VAL"]\non = ["core"]')
    assert "VAL04" not in ids(rules)


def test_a_pack_switched_off_runs_no_rule_of_it(tmp_path: Path) -> None:
    rules = chosen(tmp_path, '[rules]\noff = ["core"]')
    assert not any(rule.pack == "core" for rule in rules.rules)


def test_the_report_names_what_is_off_in_a_notice_and_by_id(
    tmp_path: Path, catalog: Catalog
) -> None:
    rules = chosen(tmp_path, '[rules]\noff = ["VAL04"]')
    report = audit(HEADER, catalog=catalog, rules=rules)
    assert report.rules_off == ("VAL04",)
    assert "VAL04" not in [finding.rule_id for finding in report.findings]
    assert any("not checked: VAL04" in notice for notice in report.notices)


def test_a_severity_that_is_set_holds_for_every_finding_and_is_told(
    tmp_path: Path, catalog: Catalog
) -> None:
    rules = chosen(tmp_path, '[rules.severity]\nVAL = "warning"\nVAL04 = "advice"')
    report = audit(HEADER, catalog=catalog, rules=rules)
    found = next(finding for finding in report.findings if finding.rule_id == "VAL04")
    assert found.severity is Severity.ADVICE
    assert found.status is Status.PROVED
    used = next(rule for rule in report.rules if rule.id == "VAL04")
    assert used.set_severity is Severity.ADVICE
    assert any("VAL04 advice" in notice for notice in report.notices)


@pytest.mark.parametrize(
    ("text", "told"),
    {
        '[rules]\noff = ["VAL99"]': "rules.off: no rule, family or pack is named 'VAL99'; near it",
        '[rules]\non = ["nobody"]': "rules.on: no rule, family or pack is named 'nobody'",
        '[rules.severity]\nXYZ = "error"': "rules.severity: no rule, family or pack",
        '[rules.severity]\nVAL04 = "fatal"': "rules.severity.VAL04: Input should be 'error'",
        '[rules]\noff = ["VAL"]\non = ["VAL"]': "rules.on: VAL stands in rules.off too",
        '[rules]\nof = ["VAL"]': "rules.of: unknown key; known here: off, on, severity, files",
        '[rules]\nfiles = ["none.yaml"]': "none.yaml: is not there",
        "[rules]\noff = [1]": "rules.off.0: Input should be a valid string",
    }.items(),
)
def test_a_mistake_names_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(tmp_path, text)
    assert told in str(caught.value)
    assert str(tmp_path) in str(caught.value)
