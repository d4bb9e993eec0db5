"""A run: every case of a gold set predicted once, kept in a folder, continued where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from agent.configuration import Configuration
from agent.errors import UsageError
from agent.exchanges import Keeping
from catalog import Catalog
from evals.budget import FILE_NAME as CHARGES
from evals.budget import Cap, Charges
from evals.contracts import GoldCase, Manifest, Prediction, RunConfig
from evals.goldsets import GoldSet
from evals.manifest import differences, manifest_of
from evals.run_folder import Locked, RunFolder
from evals.workers import Work, predictions, rules_of


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a run is carried on this time; nothing here changes a prediction.

    `keeping` says what is kept of a model's exchanges and where they are found; None keeps nothing.
    The `cap` holds all sittings of the run together.
    """

    jobs: int = 1
    configuration: Configuration = field(default_factory=Configuration)
    cap: Cap = field(default_factory=Cap)
    fresh: bool = False
    retry_failed: bool = False
    keeping: Keeping | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the run stands after a sitting. `begun` counts the cases of this sitting."""

    manifest: Manifest
    cases: int
    finished: int
    begun: int
    failed: Counter[str]
    spent: float

    @property
    def errors(self) -> int:
        """Cases that ended in an error; `failed` has them by what went wrong."""
        return self.failed.total()

    @property
    def complete(self) -> bool:
        return self.finished == self.cases


#: Told the cases there are, those done before, and what they cost; then each prediction.
Opening = Callable[[int, int, float], None]
Telling = Callable[[Prediction, float], None]


def run(
    goldset: GoldSet,
    config: RunConfig,
    out: Path,
    sitting: Sitting,
    *,
    opening: Opening = lambda cases, done, spent: None,
    telling: Telling = lambda prediction, spent: None,
) -> Outcome:
    """Run the gold set into the folder `out`, or go on with the run that is there.

    Finished cases are never run again. Raises UsageError when `out` holds another run, when
    another process is writing there, or when there is no case to run.
    """
    if not goldset.cases:
        raise UsageError(
            f"{goldset.name}: no usable case ({len(goldset.refused)} rows were refused)"
        )
    with Locked(out):
        folder = RunFolder(out)
        manifest = _begun(folder, goldset, config, sitting)
        finished = _finished(folder, retry_failed=sitting.retry_failed)
        price = sitting.configuration.price_of(config.model or "")
        charges = Charges(out / CHARGES, sitting.cap, price) if config.coder == "model" else None
        remaining = [case for case in goldset.cases if case.case_id not in finished]
        opening(len(goldset.cases), len(finished), _spent(charges))
        before = len(finished)
        if remaining:
            _predict(
                remaining,
                folder,
                finished,
                Work(config, sitting.configuration, sitting.keeping, out / CHARGES, sitting.cap),
                sitting.jobs,
                charges,
                telling,
            )
        if len(finished) == len(goldset.cases):
            folder.keep([finished[case.case_id] for case in goldset.cases])
    return Outcome(
        manifest=manifest,
        cases=len(goldset.cases),
        finished=len(finished),
        begun=len(finished) - before,
        failed=Counter(p.error for p in finished.values() if p.error),
        spent=_spent(charges),
    )


def _spent(charges: Charges | None) -> float:
    """US dollars that the run's model was paid so far."""
    return charges.spent if charges is not None else 0.0


def _begun(folder: RunFolder, goldset: GoldSet, config: RunConfig, sitting: Sitting) -> Manifest:
    """The manifest of the run in the folder, which must be this one; a new one where none is."""
    with closing(Catalog.open(index=config.index, semantic=config.semantic)) as catalog:
        rules = rules_of(config, sitting.configuration)
        manifest = manifest_of(goldset, config, catalog, rules.rules)
    there = None if sitting.fresh else folder.manifest()
    if there is None:
        folder.begin(manifest, goldset.cases, manifest.refused)
        return manifest
    if there.digest != manifest.digest:
        differing = ", ".join(differences(there, manifest)) or "the manifest itself"
        raise UsageError(
            f"--out {folder.path}: holds another run; it differs in {differing}. Choose another "
            "--out, or begin again with --fresh"
        )
    return there


def _finished(folder: RunFolder, *, retry_failed: bool) -> dict[str, Prediction]:
    finished = folder.finished()
    if retry_failed and any(prediction.error for prediction in finished.values()):
        finished = {name: p for name, p in finished.items() if not p.error}
        folder.keep(list(finished.values()))
    return finished


def _predict(
    remaining: list[GoldCase],
    folder: RunFolder,
    finished: dict[str, Prediction],
    work: Work,
    jobs: int,
    charges: Charges | None,
    telling: Telling,
) -> None:
    """Predict the remaining cases, each on disk before the next is waited for."""
    try:
        with folder.appending() as file:
            for prediction in predictions(remaining, work, jobs):
                file.add(prediction)
                finished[prediction.case_id] = prediction
                telling(prediction, _spent(charges))
    except BrokenProcessPool:
        raise UsageError(
            "a process of the run was ended from outside, perhaps for want of memory; the same "
            "command goes on from here, with --jobs 1 it needs less"
        ) from None
