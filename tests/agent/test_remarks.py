"""What is said of the words that a finding quotes, and when they leave it to a person."""

from __future__ import annotations

from datetime import date

from agent.models import (
    AuditReport,
    BilledDiagnosis,
    ChartBundle,
    Claim,
    Document,
    Encounter,
    Finding,
    Setting,
    Status,
)
from agent.pipeline import audit
from catalog import Catalog

_READ_AS = '"Pnuemonia" is read as "Pneumonia"'


def audited(catalog: Catalog, text: str) -> AuditReport:
    bundle = ChartBundle(
        bundle_id="b",
        encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=date(2026, 5, 4)),
        documents=(Document(id="note", text=text),),
        claim=Claim(diagnoses=(BilledDiagnosis(code="I10"),)),
    )
    return audit(bundle, catalog=catalog)


def missed(report: AuditReport) -> Finding:
    return next(f for f in report.findings if f.rule_id == "SUP05")


def test_a_finding_on_a_misspelt_word_alone_says_so_and_is_for_review(catalog: Catalog) -> None:
    finding = missed(audited(catalog, "ASSESSMENT\n1. Hypertension.\n2. Pnuemonia.\n"))
    assert finding.remarks == (_READ_AS,)
    assert finding.status is Status.NEEDS_REVIEW
    assert "it rests on a misspelt word" in finding.review_reasons
    assert finding.evidence[0].quote == "Pnuemonia"


def test_a_finding_that_is_borne_out_elsewhere_is_not_for_review_for_it(catalog: Catalog) -> None:
    text = "HPI\nShe has pneumonia.\nASSESSMENT\n1. Hypertension.\n2. Pnuemonia.\n"
    finding = missed(audited(catalog, text))
    assert finding.remarks == (_READ_AS,)
    assert "it rests on a misspelt word" not in finding.review_reasons


def test_a_finding_on_words_as_they_should_be_has_no_remark(catalog: Catalog) -> None:
    finding = missed(audited(catalog, "ASSESSMENT\n1. Hypertension.\n2. Pneumonia.\n"))
    assert finding.remarks == ()


def test_a_proposal_from_misspelt_words_says_so_and_counts_a_little_less(catalog: Catalog) -> None:
    (written,) = audited(catalog, "ASSESSMENT\n1. Pnuemonia.\n").proposals
    (meant,) = audited(catalog, "ASSESSMENT\n1. Pneumonia.\n").proposals
    assert written.remarks == (_READ_AS,)
    assert written.code == meant.code
    assert written.confidence < meant.confidence


_COUGH = "Pneumonia of the right lower lobe, continue doxycycline for seven days."


def two_notes(catalog: Catalog, old: str, new: str) -> AuditReport:
    bundle = ChartBundle(
        bundle_id="b",
        encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=date(2026, 5, 4)),
        documents=(
            Document(id="visit-1", date=date(2026, 1, 3), text=old),
            Document(id="visit-2", date=date(2026, 5, 4), text=new),
        ),
        claim=Claim(diagnoses=(BilledDiagnosis(code="I10"),)),
    )
    return audit(bundle, catalog=catalog)


def test_a_finding_on_copied_words_says_where_else_they_stand(catalog: Catalog) -> None:
    text = f"ASSESSMENT\n1. Hypertension.\n2. {_COUGH}"
    remarks = missed(two_notes(catalog, text, text)).remarks
    assert remarks
    assert all("also stand in visit-1 of 2026-01-03: copied text?" in r for r in remarks)


def test_words_that_also_stand_in_an_earlier_note_are_coded_all_the_same(catalog: Catalog) -> None:
    text = f"ASSESSMENT\n1. {_COUGH}"
    codes = {p.code for p in two_notes(catalog, text, text).proposals}
    assert "J18.9" in codes


def test_what_the_note_says_is_of_an_earlier_one_brings_no_code_by_itself(
    catalog: Catalog,
) -> None:
    text = "ASSESSMENT\nCopied from the note of 1/3:\nPneumonia.\n\n1. Hypertension."
    codes = {p.code for p in audited(catalog, text).proposals}
    assert codes == {"I10"}
