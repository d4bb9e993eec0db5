"""What the model answers counts only as far as the note and the catalog bear it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from scripted_endpoint import (
    LIMITS,
    NOTE,
    Asked,
    Endpoint,
    Reply,
    Turn,
    bundle,
    choice,
    choices,
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


def spoiled(**changes: object) -> Callable[[Asked], Reply]:
    """A model that is right about the knee, and spoils its statement on hypertension."""

    def answer(asked: Asked) -> Reply:
        if asked.assigning:
            return choosing(HYPERTENSION, KNEE)(asked)
        wrong = statement(asked, *HYPERTENSION) | changes
        return statements(wrong, statement(asked, *KNEE))

    return answer


def misassigned(**changes: object) -> Callable[[Asked], Reply]:
    """A model that reads rightly, and spoils its choice for hypertension while it is asked."""

    def answer(asked: Asked) -> Reply:
        if not asked.assigning:
            return choosing(HYPERTENSION, KNEE)(asked)
        wrong = choice(asked, "Essential hypertension", "I10") | changes
        return choices(wrong, choice(asked, "Pain in right knee", "M25.561"))

    return answer


def test_right_answers_become_the_proposals_with_their_words_as_evidence(catalog: Catalog) -> None:
    report, endpoint = run(catalog, bundle(), choosing(HYPERTENSION, KNEE))
    assert codes(report) == ["I10", "M25.561"]
    spans = [proposal.evidence[0] for proposal in report.proposals]
    assert [span.quote for span in spans] == ["Essential hypertension", "Pain in right knee"]
    assert all(NOTE[span.start : span.end] == span.quote for span in spans)
    assert (report.coder, report.notices[:-1]) == ("model", ())
    assert [asked.assigning for asked in endpoint.asked] == [False, True]


def test_a_choice_cites_the_rules_that_it_names(catalog: Catalog) -> None:
    report, endpoint = run(catalog, bundle(), choosing(HYPERTENSION))
    assert report.proposals[0].citations == ("OCG:I.B.2",)
    assert "OCG:I.C.9.a" in endpoint.asked[1].rules()
    assert "OCG:I.C.13.a" not in endpoint.asked[1].rules()


def test_where_no_rule_is_in_force_none_is_asked_for(catalog: Catalog) -> None:
    chart = bundle()
    later = chart.encounter.model_copy(update={"service_from": date(2019, 5, 4)})
    chart = chart.model_copy(update={"encounter": later})
    report, endpoint = run(catalog, chart, choosing(HYPERTENSION))
    assert endpoint.asked[1].rules() == []
    assert [(p.code, p.citations) for p in report.proposals] == [("I10", ())]


def test_the_report_says_what_the_model_was_asked_and_what_it_took(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), choosing(HYPERTENSION))
    used = report.model
    assert used is not None
    assert (used.name, used.calls, used.prompt_tokens, used.completion_tokens) == (
        "scripted",
        2,
        200,
        20,
    )
    assert list(used.prompts) == ["chart", "read_note", "assign_codes"]


def test_a_second_identical_run_gives_the_same_report(catalog: Catalog) -> None:
    with scripted(choosing(HYPERTENSION, KNEE)) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS)
        first = audit(bundle(), catalog=catalog, coder=coder)
        second = audit(bundle(), catalog=catalog, coder=coder)
    assert untimed(second) == untimed(first)
    assert endpoint.asked[:2] == endpoint.asked[2:]


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


def test_a_condition_that_is_not_reportable_gets_no_code(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        return statements(statement(asked, "Essential hypertension", "affirmed", reportable=False))

    report, endpoint = run(catalog, bundle(), answer)
    assert (codes(report), len(endpoint.asked)) == ([], 1)


FAULTS = {
    "an altered quote": (
        "quote not on its line",
        spoiled(quote="Essential hypertension, unstable"),
    ),
    "a line beyond the note": ("line not in the note", spoiled(line=900)),
    "an unknown assertion": ("not of the form asked for", spoiled(assertion="certain")),
    "a candidate beyond the list": ("candidate not offered", misassigned(candidate=900)),
    "a code for a candidate": ("not of the form asked for", misassigned(candidate="I10")),
    "an invented rule": ("rule not offered", misassigned(rules=["OCG:I.Z.99"])),
    "a rule that was not listed": ("rule not offered", misassigned(rules=["OCG:III"])),
    "no rule": ("rule not offered", misassigned(rules=[])),
    "a statement that was not asked about": (
        "statement not asked about",
        misassigned(statement=900),
    ),
}


@pytest.mark.parametrize(("fault", "turn"), FAULTS.values(), ids=list(FAULTS))
def test_what_fails_proof_needs_review_after_two_re_asks_and_is_counted(
    catalog: Catalog, fault: str, turn: Turn
) -> None:
    report, endpoint = run(catalog, bundle(), turn)
    assert codes(report) == ["M25.561"]
    assert report.model is not None
    assert (len(endpoint.asked), report.model.validation_reasks) == (4, 2)
    assert report.notices[:-1] == (
        f"Proof rejected 3 statements of the model in 4 answers (3 {fault}); after 2 re-asks "
        "1 still failed and needs review; no code was proposed from what failed.",
    )


@pytest.mark.parametrize(("fault", "turn"), FAULTS.values(), ids=list(FAULTS))
def test_what_is_mended_counts(
    catalog: Catalog, fault: str, turn: Callable[[Asked], Reply]
) -> None:
    right = choosing(HYPERTENSION, KNEE)
    spoils_the_reading = "spoiled" in turn.__qualname__
    turns = (turn, right) if spoils_the_reading else (right, turn, right)
    report, _ = run(catalog, bundle(), *turns)
    assert sorted(codes(report)) == ["I10", "M25.561"]
    assert report.notices[:-1] == (
        f"Proof rejected 1 statement of the model in 3 answers (1 {fault}); "
        "after 1 re-ask none is left open.",
    )


def test_another_statements_candidate_is_not_offered(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        if not asked.assigning:
            return choosing(HYPERTENSION, KNEE)(asked)
        knee = choice(asked, "Pain in right knee", "M25.561")
        stolen = choice(asked, "Essential hypertension", "I10") | {"candidate": knee["candidate"]}
        return choices(stolen, knee)

    report, _ = run(catalog, bundle(), answer)
    assert codes(report) == ["M25.561"]
    assert "3 candidate not offered" in report.notices[0]


def test_a_statement_left_unanswered_is_asked_for_again(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        return choices(choice(asked, "Pain in right knee", "M25.561"))

    right = choosing(HYPERTENSION, KNEE)
    report, endpoint = run(catalog, bundle(), right, answer, right)
    assert sorted(codes(report)) == ["I10", "M25.561"]
    assert "Statement 1: no choice was given." in endpoint.asked[2].text


def test_a_quote_from_another_line_fails(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), spoiled(quote="Pain in right knee"))
    assert codes(report) == ["M25.561"]
    assert "3 quote not on its line" in report.notices[0]


def test_a_re_ask_tells_only_what_was_wrong_in_our_own_words(catalog: Catalog) -> None:
    _, endpoint = run(catalog, bundle(), spoiled(quote="Zebrawood fever"), choosing(KNEE))
    first, second = (asked.body["messages"] for asked in endpoint.asked[:2])
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
        "The model was not used to assign codes: none of its answers passed proof. "
        "The codes proposed come from the offline coder."
    )


def test_what_was_rejected_stays_open_when_the_endpoint_fails_to_answer_again(
    catalog: Catalog,
) -> None:
    wrong = statements({"line": 1, "quote": "x", "assertion": "sure"})
    report, _ = run(catalog, bundle(), wrong, Reply(401, "{}"))
    assert "refused the key" in report.notices[0]
    assert "after 1 re-ask 1 still failed and needs review" in report.notices[1]


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
        "The model was not used to read and to assign codes: its answers were not of the form "
        "asked for. The codes proposed come from the offline coder.",
    )


@pytest.mark.parametrize("reply", UNUSABLE.values(), ids=list(UNUSABLE))
def test_a_right_answer_after_an_unusable_one_counts(catalog: Catalog, reply: Reply) -> None:
    report, _ = run(catalog, bundle(), reply, choosing(HYPERTENSION, KNEE))
    assert (codes(report), report.coder) == (["I10", "M25.561"], "model")


def test_tokens_are_summed_over_answers_that_could_not_be_used(catalog: Catalog) -> None:
    report, _ = run(catalog, bundle(), completion(""), choosing(HYPERTENSION))
    assert report.model is not None
    assert (report.model.prompt_tokens, report.model.completion_tokens) == (300, 30)
