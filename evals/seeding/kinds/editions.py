"""Codes of another year's edition."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator

from agent.models import Category
from catalog import CodeState
from catalog.history import Happening, history
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled


class _OtherEdition(Kind):
    """Base: a code that another edition had for the condition."""

    category = Category.VALIDITY
    accepted = (Category.SPECIFICITY,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for wrong in shuffled(sorted(set(self.relatives(chart, found.code))), chance):
                return self.replacing(chart, found, wrong)
        return None

    @abstractmethod
    def relatives(self, chart: Chart, code: str) -> Iterator[str]:
        """Codes of other editions that the official conversions tie to the code."""


class DeletedCode(_OtherEdition):
    """A code that had ended, or become a header, before the date of service.

    Injects: N18.30 becomes N18.3, its predecessor by the official conversion table.
    Finding: validity (accepted: specificity), the old code, replace.
    Fix: the code as it was.
    Not where: no diagnosis took over from a code that is no longer billable.
    """

    name = "deleted_code"

    def relatives(self, chart: Chart, code: str) -> Iterator[str]:
        for event in history(chart.view, code).events:
            if event.what is Happening.TAKES_OVER_FROM and event.day <= chart.view.date:
                for old in event.codes:
                    state = chart.view.status(old).state
                    if state in {CodeState.DELETED, CodeState.HEADER}:
                        yield old


class FutureCode(_OtherEdition):
    """A code that was not in force yet on the date of service.

    Injects: M51.36 becomes M51.362 for a date before 2024-10-01.
    Finding: validity (accepted: specificity), the later code, replace.
    Fix: the code as it was, the billable one of that day.
    Not where: no diagnosis gave way to later codes.
    """

    name = "future_code"

    def relatives(self, chart: Chart, code: str) -> Iterator[str]:
        for event in history(chart.view, code).events:
            replaced = {Happening.REPLACED_BY, Happening.PARTLY_REPLACED_BY}
            if event.what in replaced and event.day > chart.view.date:
                for new in event.codes:
                    if chart.view.status(new).state is CodeState.NOT_YET:
                        yield new
