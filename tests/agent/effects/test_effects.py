"""What the disputed codes carry is worked out after the findings and is no part of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent import ChartBundle, audit
from agent.effects import effects_of
from agent.effects.changed import billed_diagnoses, changed_claims
from agent.effects.drg import version_on
from agent.models import (
    Action,
    Category,
    Direction,
    Effects,
    Finding,
    Recommendation,
    RecommendedCode,
    Severity,
    Subject,
)
from agent.report.markdown import to_markdown
from catalog import Catalog

FAILURE = ("J18.9", "J96.01", "E11.9")


def stay(codes: tuple[str, ...] = FAILURE, **other: Any) -> ChartBundle:
    """An inpatient stay of 2026 with the codes; `other` stands in for parts of the encounter."""
    patient = other.pop("patient", {"age": 71, "sex": "female"})
    encounter = {
        "setting": "inpatient",
        "service_from": "2026-05-01",
        "service_to": "2026-05-06",
        "discharge_status": "01",
    }
    return ChartBundle.model_validate(
        {
            "bundle_id": "stay",
            "patient": patient,
            "encounter": {**encounter, **other},
            "claim": {"diagnoses": list(codes)},
        }
    )


def finding(index: int | None, code: str, action: Action, *codes: str, number: int = 1) -> Finding:
    """A finding about a diagnosis that recommends the action with the codes."""
    return Finding(
        id=f"F{number:03}",
        rule_id="SPC06",
        rule_name="detail_left_open",
        rule_version="",
        category=Category.SPECIFICITY,
        severity=Severity.WARNING,
        direction=Direction.NEUTRAL,
        subject=Subject(kind="diagnosis", index=index, code=code),
        message="",
        recommendation=Recommendation(
            action=action, codes=tuple(RecommendedCode(code=c) for c in codes)
        ),
    )


def carried(bundle: ChartBundle, *findings: Finding) -> Effects:
    effects = effects_of(bundle, findings)
    assert effects is not None
    return effects


def test_a_major_complication_removed_changes_the_drg() -> None:
    effects = carried(stay(), finding(2, "J96.01", Action.REMOVE))
    assert effects.drg is not None
    assert (effects.drg.drg, effects.drg.severity) == (193, "MCC")
    (change,) = effects.changes
    assert (change.change, change.followed) == ("without J96.01", True)
    assert change.drg is not None
    assert (change.drg.drg, change.drg.severity) == (195, "")
    assert effects.grouper == "MS-DRG v43.1"


def test_a_query_shows_the_claim_without_the_code_and_says_that_nobody_recommends_it() -> None:
    (change,) = carried(stay(), finding(2, "J96.01", Action.QUERY)).changes
    assert (change.change, change.followed) == ("without J96.01", False)


def test_each_code_that_is_offered_makes_a_claim() -> None:
    found = finding(3, "E11.9", Action.REPLACE, "E11.22", "E11.65")
    changes = carried(stay(), found).changes
    assert [c.change for c in changes] == ["E11.9 replaced by E11.22", "E11.9 replaced by E11.65"]


def test_findings_that_ask_for_the_same_claim_share_a_row() -> None:
    (change,) = carried(
        stay(),
        finding(2, "J96.01", Action.QUERY, number=1),
        finding(2, "J96.01", Action.REMOVE, number=2),
    ).changes
    assert (change.findings, change.followed) == (("F001", "F002"), True)


def test_a_new_order_puts_another_diagnosis_first() -> None:
    found = finding(1, "J18.9", Action.RESEQUENCE, "E11.9", "J18.9")
    (changed,) = changed_claims(billed_diagnoses(stay()), [found])
    assert [d.code for d in changed.diagnoses] == ["E11.9", "J96.01", "J18.9"]
    assert changed.change == "with E11.9 before J18.9"


def test_categories_are_lost_and_gained_under_the_models_hierarchy() -> None:
    bundle = stay(("E11.9",), setting="professional", service_to=None, discharge_status=None)
    effects = carried(bundle, finding(1, "E11.9", Action.REPLACE, "E11.22"))
    assert effects.drg is None
    (change,) = effects.changes
    assert [c.hcc for c in change.hcc_lost] == ["38"]
    assert [c.hcc for c in change.hcc_gained] == ["37"]


def test_a_category_below_another_one_carries_nothing() -> None:
    bundle = stay(("E11.9", "E11.22"), setting="professional")
    assert effects_of(bundle, [finding(1, "E11.9", Action.REMOVE)]) is None


def test_visits_of_2024_are_shown_in_both_models() -> None:
    bundle = stay(("E11.9",), setting="professional", service_from="2024-05-01", service_to=None)
    effects = carried(bundle, finding(1, "E11.9", Action.REMOVE))
    assert {c.model for c in effects.hcc} == {"V24", "V28"}
    assert effects.hcc_release == "CMS-HCC mapping of payment year 2025"


def test_an_age_that_is_not_stated_is_not_guessed() -> None:
    effects = carried(stay(patient={}), finding(2, "J96.01", Action.REMOVE))
    assert effects.drg is not None
    assert (effects.drg.drg, effects.drg.why_not) == (None, "the patient's age is not stated")


def test_a_discharge_status_is_asked_for_only_where_it_matters() -> None:
    pneumonia = carried(stay(discharge_status=None), finding(2, "J96.01", Action.REMOVE))
    assert pneumonia.drg is not None
    assert pneumonia.drg.drg == 193
    infarction = carried(
        stay(("I21.02", "E11.9"), discharge_status=None), finding(2, "E11.9", Action.REMOVE)
    )
    assert infarction.drg is not None
    assert "discharge status" in infarction.drg.why_not


def test_a_claim_that_cannot_be_grouped_says_why() -> None:
    effects = carried(stay(("W19.XXXA", "J18.9")), finding(2, "J18.9", Action.REMOVE))
    assert effects.drg is not None
    assert effects.drg.why_not == "the grouper refuses the claim: dx cannot be pdx"


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2022, 9, 30), None),
        (date(2022, 10, 1), 400),
        (date(2026, 3, 31), 430),
        (date(2026, 4, 1), 431),
        (date(2027, 3, 31), 440),
        (date(2027, 4, 1), None),
    ],
)
def test_the_grouper_of_the_day_of_discharge_is_taken(day: date, version: int | None) -> None:
    assert version_on(day) == version


def test_a_finding_that_follows_another_adds_no_claim_of_its_own_without_the_code() -> None:
    leader = finding(2, "J96.01", Action.REPLACE, "J96.02")
    follower = finding(2, "J96.01", Action.NONE, number=2).model_copy(update={"follows": "F001"})
    changes = carried(stay(), leader, follower).changes
    assert [change.change for change in changes] == ["J96.01 replaced by J96.02"]


def test_without_a_disputed_code_there_is_no_section() -> None:
    assert effects_of(stay(), [finding(None, "J96.01", Action.NONE)]) is None


def test_a_report_has_the_section_unless_it_is_switched_off(catalog: Catalog) -> None:
    bundle = stay(("J18.9", "M54.5", "J96.01"))
    report = audit(bundle, catalog=catalog)
    assert report.effects is not None
    assert report.effects.changes
    without = audit(bundle, catalog=catalog, effects=False)
    assert without.effects is None
    assert without.findings == report.findings
    assert "What the disputed codes carry" in to_markdown(report, bundle)
    assert "What the disputed codes carry" not in to_markdown(without, bundle)


def test_no_finding_speaks_of_drgs_or_categories(catalog: Catalog) -> None:
    report = audit(stay(("J18.9", "M54.5", "J96.01")), catalog=catalog)
    told = " ".join(finding.model_dump_json() for finding in report.findings)
    assert "DRG" not in told
    assert "HCC" not in told
