"""Predictions from several processes, each with a catalog of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from dataclasses import dataclass, field
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from agent.configuration import BudgetSection, Chosen, Configuration
from agent.context import Coder, Reviewer
from agent.exchanges import Keeping, NotRecorded
from agent.rules import RuleSet, rule_set
from agent.rules.selection import selected
from agent.transport.endpoint import Endpoint
from catalog import Catalog
from evals.budget import Cap, Charges
from evals.contracts import GoldCase, Prediction, RunConfig
from evals.prediction import NoCoder, predict


@dataclass(frozen=True, slots=True)
class Work:
    """What a process needs to predict cases."""

    config: RunConfig
    configuration: Configuration
    keeping: Keeping | None = None
    charges: Path | None = None
    cap: Cap = field(default_factory=Cap)


class Worker:
    """A coder, a catalog and the rules, made once for many cases."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._catalog = Catalog.open(index=work.config.index, semantic=work.config.semantic)
        self._endpoint = endpoint_of(work)
        self._coder = coder_of(work.config, self._endpoint)
        self._reviewer = _reviewer_of(work.config, self._coder)
        self._rules = rules_of(work.config, work.configuration)

    def close(self) -> None:
        self._catalog.close()
        if self._endpoint is not None and self._endpoint.recorder is not None:
            self._endpoint.recorder.close()

    def predict(self, case: GoldCase) -> Prediction | None:
        """The prediction; a fault becomes one that says so, without a word of the chart.

        None when the run's budget was reached in the middle of the case: it is not finished.
        """
        before = self._saved()
        try:
            made = predict(case, self._catalog, self._coder, self._rules, self._reviewer)
        except NotRecorded as error:
            made = Prediction(
                case_id=case.case_id, error=f"the answer to {error.step} is not on record"
            )
        except Exception as error:  # noqa: BLE001 - one case must not end the run
            made = Prediction(case_id=case.case_id, error=_told(error))
        if self._budget_reached():
            return None
        saved = {"saved_usd": round(self._saved() - before, 6)}
        return made.model_copy(update={"usage": made.usage.model_copy(update=saved)})

    def _budget_reached(self) -> bool:
        allowance = self._endpoint.allowance if self._endpoint is not None else None
        return isinstance(allowance, Charges) and allowance.reached

    def _saved(self) -> float:
        """US dollars that the answers on record would have cost so far."""
        if self._endpoint is None or self._endpoint.recorder is None:
            return 0.0
        return self._endpoint.cost(self._endpoint.recorder.tally.saved) or 0.0


def endpoint_of(work: Work) -> Endpoint | None:
    """Where the run's model is asked; None where it has none."""
    config = work.config
    if config.coder != "model" or not (config.model and config.base_url):
        return None
    endpoint = work.configuration.endpoint(config.model, config.base_url, BudgetSection())
    if work.charges is not None:
        # The run's budget is held over all its processes and sittings, and not by this one alone.
        endpoint.allowance = Charges(work.charges, work.cap, endpoint.price)
    endpoint.recorder = work.keeping.recorder(_tell) if work.keeping is not None else None
    return endpoint


def coder_of(config: RunConfig, endpoint: Endpoint | None) -> Coder:
    """The coder that the settings name."""
    if config.coder == "none":
        return NoCoder()
    if endpoint is not None:
        from agent.coding.model_coder import ModelCoder
        from agent.deidentify import Sharing

        sharing = Sharing.with_endpoint(
            endpoint.base_url, config.deidentify, shift_dates=config.shift_dates
        )
        return ModelCoder.at(endpoint, sharing=sharing)
    if config.profile:
        from agent.coding.profile import load_profile
        from agent.coding.profiled import ProfiledCoder

        return ProfiledCoder(load_profile(config.profile))
    from agent.coding import OfflineCoder

    return OfflineCoder()


def _reviewer_of(config: RunConfig, coder: Coder) -> Reviewer | None:
    """Who reviews findings: the model that codes, where the settings ask for it."""
    from agent.coding.model_coder import ModelCoder

    if not (config.review and isinstance(coder, ModelCoder)):
        return None
    from agent.review.model_reviewer import ModelReviewer

    return ModelReviewer.beside(coder)


def rules_of(config: RunConfig, configuration: Configuration) -> RuleSet:
    """The rules that the settings and the configuration let run."""
    return selected(Chosen(configuration, None)) if config.rules else rule_set(())


def predictions(cases: Sequence[GoldCase], work: Work, jobs: int) -> Iterator[Prediction]:
    """One prediction a case, as they are finished; once the budget is reached, of no further ones.

    A case that the budget ends has none, and no case is begun after it.
    """
    if jobs == 1 or len(cases) < 2:
        yield from _in_this_process(cases, work)
        return
    remaining = iter(cases)
    with ProcessPoolExecutor(
        min(jobs, len(cases)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(work,),
    ) as pool:
        running: set[Future[Prediction | None]] = set()
        _begin(pool, remaining, running, jobs)
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                made = [future.result() for future in done]
                if None in made:
                    remaining = iter(())
                yield from filter(None, made)
                _begin(pool, remaining, running, jobs)
        except KeyboardInterrupt:
            # What is in work may have been paid for: it is kept.
            yield from filter(None, (future.result() for future in as_completed(running)))
            raise


def _in_this_process(cases: Iterable[GoldCase], work: Work) -> Iterator[Prediction]:
    worker = Worker(work)
    try:
        for case in cases:
            made = worker.predict(case)
            if made is None:
                return
            yield made
    finally:
        worker.close()


def _begin(
    pool: ProcessPoolExecutor,
    remaining: Iterator[GoldCase],
    running: set[Future[Prediction | None]],
    jobs: int,
) -> None:
    """Give every idle process a case."""
    while len(running) < jobs:
        case = next(remaining, None)
        if case is None:
            return
        running.add(pool.submit(_predict, case))


_worker: Worker | None = None


def _start(work: Work) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(work)


def _predict(case: GoldCase) -> Prediction | None:
    if _worker is None:
        raise RuntimeError("the process was not started by this module")
    return _worker.predict(case)


def _end_with_parent() -> None:
    """End this process when its parent was killed: nobody would take what it still makes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _tell(message: str) -> None:
    print(f"chartaudit: {message}", file=sys.stderr)


def _told(error: Exception) -> str:
    """The kind of a fault and its place in the code; its text may quote the chart."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
