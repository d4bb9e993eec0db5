"""Parts of a long note are asked about at once, split where they are too long, and told apart."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from scripted_endpoint import LIMITS, Asked, Reply, Turn, bundle, choosing, scripted, untimed
from test_note_parts import document

from agent import AuditReport, audit
from agent.coding.model_coder import ModelCoder
from agent.coding.parts import halves_of, parts_of
from agent.drafting.model_drafter import ModelDrafter
from agent.exchanges import Keeping, Recorder
from agent.model import Limits
from agent.report.html import to_html
from agent.report.markdown import to_markdown
from agent.report.terminal import print_terminal
from agent.review.model_reviewer import ModelReviewer
from agent.transport.endpoint import Endpoint
from catalog import Catalog

HYPERTENSION = ("Essential hypertension", "affirmed", "I10")
KNEE = ("Pain in right knee", "affirmed", "M25.561")
RIGHT = choosing(HYPERTENSION, KNEE)
FILLER = "".join(f"Visit remark {n} about nothing in particular.\n" for n in range(40))
LONG = f"History:\nEssential hypertension.\n{FILLER}\nAssessment:\nPain in right knee.\n"
TOO_LONG = Reply(400, json.dumps({"error": {"code": "context_length_exceeded"}}))


def audited(
    catalog: Catalog,
    url: str,
    characters: int = 1000,
    limits: Limits = LIMITS,
    recorder: Recorder | None = None,
) -> AuditReport:
    endpoint = Endpoint("scripted", url, limits, recorder=recorder)
    coder = ModelCoder.at(endpoint, characters=characters)
    return audit(bundle(LONG), catalog=catalog, coder=coder)


def codes(report: AuditReport) -> list[str]:
    return sorted(proposal.code for proposal in report.proposals)


def refusing(most: int, *, assigning: bool) -> Turn:
    """A model that in one step reads no more than so many characters at once."""

    def answer(asked: Asked) -> Reply:
        too_long = len(asked.text) > most and asked.assigning is assigning
        return TOO_LONG if too_long else RIGHT(asked)

    return answer


def length_of_a_question(catalog: Catalog, *, assigning: bool) -> int:
    """Characters of the longest question of that step about the note as one part."""
    with scripted(RIGHT) as endpoint:
        audited(catalog, endpoint.url, characters=100_000)
        return max(len(asked.text) for asked in endpoint.asked if asked.assigning is assigning)


def test_parts_are_read_at_once(catalog: Catalog) -> None:
    together = threading.Barrier(2, timeout=20)

    def only_together(asked: Asked) -> Reply:
        if not asked.assigning:
            together.wait()
        return RIGHT(asked)

    with scripted(only_together) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.coder == "model"
    assert report.model is not None
    assert report.model.without == ()
    assert codes(report) == ["I10", "M25.561"]


def test_the_report_is_the_same_whichever_part_is_answered_first(catalog: Catalog) -> None:
    def the_first_last(asked: Asked) -> Reply:
        return replace(RIGHT(asked), delay=0.3 if "History:" in asked.text else 0.0)

    with scripted(RIGHT) as endpoint:
        in_turn = audited(catalog, endpoint.url, limits=replace(LIMITS, concurrency=1))
    with scripted(the_first_last) as endpoint:
        at_once = audited(catalog, endpoint.url)
    assert in_turn.model is not None
    same = at_once.model_copy(update={"model": in_turn.model})
    assert untimed(same) == untimed(in_turn)


@pytest.mark.parametrize("assigning", [False, True], ids=["reading", "assigning"])
def test_a_part_longer_than_the_model_reads_is_split_and_nothing_is_lost(
    catalog: Catalog, tmp_path: Path, assigning: bool
) -> None:
    most = length_of_a_question(catalog, assigning=assigning) - 1
    with scripted(refusing(most, assigning=assigning)) as endpoint:
        recorder = Keeping(store=False, record=tmp_path).recorder(print)
        report = audited(catalog, endpoint.url, characters=100_000, recorder=recorder)
        halves = [a for a in endpoint.asked if a.assigning is assigning and len(a.text) <= most]
        told = "".join(asked.text for asked in halves)
        asked = len(endpoint.asked)
        replaying = Keeping(store=False, replay=str(tmp_path)).recorder(print)
        replayed = audited(catalog, endpoint.url, characters=100_000, recorder=replaying)
        assert len(endpoint.asked) == asked
    assert (report.coder, codes(report)) == ("model", ["I10", "M25.561"])
    assert all(line in told for line in LONG.splitlines())
    assert report.model is not None
    assert report.model.without == ()
    assert replayed == report


def test_a_half_that_is_still_too_long_goes_without_the_model_alone(catalog: Catalog) -> None:
    def reads_no_assessment(asked: Asked) -> Reply:
        return TOO_LONG if "Assessment:" in asked.text else RIGHT(asked)

    with scripted(reads_no_assessment) as endpoint:
        report = audited(catalog, endpoint.url, characters=100_000)
        reading = [asked for asked in endpoint.asked if not asked.assigning]
    assert len(reading) == 3, "the whole, and its halves once"
    assert codes(report) == ["I10", "M25.561"]
    assert report.model is not None
    assert [(w.stage, w.document_id, w.end) for w in report.model.without] == [
        ("read", "note", len(LONG)),
        ("assign", "note", len(LONG)),
    ]
    assert (report.model.without[0].start or 0) > 0
    assert "longer than the model reads" in report.notices[0]


def test_every_stage_without_a_model_is_told_once(catalog: Catalog) -> None:
    with scripted(Reply(500, "{}")) as served:
        endpoint = Endpoint("scripted", served.url, replace(LIMITS, attempts=1, failures=1))
        coder = ModelCoder.at(endpoint)
        chart = bundle(LONG, "professional", "S39.012")
        report = audit(
            chart,
            catalog=catalog,
            coder=coder,
            reviewer=ModelReviewer.beside(coder),
            drafter=ModelDrafter(endpoint),
        )
    assert report.model is not None
    without = report.model.without
    assert [one.stage for one in without] == ["read", "assign", "review", "draft"]
    assert without[0].reason == "the endpoint failed (HTTP 500)"
    assert "left alone" in without[-1].reason
    terminal = Console(file=io.StringIO(), width=300)
    print_terminal(report, chart, terminal)
    assert isinstance(terminal.file, io.StringIO)
    for text in (
        terminal.file.getvalue(),
        to_markdown(report, chart).replace("\\", ""),
        to_html([(chart, report)]),
    ):
        assert text.count("The model was not used to read and to assign codes: the endpoint") == 1
        assert text.count("The review by the model failed: the endpoint ") == 1
        assert text.count("The model did not word ") == 1
        assert text.count("the endpoint failed (HTTP 500)") == 1


@given(st.lists(st.sampled_from(["a b", "word " * 30, "x" * 1500, ""]), max_size=30))
def test_the_halves_of_a_part_hold_each_of_its_lines_once(lines: list[str]) -> None:
    for part in parts_of(document("\n".join(lines)), most=5000):
        own = [line for line in part.lines if line.start >= part.start]
        halves = halves_of(part)
        assert bool(halves) is (len(own) > 1)
        for line in own if halves else ():
            [owner] = [half for half in halves if half.holds(line.start)]
            assert line in owner.lines
        if halves:
            assert (halves[0].start, halves[-1].end) == (part.start, part.end)
            assert halves[0].end == halves[1].start


def test_a_part_is_halved_where_a_section_begins_near_its_middle() -> None:
    text = "History:\n" + "cough and cold\n" * 6 + "Plan:\n" + "rest and fluids\n" * 5
    [part] = parts_of(document(text, "History:", "Plan:"))
    first, second = halves_of(part)
    assert first.lines[-1].text == "cough and cold"
    assert second.start == text.index("Plan:")


def test_the_second_half_shows_the_lines_before_it_again() -> None:
    text = "Assessment:\n" + "".join(f"{n}. pain\n" for n in range(100, 160))
    [part] = parts_of(document(text, "Assessment:"))
    _, second = halves_of(part)
    assert second.lines[0].text == "Assessment:"
    assert second.lines[1].start < second.start
