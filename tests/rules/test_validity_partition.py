"""A diagnosis that is not billable gets one validity finding; a billable one gets none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import ChartBundle
from agent.context import AuditContext
from agent.models import Finding
from agent.rules import all_rules
from catalog import Catalog, CatalogView, compact

DAYS = (date(2016, 1, 15), date(2021, 9, 30), date(2024, 10, 1), date(2026, 5, 4))
RULES = [rule for rule in all_rules() if "VAL01" <= rule.id <= "VAL08"]
#: Characters that coders append, drop or mistype.
CHARACTERS = "0123456789ABCDGKPSXO"


def _findings(view: CatalogView, code: str) -> list[Finding]:
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "case",
            "encounter": {"setting": "professional", "service_from": view.date},
            "claim": {"diagnoses": [code]},
        }
    )
    context = AuditContext(bundle, view, ())
    return [finding for rule in RULES for finding in rule.check(context)]


@pytest.fixture(scope="module")
def billable(catalog: Catalog) -> dict[date, list[str]]:
    return {day: list(catalog.on(day).all_billable()) for day in DAYS}


@st.composite
def _edits(draw: st.DrawFn) -> tuple[date, float, str, int, str]:
    return (
        draw(st.sampled_from(DAYS)),
        draw(st.floats(0, 1, exclude_max=True)),
        draw(st.sampled_from(("none", "append", "drop", "replace", "insert", "without X"))),
        draw(st.integers(0, 6)),
        draw(st.sampled_from(CHARACTERS)),
    )


def _mistyped(code: str, edit: str, place: int, character: str) -> str:
    bare = compact(code)
    place = min(place, len(bare) - 1)
    match edit:
        case "append":
            return bare + character
        case "drop":
            return bare[:-1]
        case "replace":
            return bare[:place] + character + bare[place + 1 :]
        case "insert":
            return bare[:place] + character + bare[place:]
        case "without X":
            return bare[:3] + bare[3:].replace("X", "")
    return bare


@settings(max_examples=300, deadline=None)
@given(_edits())
def test_a_mistyped_code_gets_exactly_one_validity_finding(
    catalog: Catalog, billable: dict[date, list[str]], edit: tuple[date, float, str, int, str]
) -> None:
    day, share, kind, place, character = edit
    codes = billable[day]
    typed = _mistyped(codes[int(share * len(codes))], kind, place, character)
    view = catalog.on(day)
    found = _findings(view, typed)
    assert [f.rule_id for f in found] == [f.rule_id for f in found[:1]], typed
    assert bool(found) != view.is_billable(typed), typed
    offered = [code.code for finding in found for code in finding.recommendation.codes]
    assert all(view.is_billable(code) for code in offered)


def _all_codes(catalog: Catalog) -> Iterator[str]:
    yield from (row[0] for row in catalog.query("SELECT DISTINCT code FROM validity"))


@pytest.mark.slow
def test_every_code_ever_valid_gets_one_validity_finding_on_days_when_it_is_not(
    catalog: Catalog,
) -> None:
    for day in (DAYS[1], DAYS[-1]):
        view = catalog.on(day)
        wrong = [
            code
            for code in _all_codes(catalog)
            if not view.is_billable(code) and len(_findings(view, code)) != 1
        ]
        assert wrong == []
