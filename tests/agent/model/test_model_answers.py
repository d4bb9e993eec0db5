"""What the model answers counts only as far as the note and the catalog bear it out."""

from __future__ import annotations

import pytest
from scripted_endpoint import (
    LIMITS,
    NOTE,
    Asked,
    Endpoint,
    Reply,
    Turn,
    bundle,
    choosing,
    completion,
    scripted,
    statement,
    statements,
    untimed,
)

from agent import AuditReport, ChartBundle, audit
from agent.coding import OfflineCoder
from agent.coding.model_coder import ModelCoder
from catalog import Catalog

HYPERTENSION = ("Essential hypertension", "affirmed", "I10")
KNEE = ("Pain in right knee", "affirmed", "M25.561")


def run(catalog: Catalog, chart: ChartBundle, *turns: Turn) -> tuple[AuditReport, Endpoint]:
    with scripted(*turns) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS)
        return audit(chart, catalog=catalog, coder=coder), endpoint


def codes(report: AuditReport) -> list[str]:
    return [proposal.code for proposal in report.proposals]


def spoiled(**changes: object) -> Turn:
    """A model that is right about the knee, and spoils its statement on hypertension."""

    def answer(asked: Asked) -> Reply:
        wrong = statement(asked, *HYPERTENSION) | changes
        return statements(wrong, statement(asked, *KNEE))

    return answer


def test_right_answers_become_the_proposals_with_their_words_as_evidence(catalog: Catalog) -> None:
    report, endpoint = run(catalog, bundle(), choosing(HYPERTENSION, KNEE))
    assert codes(report) == ["I10", "M25.561"]
    spans = [proposal.evidence[0] for proposal in report.proposals]
    assert [span.quote for span in spans] == ["Essential hypertension", "Pain in right knee"]
    assert all(NOTE[span.start : span.end] == span.quote for span in spans)
    assert (report.coder, report.notices[:-1]) == ("model", ())
    assert len(endpoint.asked) == 1


def test_the_report_says_what_the_model_was_asked_and_what_it_took(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), choosing(HYPERTENSION))
    used = report.model
    assert used is not None
    assert (used.name, used.calls, used.prompt_tokens, used.completion_tokens) == (
        "scripted",
        1,
        100,
        10,
    )
    assert list(used.prompts) == ["code_note"]


def test_a_second_identical_run_gives_the_same_report(catalog: Catalog) -> None:
    with scripted(choosing(HYPERTENSION, KNEE)) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS)
        first = audit(bundle(), catalog=catalog, coder=coder)
        second = audit(bundle(), catalog=catalog, coder=coder)
    assert untimed(second) == untimed(first)
    assert endpoint.asked[0] == endpoint.asked[1]


@pytest.mark.parametrize("assertion", ["negated", "possible", "historical", "family"])
def test_only_conditions_asserted_as_present_are_proposed(catalog: Catalog, assertion: str) -> None:
    report, _ = run(catalog, bundle(), choosing(("Essential hypertension", assertion, "I10"), KNEE))
    assert codes(report) == ["M25.561"]


def test_an_uncertain_condition_is_proposed_for_an_inpatient_stay(catalog: Catalog) -> None:
    answer = choosing(("Essential hypertension", "possible", "I10"))
    report, _ = run(catalog, bundle(NOTE, "inpatient"), answer)
    assert codes(report) == ["I10"]


def test_a_condition_that_no_candidate_fits_is_counted(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), choosing(KNEE, ("rheumatoid arthritis", "affirmed", None)))
    assert codes(report) == ["M25.561"]
    assert report.notices[:-1] == (
        "The model named 1 condition as present for which none of the candidates offered fits.",
    )


def test_a_choice_that_the_reader_disputes_comes_last(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), choosing(("chest pain", "affirmed", "R07.9"), KNEE))
    assert [(p.code, p.confidence) for p in report.proposals] == [("M25.561", 0.8), ("R07.9", 0.3)]


def test_an_answer_without_statements_is_an_answer(catalog: Catalog) -> None:
    report, endpoint = run(catalog, bundle(), statements())
    assert (codes(report), report.coder, len(endpoint.asked)) == ([], "model", 1)


FAULTS = {
    "quote not on its line": {"quote": "Essential hypertension, unstable"},
    "line not in the note": {"line": 900},
    "candidate not offered": {"candidate": 900},
    "not of the form asked for": {"assertion": "certain"},
}


