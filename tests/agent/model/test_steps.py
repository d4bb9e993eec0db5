"""The steps together: searches repeated within bounds, long notes in parts that fail alone."""

from __future__ import annotations

from typing import Any

import pytest
from scripted_endpoint import (
    LIMITS,
    Asked,
    Endpoint,
    Reply,
    Turn,
    bundle,
    choice,
    choices,
    choosing,
    scripted,
    statement,
    statements,
)

from agent import AuditReport, ChartBundle, audit
from agent.coding import OfflineCoder
from agent.coding.model_coder import ModelCoder
from agent.models import Status
from catalog import Catalog

HYPERTENSION = ("Essential hypertension", "affirmed", "I10")
KNEE = ("Pain in right knee", "affirmed", "M25.561")
FILLER = "".join(f"Visit remark {n} about nothing in particular.\n" for n in range(40))
LONG = f"History:\nEssential hypertension.\n{FILLER}\nAssessment:\nPain in right knee.\n"


def run(
    catalog: Catalog, chart: ChartBundle, *turns: Turn, **options: Any
) -> tuple[AuditReport, Endpoint]:
    with scripted(*turns) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS, **options)
        return audit(chart, catalog=catalog, coder=coder), endpoint


def codes(report: AuditReport) -> list[str]:
    return [proposal.code for proposal in report.proposals]


def searching(words: str) -> Turn:
    """A model that finds nothing fit until the code for the knee is offered."""

    def answer(asked: Asked) -> Reply:
        if not asked.assigning:
            return statements(statement(asked, "Essential hypertension", "affirmed"))
        right = choice(asked, "Essential hypertension", "M25.561")
        return choices(right | ({"search_for": words} if right["candidate"] == "none" else {}))

    return answer


def test_what_none_of_the_candidates_fits_is_searched_for_again(catalog: Catalog) -> None:
    report, endpoint = run(catalog, bundle(), searching("pain in right knee"))
    assert codes(report) == ["M25.561"]
    assert len(endpoint.asked) == 3


def test_there_are_two_further_searches_and_no_more(catalog: Catalog) -> None:
    report, endpoint = run(catalog, bundle(), searching("asthma"), candidates=2)
    assert (codes(report), len(endpoint.asked)) == ([], 4)
    assert "there is no further search" in endpoint.asked[-1].text
    assert "none of the candidates offered fits" in report.notices[0]


def test_one_statement_may_take_codes_for_both_sides(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        if not asked.assigning:
            return statements(statement(asked, "Pain in both knees", "affirmed", side="bilateral"))
        return choices(
            *(choice(asked, "Pain in both knees", code) for code in ("M25.561", "M25.562"))
        )

    report, _ = run(catalog, bundle("Pain in both knees.\n"), answer)
    assert sorted(codes(report)) == ["M25.561", "M25.562"]


def test_a_long_note_is_read_in_parts_and_its_offsets_hold(catalog: Catalog) -> None:
    right = choosing(HYPERTENSION, KNEE)
    report, endpoint = run(catalog, bundle(LONG), right, characters=1000)
    assert sum(not asked.assigning for asked in endpoint.asked) > 1
    assert sorted(codes(report)) == ["I10", "M25.561"]
    spans = [span for proposal in report.proposals for span in proposal.evidence]
    assert all(LONG[span.start : span.end] == span.quote for span in spans)
    told = "".join(asked.text for asked in endpoint.asked)
    assert all(line in told for line in LONG.splitlines())


def test_a_part_that_fails_falls_back_alone_and_the_report_says_which(catalog: Catalog) -> None:
    def answer(asked: Asked) -> Reply:
        if "Assessment:" in asked.text:
            return Reply(400, "{}")
        return choosing(HYPERTENSION)(asked)

    report, _ = run(catalog, bundle(LONG), answer, characters=1000)
    assert sorted(codes(report)) == ["I10", "M25.561"]
    assert report.coder == "model"
    assert report.notices[0].startswith(
        "The model was not used to read and to assign codes for note, characters "
    )
    assert f" to {len(LONG)}: the endpoint refused the request (HTTP 400)." in report.notices[0]
    offline = audit(bundle(LONG), catalog=catalog, coder=OfflineCoder())
    there = next(p for p in offline.proposals if p.code == "M25.561")
    assert there in report.proposals


@pytest.mark.parametrize("assertion", ["negated", "possible", "historical", "family"])
def test_what_the_model_reads_as_not_present_takes_no_finding_away(
    catalog: Catalog, assertion: str
) -> None:
    note = "Assessment:\n1. Essential hypertension, stable.\n2. Could be the sugar disease.\n"
    chart = bundle(note, "professional", "I10", "E11.9", "J45.909")

    def answer(asked: Asked) -> Reply:
        told = ("Essential hypertension", "sugar disease")
        return statements(*(statement(asked, words, assertion) for words in told))

    alone = audit(chart, catalog=catalog, coder=OfflineCoder())
    report, _ = run(catalog, chart, answer)
    before = {(f.rule_id, f.subject) for f in alone.findings}
    after = {(f.rule_id, f.subject): f for f in report.findings}
    assert before <= set(after)
    assert all(f.status is Status.NEEDS_REVIEW for key, f in after.items() if key not in before)


def test_what_the_model_reads_as_uncertain_adds_a_finding_for_review(catalog: Catalog) -> None:
    chart = bundle("Assessment:\n1. Maybe walking pneumonitis?\n", "professional", "J18.9")

    def answer(asked: Asked) -> Reply:
        return statements(statement(asked, "walking pneumonitis", "possible"))

    report, _ = run(catalog, chart, answer)
    [found] = [finding for finding in report.findings if finding.rule_id == "SUP03"]
    assert (found.source, found.status) == ("model", Status.NEEDS_REVIEW)
    assert "how the model alone reads words" in found.review_reasons[-1]
