"""The bundles that errors are put into are clean, or say what is found in them."""

from __future__ import annotations

from typing import Any

import pytest
from seeding_notes import KNEE, case

from catalog import Catalog
from evals.contracts import GoldCase
from evals.seeding.bases import bases_of, shipped_cases

NOT_SIDED: dict[str, Any] = {
    "note": "ASSESSMENT\nPain in the right elbow.\n",
    "codes": {"M25.529": "Pain in the right elbow"},
}


def test_at_least_twelve_notes_are_shipped_and_cover_the_settings() -> None:
    cases = shipped_cases()
    assert len(cases) >= 12
    assert {"professional", "outpatient", "inpatient", "emergency"} <= {
        made.bundle.encounter.setting.value for made in cases
    }


@pytest.mark.parametrize("made", shipped_cases(), ids=lambda made: made.case_id)
def test_a_shipped_note_audits_clean(made: GoldCase, catalog: Catalog) -> None:
    bases = bases_of([made], catalog, clean_only=True)
    assert bases.refused == []
    assert len(bases.usable) == 1


def test_a_bundle_in_which_something_is_found_is_left_out(catalog: Catalog) -> None:
    bases = bases_of([case(NOT_SIDED)], catalog, clean_only=True)
    assert bases.usable == []
    assert [row.reason for row in bases.refused] == ["does not audit clean: SPC01"]
    assert bases.found == {"SPC01": 1}


def test_what_is_found_beforehand_is_declared_when_such_bundles_serve(catalog: Catalog) -> None:
    (base,) = bases_of([case(NOT_SIDED)], catalog, clean_only=False).usable
    (declared,) = base.declared
    assert (declared.kind, declared.code, declared.declared) == ("base:SPC01", "M25.529", True)
    assert base.chart.right == ()


def test_a_case_with_a_code_that_is_not_billable_is_left_out_with_the_code(
    catalog: Catalog,
) -> None:
    wrong = case({**KNEE, "codes": {"M54.5": "knee"}})
    (row,) = bases_of([wrong], catalog, clean_only=True).refused
    assert row.reason == "gold codes not billable on 2026-05-04: M54.5"