@pytest.mark.parametrize(("fault", "change"), FAULTS.items(), ids=list(FAULTS))
def test_a_statement_that_fails_proof_is_dropped_after_two_re_asks_and_counted(
    catalog: Catalog, fault: str, change: dict[str, object]
) -> None:
    report, endpoint = run(catalog, bundle(), spoiled(**change))
    assert codes(report) == ["M25.561"]
    assert report.model is not None
    assert (len(endpoint.asked), report.model.validation_reasks) == (3, 2)
    assert report.notices[:-1] == (
        f"Proof rejected 3 statements of the model in 3 answers (3 {fault}); "
        "1 still failed in the last answer and was dropped after 2 re-asks.",
    )


@pytest.mark.parametrize(("fault", "change"), FAULTS.items(), ids=list(FAULTS))
def test_a_statement_that_is_mended_counts(
    catalog: Catalog, fault: str, change: dict[str, object]
) -> None:
    report, endpoint = run(catalog, bundle(), spoiled(**change), choosing(HYPERTENSION))
    assert sorted(codes(report)) == ["I10", "M25.561"]
    assert len(endpoint.asked) == 2
    assert report.notices[:-1] == (
        f"Proof rejected 1 statement of the model in 2 answers (1 {fault}); "
        "none was dropped after 1 re-ask.",
    )


def test_a_quote_from_another_line_fails(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), spoiled(quote="Pain in right knee"))
    assert codes(report) == ["M25.561"]
    assert "3 quote not on its line" in report.notices[0]


def test_an_invented_code_in_the_candidates_place_fails(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), spoiled(candidate="I10"))
    assert codes(report) == ["M25.561"]
    assert "3 not of the form asked for" in report.notices[0]


def test_a_re_ask_tells_only_what_was_wrong_in_our_own_words(catalog: Catalog) -> None:
    _, endpoint = run(catalog, bundle(), spoiled(quote="Zebrawood fever"), choosing(KNEE))
    first, second = (asked.body["messages"] for asked in endpoint.asked)
    assert [message["role"] for message in second] == ["system", "user"]
    added = second[1]["content"].removeprefix(first[1]["content"])
    assert "Statement 1: the quote is not on line 6" in added
    assert "Zebrawood" not in added
    assert "hypertension" not in added


def test_when_no_statement_passes_proof_the_offline_coder_takes_the_place(
    catalog: Catalog,
) -> None:
    report, _ = run(catalog, bundle(), statements({"line": 1, "quote": "x", "assertion": "sure"}))
    assert report.coder == "offline"
    assert report.proposals == audit(bundle(), catalog=catalog, coder=OfflineCoder()).proposals
    assert report.notices[0] == (
        "The model was not used: none of its statements passed proof. "
        "The codes proposed come from the offline coder."
    )


UNUSABLE = {
    "truncated JSON": completion('{"statements": [{"line": 6, "quote": "Essen'),
    "an answer cut off at the token limit": completion('{"statements": []}', finish="length"),
    "an empty answer": completion(""),
    "no content": completion(None),
    "prose": completion("The patient has hypertension."),
    "JSON of another form": completion('{"codes": ["I10"]}'),
    "a body that is not a completion": Reply(body="{}"),
    "a body that is not JSON": Reply(body="<html>"),
}


@pytest.mark.parametrize("reply", UNUSABLE.values(), ids=list(UNUSABLE))
def test_an_unusable_answer_is_asked_for_twice_more_and_then_the_audit_is_offline(
    catalog: Catalog, reply: Reply
) -> None:
    report, endpoint = run(catalog, bundle(), reply)
    assert (report.coder, len(endpoint.asked)) == ("offline", 3)
    assert report.model is not None
    assert (report.model.validation_reasks, report.model.transport_retries) == (2, 0)
    assert report.notices[:-1] == (
        "The model was not used: its answers were not of the form asked for. "
        "The codes proposed come from the offline coder.",
    )


@pytest.mark.parametrize("reply", UNUSABLE.values(), ids=list(UNUSABLE))
def test_a_right_answer_after_an_unusable_one_counts(catalog: Catalog, reply: Reply) -> None:
    report, _ = run(catalog, bundle(), reply, choosing(HYPERTENSION, KNEE))
    assert (codes(report), report.coder) == (["I10", "M25.561"], "model")


def test_tokens_are_summed_over_answers_that_could_not_be_used(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), completion(""), choosing(HYPERTENSION))
    assert report.model is not None
    assert (report.model.prompt_tokens, report.model.completion_tokens) == (200, 20)
