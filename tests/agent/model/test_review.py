"""The review: a model's verdicts stand beside findings, and what it raises is for a person."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console
from scripted_endpoint import (
    LIMITS,
    NOTE,
    QUESTIONS,
    Asked,
    Endpoint,
    Reply,
    Turn,
    agreeing,
    bundle,
    choosing,
    completion,
    scripted,
    untimed,
    verdict,
    verdicts,
)

from agent import AuditReport, ChartBundle, audit
from agent.coding.model_coder import ModelCoder
from agent.deidentify import Sharing
from agent.models import Finding, Status, Verdict
from agent.report.as_json import to_json
from agent.report.html import to_html
from agent.report.markdown import to_markdown
from agent.report.terminal import print_terminal
from agent.review.model_reviewer import ModelReviewer
from catalog import Catalog

CODING = choosing(("Pain in right knee", "affirmed", "M25.561"))
#: A side left open; a code without support; a code without its 7th character.
CHART = bundle(NOTE, "professional", "M25.569", "J45.909", "S39.012")
RAISED = {
    "category": "uncertain_diagnosis",
    "subject": "diagnosis 2",
    "rules": ["OCG:IV.H"],
    "line": 8,
    "quote": "Possible rheumatoid arthritis",
}


def reviewed(
    catalog: Catalog, review: Turn, chart: ChartBundle = CHART, **options: Any
) -> tuple[AuditReport, Endpoint]:
    """An audit with a model that codes rightly and reviews as told."""

    def answer(asked: Asked) -> Reply:
        if not asked.reviewing:
            return CODING(asked)
        return review if isinstance(review, Reply) else review(asked)

    with scripted(answer) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS, **options)
        reviewer = ModelReviewer.beside(coder)
        return audit(chart, catalog=catalog, coder=coder, reviewer=reviewer), endpoint


def unreviewed(catalog: Catalog, chart: ChartBundle = CHART) -> AuditReport:
    """The same audit without the review."""
    with scripted(CODING) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS)
        return audit(chart, catalog=catalog, coder=coder)


def alone(findings: tuple[Finding, ...]) -> list[Finding]:
    """The rules' findings as if nobody had judged them, without their numbers in the report."""
    return [
        finding.model_copy(update={"id": "", "review": None})
        for finding in findings
        if finding.rule_id != "REVIEW"
    ]


def raising(**changes: object) -> Callable[[Asked], Reply]:
    """A model that agrees with all, and raises one more finding."""

    def answer(asked: Asked) -> Reply:
        judged = json.loads(agreeing(asked).body)["choices"][0]["message"]["content"]
        return verdicts(*json.loads(judged)["verdicts"], raised=[RAISED | changes])

    return answer


def test_a_verdict_stands_beside_its_finding_with_its_own_words(catalog: Catalog) -> None:
    report, endpoint = reviewed(catalog, agreeing)
    assert len(endpoint.asked) == QUESTIONS + 1
    [side] = [finding for finding in report.findings if finding.rule_id == "SPC01"]
    assert side.review is not None
    assert (side.review.by, side.review.verdict) == ("scripted", Verdict.AGREE)
    [span] = side.review.evidence
    assert NOTE[span.start : span.end] == span.quote == "Pain in right knee"
    assert report.notices == unreviewed(catalog).notices


@pytest.mark.parametrize("said", ["agree", "disagree", "cannot_tell"])
def test_no_verdict_changes_a_finding(catalog: Catalog, said: str) -> None:
    def answer(asked: Asked) -> Reply:
        return verdicts(*(verdict(n, said, 7, "Pain in right knee") for n in asked.findings()))

    report, _ = reviewed(catalog, answer)
    assert [f.review.verdict.value for f in report.findings if f.review] == [said] * len(
        report.findings
    )
    assert alone(report.findings) == alone(unreviewed(catalog).findings)


def test_what_the_model_raises_needs_review_and_quotes_the_chart(catalog: Catalog) -> None:
    report, _ = reviewed(catalog, raising())
    [raised] = [finding for finding in report.findings if finding.rule_id == "REVIEW"]
    assert (raised.status, raised.source, raised.severity) == (
        Status.NEEDS_REVIEW,
        "model",
        "advice",
    )
    assert raised.review_reasons == (
        "the model alone raised it, in review; no rule of the audit found it",
    )
    [span] = raised.evidence
    assert NOTE[span.start : span.end] == span.quote == "Possible rheumatoid arthritis"
    assert [(c.id, bool(c.text)) for c in raised.citations] == [("OCG:IV.H", True)]
    assert (raised.subject.index, raised.subject.code) == (2, "J45.909")
    assert alone(report.findings) == alone(unreviewed(catalog).findings)


