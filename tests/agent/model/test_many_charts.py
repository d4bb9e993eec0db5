"""Many charts are audited at once, and nobody can tell from the reports."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from replaying import commanded
from scripted_endpoint import NOTE, QUESTIONS_WITH_REVIEW, Asked, Reply, bundle, choosing, scripted

from agent.at_once import in_order

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
CHARTS = 6


def charts(folder: Path, note: Callable[[int], str]) -> list[Path]:
    """Bundles whose names are not in the order in which they are given."""
    paths = [folder / f"{CHARTS - number}.json" for number in range(CHARTS)]
    for number, path in enumerate(paths):
        path.write_text(bundle(note(number)).model_dump_json(), encoding="utf-8")
    return paths


def test_reports_stand_in_the_order_of_the_bundles_whichever_is_answered_first(
    tmp_path: Path,
) -> None:
    def the_first_last(asked: Asked) -> Reply:
        reply = RIGHT(asked)
        return Reply(body=reply.body, delay=0.5 if "Visit 0" in asked.text else 0.0)

    paths = charts(tmp_path, lambda number: f"{NOTE}\nVisit {number}.\n")
    with scripted(the_first_last) as endpoint:
        done = commanded("audit", *paths, "--format", "json", url=endpoint.url)
        visits = [asked.text.count("Visit 0") for asked in endpoint.asked]
    shas = [json.loads(line)["documents"][0]["sha256"] for line in done.stdout.splitlines()]
    in_turn = [
        hashlib.sha256(f"{NOTE}\nVisit {number}.\n".encode()).hexdigest()
        for number in range(CHARTS)
    ]
    assert shas == in_turn
    assert visits[-1] == 1, "the chart that waits longest is answered last"


def test_reports_are_the_same_bytes_whatever_the_number_of_processes(tmp_path: Path) -> None:
    paths = charts(tmp_path, lambda number: f"{NOTE}\nVisit {number}.\n")
    with scripted(RIGHT) as endpoint:
        by_two = commanded("audit", *paths, "--format", "json", "--jobs", "2", url=endpoint.url)
        asked = len(endpoint.asked)
    by_one = commanded(
        "audit", *paths, "--format", "json", "--jobs", "1", "--replay", url=endpoint.url
    )
    assert by_two.stdout == by_one.stdout
    assert len(by_two.stdout.splitlines()) == CHARTS
    assert f"{asked} of {asked} answers of the model were on record" in by_one.stderr


def test_charts_are_asked_about_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(CHARTS, timeout=20)

    def only_together(asked: Asked) -> Reply:
        if not asked.assigning:
            together.wait()
        return RIGHT(asked)

    paths = charts(tmp_path, lambda number: f"{NOTE}\nVisit {number}.\n")
    with scripted(only_together) as endpoint:
        done = commanded("audit", *paths, "--format", "json", url=endpoint.url)
    coders = {json.loads(line)["coder"] for line in done.stdout.splitlines()}
    assert coders == {"model"}


def test_a_request_that_is_on_its_way_is_not_sent_twice(tmp_path: Path) -> None:
    def slow(asked: Asked) -> Reply:
        return Reply(body=RIGHT(asked).body, delay=0.3)

    paths = charts(tmp_path, lambda _: NOTE)
    with scripted(slow) as endpoint:
        commanded("audit", *paths, url=endpoint.url)
        assert len(endpoint.asked) == QUESTIONS_WITH_REVIEW


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_loaded_beforehand_asks_nothing_and_a_bad_first_bundle_costs_no_other(
    tmp_path: Path, jobs: str
) -> None:
    first, *others = charts(tmp_path, lambda number: f"{NOTE}\nVisit {number}.\n")
    first.write_text("{}", encoding="utf-8")
    with scripted(RIGHT) as endpoint:
        done = commanded(
            "audit", first, *others, "--format", "json", "--jobs", jobs, url=endpoint.url
        )
        assert len(endpoint.asked) == QUESTIONS_WITH_REVIEW * len(others)
    assert len(done.stdout.splitlines()) == len(others)
    assert done.returncode == 2
    assert str(first) in done.stderr


def test_results_come_in_order_and_a_failure_in_its_turn() -> None:
    def halved(number: int) -> int:
        if number == 7:
            raise ValueError("odd")
        return number // 2

    results = in_order(halved, range(100), 3)
    assert [next(results) for _ in range(7)] == [0, 0, 1, 1, 2, 2, 3]
    with pytest.raises(ValueError, match="odd"):
        next(results)


def test_a_failure_leaves_later_inputs_undone() -> None:
    begun = []

    def fails(number: int) -> None:
        begun.append(number)
        raise ValueError

    with pytest.raises(ValueError):
        list(in_order(fails, range(10_000), 2))
    assert len(begun) < 20
