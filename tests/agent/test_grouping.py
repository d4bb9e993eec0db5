"""Findings with one cause are grouped: the root leads, nothing is dropped."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from agent import ChartBundle, audit
from agent.cli.selection import Selection
from agent.grouping import causes, roots
from agent.models import AuditReport, Severity
from agent.report.html import to_html
from agent.report.markdown import to_markdown
from agent.report.phrases import summary
from agent.report.terminal import print_terminal
from agent.rules import all_rules
from catalog import Catalog
from catalog.data_files import load_yaml

CASCADES: list[dict[str, Any]] = load_yaml(Path(__file__).parent / "cascades.yaml")


def bundle_of(case: dict[str, Any]) -> ChartBundle:
    return ChartBundle.model_validate(
        {
            "bundle_id": "cascade",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": case["note"]}],
            "claim": {"diagnoses": case["codes"], "lines": case.get("lines", [])},
        }
    )


@pytest.mark.parametrize("case", CASCADES, ids=[case["name"] for case in CASCADES])
def test_the_root_cause_leads(case: dict[str, Any], catalog: Catalog) -> None:
    found = audit(bundle_of(case), catalog=catalog).findings
    root = next(finding for finding in found if finding.rule_id == case["root"])
    assert root.follows is None
    following = [finding.rule_id for finding in found if finding.follows == root.id]
    assert set(case["follows"]) <= set(following)


@pytest.fixture(scope="module")
def sample(catalog: Catalog) -> tuple[ChartBundle, AuditReport]:
    bundle = bundle_of(next(case for case in CASCADES if case["root"] == "SPC03"))
    return bundle, audit(bundle, catalog=catalog)


def test_a_follower_stands_right_after_its_root(
    sample: tuple[ChartBundle, AuditReport],
) -> None:
    findings = sample[1].findings
    place = next(n for n, finding in enumerate(findings) if finding.follows)
    assert findings[place - 1].id == findings[place].follows
    assert [f.id for f in findings] == [f"F{n:03d}" for n in range(1, len(findings) + 1)]


def test_a_follower_keeps_all_it_says(sample: tuple[ChartBundle, AuditReport]) -> None:
    follower = next(finding for finding in sample[1].findings if finding.follows)
    assert follower.citations
    assert follower.recommendation.text


def test_followers_are_counted_apart(sample: tuple[ChartBundle, AuditReport]) -> None:
    assert summary(sample[1].findings) == "1 finding: 1 error; 1 proved; 1 more follows from these"


def test_the_terminal_folds_a_follower_under_its_root(
    sample: tuple[ChartBundle, AuditReport],
) -> None:
    bundle, report = sample
    printed = io.StringIO()
    print_terminal(report, bundle, Console(file=printed, width=100, color_system=None))
    lines = printed.getvalue().splitlines()
    heading = next(line for line in lines if "EDT10" in line)
    assert heading.startswith("    EDT10")
    assert heading.endswith("F002  follows F001")


def test_markdown_and_html_show_what_follows_whole(
    sample: tuple[ChartBundle, AuditReport], catalog: Catalog
) -> None:
    bundle, report = sample
    follower = next(finding for finding in report.findings if finding.follows)
    assert "### F002 EDT10 modifier: error, proved, follows F001" in to_markdown(report, bundle)
    html = to_html([(bundle, report)], catalog)
    assert "<summary>1 finding follows from finding 1</summary>" in html
    assert html.index('<details class="following">') < html.rindex(follower.message)


def test_what_follows_from_a_finding_that_is_left_out_stands_by_itself(catalog: Catalog) -> None:
    case = next(case for case in CASCADES if case["root"] == "SUP02")
    report = audit(bundle_of(case), catalog=catalog)
    shown = Selection(severities=frozenset([Severity.WARNING])).apply(report)
    assert [(f.rule_id, f.follows) for f in shown.findings] == [("NEC01", None)]


def test_an_error_never_follows_a_warning(sample: tuple[ChartBundle, AuditReport]) -> None:
    bundle, report = sample
    root, follower = report.findings[:2]
    milder = root.model_copy(update={"severity": Severity.WARNING})
    assert roots([root, follower], bundle) == {1: 0}
    assert roots([milder, follower], bundle) == {}


def test_the_table_names_rules_that_there_are() -> None:
    known = {rule.id for rule in all_rules()} | {
        rule.id.rstrip("0123456789") for rule in all_rules()
    }
    named = {name for cause in causes() for name in (*cause.leads, *cause.over)}
    assert named - known == set()


def test_every_entry_of_the_table_says_why() -> None:
    assert all(cause.because for cause in causes())
