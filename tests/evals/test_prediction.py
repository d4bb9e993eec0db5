"""A prediction is what the audit's own pipeline gave, with its proofs checked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agent.coding import OfflineCoder
from agent.coding.ranking import ranked_candidates
from agent.context import AuditContext, Coded, Coder, Proposal
from agent.models import (
    Action,
    Category,
    ChartBundle,
    Claim,
    Direction,
    Document,
    Encounter,
    Finding,
    Setting,
    Severity,
)
from agent.pipeline import read_and_code
from agent.rules import Rule, all_rules
from agent.rules.base import diagnosis
from catalog import Catalog
from catalog.library.adding import Dates, add
from evals.contracts import GoldCase, GoldFinding, Prediction
from evals.prediction import NoCoder, predict

NOTE = """\
Assessment:
1. Essential hypertension.
2. Pain in right knee.
"""
DAY = date(2026, 5, 4)
YEAR = Dates(date(2024, 10, 1), date(2025, 9, 30))


def case(
    note: str = NOTE, *billed: str, findings: tuple[GoldFinding, ...] | None = None
) -> GoldCase:
    return GoldCase(
        case_id="case",
        bundle=ChartBundle(
            bundle_id="case",
            encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=DAY),
            documents=(Document(id="note", text=note),),
            claim=Claim.model_validate({"diagnoses": list(billed)}),
        ),
        codes=(),
        findings=findings,
    )


def predicted(
    catalog: Catalog,
    gold: GoldCase,
    coder: Coder | None = None,
    rules: Sequence[Rule] = (),
) -> Prediction:
    return predict(gold, catalog, coder or OfflineCoder(), rules)


class Removing(Rule):
    """Wants the first billed code removed, on whatever citation it is given."""

    id = "TST01"
    name = "removing"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("TAB:*:title", "TAB:nowhere")
    needs_quote = False

    def __init__(self, citation: str) -> None:
        self._citation = citation

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billed[:1]:
            yield self.finding(
                context,
                diagnosis(billed),
                "is to go",
                cite=[self._citation],
                action=Action.REMOVE,
                do="Remove it.",
            )


@pytest.fixture
def removing(monkeypatch: pytest.MonkeyPatch) -> type[Removing]:
    """The rule, known to the proofs as the project's own are."""
    rule = Removing("")
    monkeypatch.setattr("agent.proof.rule_named", lambda name: rule if name == rule.id else None)
    return Removing


def test_codes_spans_and_candidates_are_the_coders(catalog: Catalog) -> None:
    found = predicted(catalog, case())
    assert [code.code for code in found.codes] == ["I10", "M25.561"]
    spans = [NOTE[s.start : s.end] for code in found.codes for s in code.spans]
    assert [words.lower() for words in spans] == ["essential hypertension", "pain in right knee"]
    assert all(span.valid for code in found.codes for span in code.spans)
    assert found.candidates[:2] == ("I10", "M25.561")


def test_a_proved_error_takes_a_proposal_away(catalog: Catalog, removing: type[Removing]) -> None:
    found = predicted(catalog, case(), rules=[removing("TAB:I10:title")])
    assert [(code.code, code.kept) for code in found.codes] == [("I10", False), ("M25.561", True)]


def test_an_error_that_is_not_proved_takes_nothing_away(
    catalog: Catalog, removing: type[Removing]
) -> None:
    found = predicted(catalog, case(), rules=[removing("TAB:nowhere")])
    assert all(code.kept for code in found.codes)
    (finding,) = found.findings
    assert (finding.citations, finding.citations_valid) == (1, 0)


def test_a_bundle_with_a_claim_is_audited_as_it_is(catalog: Catalog) -> None:
    found = predicted(catalog, case(NOTE, "M25.56", "I10"), rules=all_rules())
    header = next(f for f in found.findings if f.rule_id == "VAL04")
    assert (header.subject_code, header.action, header.fix) == ("M25.56", "replace", ("M25.561",))
    assert all(code.kept for code in found.codes)


