"""A rule is asked where its codes, setting, dates and needs are met, and missed aloud else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from agent import ChartBundle, audit
from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.report.phrases import notices_of
from agent.rules import Need, Rule
from catalog import Catalog


class _Speaks(Rule):
    """Speaks whenever it is asked."""

    id = "VAL90"
    name = "speaks"
    category = Category.DOCUMENTATION
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("CARC:16",)
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        yield self.finding(
            context,
            Subject(kind="encounter"),
            "Asked.",
            cite=["CARC:16"],
            action=Action.NONE,
            do="nothing",
        )


def _rule(**attributes: Any) -> Rule:
    rule: Rule = type("Speaks", (_Speaks,), attributes)()
    return rule


def _bundle(codes: list[str], **encounter: Any) -> ChartBundle:
    return ChartBundle.model_validate(
        {
            "bundle_id": "b",
            "encounter": {"setting": "outpatient", "service_from": "2026-05-04", **encounter},
            "claim": {"diagnoses": codes, "lines": [{"procedure": "99213"}]},
        }
    )


@pytest.mark.parametrize(
    ("attributes", "asked"),
    [
        ({}, True),
        ({"about": ("E11.2",)}, True),
        ({"about": ("E11.20",)}, False),
        ({"about": ("I10", "Z")}, False),
        ({"about_procedures": ("9921",)}, True),
        ({"about_procedures": ("9938",)}, False),
        ({"settings": frozenset({Setting.OUTPATIENT})}, True),
        ({"settings": frozenset({Setting.INPATIENT})}, False),
        ({"effective_from": date(2026, 5, 5)}, False),
        ({"effective_to": date(2026, 5, 4)}, True),
        ({"effective_to": date(2026, 5, 3)}, False),
        ({"citations": ("MCE:sex_conflict",)}, False),
        ({"needs": frozenset({Need.LINES})}, True),
        ({"needs": frozenset({Need.AGE})}, False),
    ],
    ids=str,
)
def test_a_rule_is_asked_only_where_the_claim_calls_for_it(
    catalog: Catalog, attributes: dict[str, Any], asked: bool
) -> None:
    report = audit(_bundle(["E11.22"]), catalog=catalog, rules=[_rule(**attributes)])
    assert bool(report.findings) is asked


def test_the_report_names_what_is_lacking_and_the_rules_that_could_not_run(
    catalog: Catalog,
) -> None:
    report = audit(_bundle(["E11.22"]), catalog=catalog, rules=[_rule(needs=frozenset({Need.AGE}))])
    assert [(lack.lacking, lack.rules) for lack in report.not_asked] == [
        ("the patient's age", ("VAL90",))
    ]
    assert any("the patient's age (VAL90)" in notice for notice in notices_of(report))


def test_a_rule_about_other_codes_is_not_reported_as_lacking_anything(catalog: Catalog) -> None:
    rule = _rule(about=("I10",), needs=frozenset({Need.AGE}))
    assert audit(_bundle(["E11.22"]), catalog=catalog, rules=[rule]).not_asked == ()
