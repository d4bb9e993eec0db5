"""Every kind of error, on a small bundle: the claim before and after, and what is declared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from seeding_notes import case, chart_of, injected

from catalog import Catalog
from catalog.data_files import load_yaml
from evals.contracts import GoldCase
from evals.seeding.chart import Chart
from evals.seeding.kinds import all_kinds

DATA = load_yaml(Path(__file__).parent / "kinds.yaml")


def _chart(note: str, catalog: Catalog) -> Chart:
    content = DATA["notes"][note]
    return chart_of(content, catalog.on(date.fromisoformat(content.get("date", "2026-05-04"))))


@pytest.mark.parametrize("row", DATA["cases"], ids=lambda row: row["kind"])
def test_the_error_and_its_finding_are_as_written(row: dict[str, Any], catalog: Catalog) -> None:
    before = _chart(row["note"], catalog)
    found = injected(row["kind"], before)
    assert found is not None, "the kind does not apply"
    after, finding = found.chart, found.finding
    assert finding.kind == row["kind"]
    assert not finding.declared
    assert (finding.action.value if finding.action else None) == row["action"]
    assert finding.line == row.get("line")
    if "after" in row:
        assert list(after.billed) == row["after"]
    if "starts" in row:
        assert after.billed[0].startswith(row["starts"])
    if "code" in row:
        assert finding.code == row["code"]
    if "code_not" in row:
        assert finding.code in after.billed
        assert finding.code != row["code_not"]
    if "fix" in row:
        assert list(finding.fix) == row["fix"]
    _claim_is(after, row)
    told = len(after.text) > len(before.text)
    assert told == row.get("longer", False)


def _claim_is(chart: Chart, row: dict[str, Any]) -> None:
    claim, patient = chart.bundle.claim, chart.bundle.patient
    if "pointers" in row:
        assert [list(line.diagnosis_pointers) for line in claim.lines] == row["pointers"]
    if "units" in row:
        assert [str(line.units) for line in claim.lines] == row["units"]
    if "modifiers" in row:
        assert [list(line.modifiers) for line in claim.lines] == row["modifiers"]
    if "age_below" in row:
        assert patient.age is not None
        assert patient.age < row["age_below"]
    if "sex" in row:
        assert patient.sex == row["sex"]
    if "poa" in row:
        assert [diagnosis.poa for diagnosis in claim.diagnoses] == row["poa"]


@pytest.mark.parametrize("row", DATA["untouched"], ids=lambda row: f"{row['kind']}: {row['why']}")
def test_a_kind_leaves_alone_what_it_does_not_apply_to(
    row: dict[str, Any], catalog: Catalog
) -> None:
    assert injected(row["kind"], _chart(row["note"], catalog)) is None


def test_every_kind_is_among_the_cases() -> None:
    assert {row["kind"] for row in DATA["cases"]} == {kind.name for kind in all_kinds()}


@pytest.mark.parametrize("row", DATA["cases"], ids=lambda row: row["kind"])
def test_an_injected_bundle_validates_and_its_spans_hold(
    row: dict[str, Any], catalog: Catalog
) -> None:
    before = _chart(row["note"], catalog)
    found = injected(row["kind"], before)
    assert found is not None
    made = GoldCase(
        case_id="made",
        bundle=found.chart.bundle,
        codes=found.chart.codes,
        findings=(found.finding, *found.following),
    )
    assert GoldCase.model_validate_json(made.model_dump_json()) == made
    words = {gold.code: [before.quote(span) for span in gold.spans] for gold in before.codes}
    for gold in found.chart.codes:
        quotes = [found.chart.quote(span) for span in gold.spans]
        assert quotes == words.get(gold.code, quotes)
        assert all(quotes)


def test_a_sentence_moves_the_spans_behind_it(catalog: Catalog) -> None:
    from agent.context import SectionKind

    before = _chart("shoulder", catalog)
    stated = before.stating("Radiographs were taken.", SectionKind.EXAM)
    assert stated is not None
    after, span = stated
    assert after.quote(span) == "Radiographs were taken."
    first = before.codes[0].spans[0].start
    assert after.codes[0].spans[0].start > first
    assert after.quote(after.codes[0].spans[0]) == before.quote(before.codes[0].spans[0])


def test_dropping_and_moving_diagnoses_takes_the_pointers_along(catalog: Catalog) -> None:
    chart = _chart("shoulder", catalog)
    assert chart.bundle.claim.lines[0].diagnosis_pointers == (1, 2)
    assert chart.dropped(1).bundle.claim.lines[0].diagnosis_pointers == (1,)
    assert chart.moved(2, 1).bundle.claim.lines[0].diagnosis_pointers == (2, 1)


def test_the_clean_claim_bills_the_gold_codes_in_the_order_of_the_note() -> None:
    made = case(DATA["notes"]["shoulder"])
    assert [d.code for d in made.bundle.claim.diagnoses] == ["M75.41", "I10"]
