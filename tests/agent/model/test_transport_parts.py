"""The parts that all charts of a run share keep their bounds, between threads too."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import ModelUnavailable
from agent.transport.allowance import Allowance
from agent.transport.breaker import Breaker
from agent.transport.failures import BudgetReached, retry_after
from agent.transport.pace import Pace
from agent.transport.prices import Price
from agent.transport.spent import Spent


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=2, pause=10.0, clock=clock)
    for _ in range(2):
        breaker.check()
        breaker.failed()
    return breaker


def test_a_breaker_opens_after_so_many_failures_in_a_row(clock: Clock) -> None:
    with pytest.raises(ModelUnavailable, match="left alone for 10 seconds"):
        opened(clock).check()


def test_an_answer_between_two_failures_keeps_a_breaker_closed(clock: Clock) -> None:
    breaker = Breaker(failures=2, pause=10.0, clock=clock)
    for _ in range(5):
        breaker.failed()
        breaker.answered()
    breaker.check()


def test_after_the_pause_one_attempt_tries_and_the_others_wait(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 10.0
    breaker.check()
    with pytest.raises(ModelUnavailable):
        breaker.check()


def test_an_answer_after_the_pause_closes_the_breaker(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 10.0
    breaker.check()
    breaker.answered()
    breaker.check()
    breaker.check()


def test_a_failure_after_the_pause_begins_it_anew(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 10.0
    breaker.check()
    breaker.failed()
    clock.now += 9.0
    with pytest.raises(ModelUnavailable):
        breaker.check()


COUNTS = st.integers(min_value=0, max_value=1000)


@given(st.lists(st.tuples(COUNTS, COUNTS, st.floats(0, 1))), st.integers(0, 5000))
def test_no_allowance_is_ever_passed(questions: list[tuple[int, int, float]], tokens: int) -> None:
    allowance = Allowance(tokens=tokens)
    spent = 0
    for prompt, answer, part in questions:
        try:
            allowance.hold(prompt, answer)
        except BudgetReached:
            continue
        took = Spent(prompt_tokens=int(prompt * part), completion_tokens=int(answer * part))
        allowance.settle(prompt, answer, took)
        spent += took.tokens
    assert spent <= tokens


def test_what_is_held_for_questions_on_their_way_counts() -> None:
    allowance = Allowance(usd=1.0, price=Price(prompt=1e6, completion=0))
    allowance.hold(1, 0)
    with pytest.raises(BudgetReached, match=r"\$1"):
        allowance.hold(1, 0)


def test_cached_tokens_are_charged_at_their_own_price() -> None:
    price = Price(prompt=10.0, completion=0.0, cached_prompt=1.0)
    assert price.of(1_000_000, 0, 400_000) == pytest.approx(6.4)


def test_no_more_questions_are_on_their_way_than_allowed() -> None:
    pace = Pace(concurrency=3)
    lock = threading.Lock()
    inside, most = 0, 0

    def ask(_: int) -> None:
        nonlocal inside, most
        with pace.turn(1, time.monotonic() + 5):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(24)))
    assert most == 3


def test_a_token_rate_spreads_the_questions() -> None:
    pace = Pace(concurrency=9, tokens_per_minute=6000)
    before = time.monotonic()
    for _ in range(3):
        with pace.turn(10, before + 5):
            pass
    # 100 tokens a second: the third question starts when twenty tokens' time has passed.
    assert 0.2 <= time.monotonic() - before < 1.0


def test_a_turn_that_would_come_too_late_is_not_waited_for() -> None:
    pace = Pace(concurrency=1, tokens_per_minute=60)
    with pace.turn(100, time.monotonic() + 1):
        pass
    before = time.monotonic()
    with pytest.raises(ModelUnavailable, match="token rate"), pace.turn(1, before + 1):
        pass
    assert time.monotonic() - before < 0.5


@given(st.dictionaries(st.sampled_from(["Retry-After", "retry-after-ms"]), st.text(max_size=30)))
def test_whatever_retry_after_says_the_wait_is_a_finite_time(headers: dict[str, str]) -> None:
    assert 0.0 <= retry_after(headers) < float("inf")