REFUSED = {
    "an altered quote": ("quote not on its line", raising(quote="Certain rheumatoid arthritis")),
    "a line beyond the note": ("line not in the note", raising(line=900)),
    "an invented rule": ("rule not offered", raising(rules=["OCG:I.Z.99"])),
    "a rule of another category": ("rule not offered", raising(rules=["OCG:IV.J"])),
    "no rule": ("rule not offered", raising(rules=[])),
    "a diagnosis that is not billed": (
        "subject or category not offered",
        raising(subject="diagnosis 9"),
    ),
    "a category that the claim decides": (
        "subject or category not offered",
        raising(category="validity"),
    ),
    "a proposal under a category of diagnoses": (
        "subject or category not offered",
        raising(subject="proposal M25.561"),
    ),
    "a category that there is not": ("not of the form asked for", raising(category="fraud")),
}


@pytest.mark.parametrize(("fault", "review"), REFUSED.values(), ids=list(REFUSED))
def test_what_fails_proof_is_asked_for_twice_more_then_left_out_and_counted(
    catalog: Catalog, fault: str, review: Turn
) -> None:
    report, endpoint = reviewed(catalog, review)
    assert alone(report.findings) == alone(unreviewed(catalog).findings)
    assert all(finding.rule_id != "REVIEW" for finding in report.findings)
    assert len(endpoint.asked) == QUESTIONS + 3
    assert report.notices[0] == (
        f"Proof rejected 3 points of the model's review in 3 answers (3 {fault}); "
        "after 2 re-asks 1 still failed and is left out."
    )


def test_a_verdict_on_words_that_the_note_has_not_does_not_count(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        return verdicts(*(verdict(n, "disagree", 7, "Pain in left knee") for n in asked.findings()))

    report, _ = reviewed(catalog, answer)
    assert [finding.review for finding in report.findings] == [None] * len(report.findings)
    assert "quote not on its line" in report.notices[0]


def test_disagreement_takes_words_of_the_note(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        return verdicts(*(verdict(n, "disagree") for n in asked.findings()))

    report, endpoint = reviewed(catalog, answer)
    assert all(finding.review is None for finding in report.findings)
    assert "words of the note are missing" in endpoint.asked[-1].text


def test_a_finding_left_without_a_verdict_is_asked_about_again(catalog: Catalog) -> None:
    def forgetful(asked: Asked) -> Reply:
        return agreeing(asked) if "no verdict was given" in asked.text else verdicts()

    report, endpoint = reviewed(catalog, forgetful)
    assert all(finding.review for finding in report.findings)
    assert len(endpoint.asked) == QUESTIONS + 2


def test_what_the_rules_had_found_already_is_not_shown_twice(catalog: Catalog) -> None:
    again = raising(
        category="laterality",
        subject="diagnosis 1",
        rules=["OCG:I.B.13"],
        line=7,
        quote="right knee",
    )
    report, _ = reviewed(catalog, again)
    assert alone(report.findings) == [
        f.model_copy(update={"id": "", "review": None}) for f in report.findings
    ]
    assert report.notices[0] == (
        "The model raised 1 finding that the rules had made already; not shown twice."
    )


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(400, "{}"), "the endpoint refused the request (HTTP 400)"),
        (completion("I cannot help with that."), "its answers were not of the form asked for"),
        (completion("", finish="content_filter"), "the endpoint's content filter refused the note"),
    ],
)
def test_a_review_that_fails_leaves_the_findings_and_says_so(
    catalog: Catalog, reply: Reply, why: str
) -> None:
    report, _ = reviewed(catalog, reply)
    assert report.coder == "model"
    assert alone(report.findings) == alone(unreviewed(catalog).findings)
    count = len(report.findings)
    assert report.notices[0] == (
        f"The review by the model failed: {why}. The findings stand as the rules made them; "
        f"{count} of them are without its verdict."
    )


def test_with_nothing_left_of_the_budget_the_review_alone_is_left_out(catalog: Catalog) -> None:
    from agent.transport.endpoint import Endpoint as Priced

    with scripted(CODING) as endpoint:
        allowed = Priced("scripted", endpoint.url, LIMITS, budget_tokens=1)
        coder = ModelCoder.at(allowed)
        report = audit(CHART, catalog=catalog, coder=coder, reviewer=ModelReviewer.beside(coder))
        assert endpoint.asked == []
    assert any(n.startswith("The review by the model failed: ") for n in report.notices)
    assert report.findings


def test_a_long_note_is_reviewed_in_parts_and_the_strongest_doubt_counts(catalog: Catalog) -> None:
    filler = "".join(f"Visit remark {n} about nothing in particular.\n" for n in range(40))
    note = f"History:\nWheezing at night.\n{filler}\nAssessment:\nPain in right knee.\n"
    chart = bundle(note, "professional", "M25.569", "J45.909")

    def answer(asked: Asked) -> Reply:
        said = []
        for number, (line, quote) in asked.findings().items():
            if "Wheezing at night" in asked.text:
                found = verdict(number, "disagree", asked.line_of("Wheezing"), "Wheezing at night")
            else:
                found = verdict(number, "agree", line, quote)
            said.append(found)
        return verdicts(*said)

    report, endpoint = reviewed(catalog, answer, chart, characters=1000)
    questions = [asked for asked in endpoint.asked if asked.reviewing]
    assert len(questions) > 1
    assert all("this is part" in asked.text for asked in questions)
    found = {finding.rule_id: finding.review for finding in report.findings}
    absent, side = found["SUP01"], found["SPC01"]
    assert absent is not None
    assert absent.verdict is Verdict.DISAGREE
    assert [note[s.start : s.end] for s in absent.evidence] == ["Wheezing at night"]
    assert side is not None
    assert side.verdict is Verdict.AGREE
    asked_of_side = [a for a in questions if "leaves the side open" in a.text]
    assert len(asked_of_side) == 1


