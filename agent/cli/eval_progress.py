"""How far a run is: a bar on a terminal, a line now and then elsewhere. On standard error."""

from __future__ import annotations

import time
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from rich.progress import TaskID

    from evals.contracts import Prediction

#: Seconds between two lines where there is no terminal.
_PAUSE = 10.0


class Progress:
    """Told of each case as it is finished; shows rate, remaining time, errors and money."""

    def __init__(self, *, money: bool) -> None:
        self._money = money
        self._console = Console(stderr=True, highlight=False)
        self._shown = ExitStack()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._cases = self._done = self._before = self._errors = 0
        self._spent = 0.0
        self._begun = self._last = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shown.close()

    def begin(self, cases: int, done: int, spent: float) -> None:
        """Show the start: cases in all, those finished before, and what they cost."""
        self._cases, self._done, self._before, self._spent = cases, done, done, spent
        self._begun = self._last = time.monotonic()
        if done == cases or not self._console.is_terminal:
            return
        self._bar = self._shown.enter_context(
            Bar(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[told]}"),
                TimeRemainingColumn(),
                console=self._console,
            )
        )
        self._task = self._bar.add_task("cases", total=cases, completed=done, told=self._told())

    def tell(self, prediction: Prediction, spent: float) -> None:
        """Show one more case."""
        self._done += 1
        self._errors += bool(prediction.error)
        self._spent = spent
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done, told=self._told())
        elif time.monotonic() - self._last >= _PAUSE:
            self._last = time.monotonic()
            self._console.print(
                f"{self._done} of {self._cases} cases, {self._told()}{self._left()}"
            )

    def _rate(self) -> float:
        return (self._done - self._before) / max(0.001, time.monotonic() - self._begun)

    def _told(self) -> str:
        rate = self._rate()
        parts = [f"{rate:.1f} a second" if rate >= 1 or not rate else f"{1 / rate:.1f} s a case"]
        if self._money:
            parts.append(f"${self._spent:.4f}")
        if self._errors:
            parts.append(f"{self._errors} errors")
        return ", ".join(parts)

    def _left(self) -> str:
        rate = self._rate()
        return f", {(self._cases - self._done) / rate:.0f} s left" if rate else ""