def test_a_case_with_findings_on_file_is_audited_as_it_is_though_nothing_is_billed(
    catalog: Catalog, removing: type[Removing]
) -> None:
    found = predicted(catalog, case(findings=()), rules=[removing("TAB:I10:title")])
    assert found.findings == ()
    assert all(code.kept for code in found.codes)


def test_quotes_and_citations_of_proved_findings_are_all_valid(catalog: Catalog) -> None:
    found = predicted(catalog, case(NOTE, "M25.562", "I10", "I10"), rules=all_rules())
    proved = [f for f in found.findings if f.status == "proved"]
    assert proved
    assert all(f.quotes == f.quotes_valid and f.citations == f.citations_valid for f in proved)


def test_without_a_coder_nothing_is_proposed_and_every_condition_is_abstained_from(
    catalog: Catalog,
) -> None:
    found = predicted(catalog, case(), NoCoder())
    assert found.codes == ()
    assert found.abstained == 2
    assert "I10" in found.candidates


def test_a_code_that_never_was_is_told_from_one_of_the_catalog(catalog: Catalog) -> None:
    class Inventing:
        name = "inventing"

        def propose(self, context: AuditContext) -> Coded:
            codes = ("I10", "Q99.99")
            return Coded(tuple(Proposal(code, context.mentions[:1]) for code in codes))

    found = predicted(catalog, case(), Inventing())
    assert [(code.code, code.in_catalog) for code in found.codes] == [
        ("I10", True),
        ("Q99.99", False),
    ]


def test_an_answer_of_another_coder_is_an_error_and_not_scored_as_the_asked_ones(
    catalog: Catalog,
) -> None:
    class Failing:
        name = "model"

        def propose(self, context: AuditContext) -> Coded:
            return replace(OfflineCoder().propose(context), coder="offline")

    found = predicted(catalog, case(), Failing())
    assert found.codes == ()
    assert found.error.startswith("the model coder was not used")


def test_candidates_are_billable_differ_and_end_at_the_limit(catalog: Catalog) -> None:
    view = catalog.on(DAY)
    note = NOTE + "Renal mass. Necrosis of bone. Sore throat. Cough. Fever. Atrophic kidney."
    context, _ = read_and_code(case(note).bundle, view, OfflineCoder())
    found = ranked_candidates(context, 20)
    assert len(found) == len(set(found)) == 20
    assert [code for code in found if not view.is_billable(code)] == []
    assert ranked_candidates(context, 50)[:20] == found


def test_words_that_name_no_known_condition_lead_to_titles_they_make_up(catalog: Catalog) -> None:
    context, _ = read_and_code(
        case("Ultrasound shows megaloureter.").bundle, catalog.on(DAY), OfflineCoder()
    )
    assert "N28.82" in ranked_candidates(context)


def test_a_catalog_may_be_opened_without_the_alphabetic_index(
    shared: Path, tmp_path: Path, catalog: Catalog
) -> None:
    add(shared / "official" / "index" / "ICD10CM_2025_Index.csv", catalog, tmp_path, YEAR)
    with (
        closing(Catalog.open(library=tmp_path)) as whole,
        closing(Catalog.open(library=tmp_path, index=False)) as without,
    ):
        assert whole.index_on(date(2025, 5, 1)) is not None
        assert without.index_on(date(2025, 5, 1)) is None


def test_the_alphabetic_index_leads_to_codes_that_no_title_names(
    shared: Path, tmp_path: Path, catalog: Catalog
) -> None:
    add(shared / "official" / "index" / "ICD10CM_2025_Index.csv", catalog, tmp_path, YEAR)
    bundle = case("Signs of decubitus.").bundle
    found = {}
    for index in (True, False):
        with closing(Catalog.open(library=tmp_path, index=index)) as opened:
            context, _ = read_and_code(bundle, opened.on(date(2025, 5, 1)), OfflineCoder())
            found[index] = ranked_candidates(context)
    assert any(code.startswith("L89") for code in found[True])
    assert not any(code.startswith("L89") for code in found[False])