def test_the_question_begins_with_the_note_as_all_questions_about_it_do(catalog: Catalog) -> None:
    _, endpoint = reviewed(catalog, agreeing)
    beginnings = {asked.text.partition("\nQuestion: ")[0] for asked in endpoint.asked}
    assert len(beginnings) == 1


def test_the_schema_leaves_no_room_for_what_was_not_offered(catalog: Catalog) -> None:
    _, endpoint = reviewed(catalog, agreeing)
    schema = endpoint.asked[-1].body["response_format"]["json_schema"]["schema"]["$defs"]
    assert schema["Judged"]["properties"]["finding"]["enum"] == list(endpoint.asked[-1].findings())
    raised = schema["Raised"]["properties"]
    assert raised["line"]["enum"] == [1, 2, 3, 5, 6, 7, 8]
    assert raised["subject"]["enum"] == [
        "diagnosis 1",
        "diagnosis 2",
        "diagnosis 3",
        "proposal M25.561",
    ]
    assert "validity" not in raised["category"]["enum"]
    assert set(raised["rules"]["items"]["enum"]) <= set(endpoint.asked[-1].rules())


def test_the_claim_is_shown_without_charges_and_dates(catalog: Catalog) -> None:
    told = CHART.model_dump(mode="json") | {
        "encounter": {"setting": "inpatient", "service_from": "2026-05-04"},
        "claim": {
            "diagnoses": [{"code": "M25.569", "poa": "Y"}],
            "procedures": ["0SRC0J9"],
            "lines": [
                {
                    "procedure": "99213",
                    "modifiers": ["25"],
                    "charge": "1234.56",
                    "diagnosis_pointers": [1],
                    "service_date": "2026-05-04",
                }
            ],
        },
    }
    _, endpoint = reviewed(catalog, agreeing, ChartBundle.model_validate(told))
    question = endpoint.asked[-1].text.partition("Claim:\n")[2]
    assert question.startswith(
        "diagnosis 1: M25.569 Pain in unspecified knee, present on admission Y\n"
        "procedure 1: 0SRC0J9\n"
        "service 1: 99213-25, for diagnosis 1\n"
    )
    assert "1234" not in question
    assert "2026-05-04" not in question


def test_the_same_review_gives_the_same_report(catalog: Catalog) -> None:
    first, second = (untimed(reviewed(catalog, raising())[0]) for _ in range(2))
    assert [f.review for f in first.findings] == [f.review for f in second.findings]
    assert first.findings == second.findings


def test_every_form_of_the_report_shows_who_disagrees_and_on_which_words(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        return verdicts(*(verdict(n, "disagree", 3, "No chest pain") for n in asked.findings()))

    report, _ = reviewed(catalog, answer)
    assert '"verdict":"disagree"' in to_json(report)
    markdown = to_markdown(report, CHART)
    start = NOTE.index("No chest pain")
    words = f'"No chest pain" (note {start}-{start + len("No chest pain")})'
    assert f"- **Model:** scripted disagrees: {words}" in markdown
    assert f"the model disagrees with {len(report.findings)}" in markdown
    page = to_html([(CHART, report)], catalog)
    assert "scripted disagrees" in page
    assert "<q>No chest pain</q>" in page
    console = Console(width=120, file=io.StringIO(), color_system=None)
    print_terminal(report, CHART, console)
    assert isinstance(console.file, io.StringIO)
    assert "Model        scripted disagrees" in console.file.getvalue()


def test_identifiers_are_replaced_in_the_review_and_its_words_lead_back(catalog: Catalog) -> None:
    note = NOTE.replace("Zebrawood Clinic visit.", "Seen by Dr. Quentin Zebrawood.")
    chart = bundle(note, "professional", "M25.569", "J45.909")

    def answer(asked: Asked) -> Reply:
        return verdicts(
            *(verdict(n, "disagree", 7, "Pain in right knee") for n in asked.findings())
        )

    report, endpoint = reviewed(catalog, answer, chart, sharing=Sharing(deidentify=True))
    told = [asked.text for asked in endpoint.asked if asked.reviewing]
    assert told
    assert all("Quentin" not in text and "2026-05-04" not in text for text in told)
    spans = [span for f in report.findings if f.review for span in f.review.evidence]
    assert spans
    assert all(note[span.start : span.end] == span.quote for span in spans)
    assert report.model is not None
    assert report.model.deidentified
