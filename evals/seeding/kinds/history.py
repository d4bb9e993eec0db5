"""What is over, or was a relative's, billed as the patient's present condition."""

from __future__ import annotations

import random
from abc import abstractmethod
from typing import ClassVar

from agent.context import SectionKind
from agent.models import Action, Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import fits, joins
from evals.seeding.wording import History, family_histories, personal_histories


class _PastCondition(Kind):
    """Base: a sentence about the past or the family, and the condition billed as present."""

    section: ClassVar[SectionKind]

    @abstractmethod
    def histories(self) -> tuple[History, ...]:
        """What may be put in."""

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for past in shuffled(self.histories(), chance):
            if (
                past.named_in(chart.text)
                or not joins(chart, past.code)
                or not fits(chart, past.history_code)
            ):
                continue
            stated = chart.stating(chance.choice(past.sentences["stated"]), self.section)
            if stated is None:
                return None
            after = stated[0].documenting(past.history_code, stated[1]).added(past.code)
            after = after.settling(past.code, past.history_code)
            finding = self.finding(past.code, Action.REPLACE, (past.history_code,))
            return Injected(after, finding, (self.lost(past.history_code),))
        return None


class HistoryAsCurrent(_PastCondition):
    """A condition that is over billed as present.

    Injects: "Colon cancer resected in 2011, no recurrence." into the past history, and C18.9.
    Finding: unsupported code (accepted: specificity), the code billed, replace.
    Fix: the history code, Z85.038, which Official Guidelines I.C.21.c.4 accept on any record.
    Not where: the chart named the condition before, or a billed code shares its category.
    """

    name = "history_as_current"
    category = Category.UNSUPPORTED_CODE
    accepted = (Category.SPECIFICITY,)
    section = SectionKind.PAST_HISTORY

    def histories(self) -> tuple[History, ...]:
        return personal_histories()


class FamilyHistoryAsCurrent(_PastCondition):
    """A relative's condition billed as the patient's.

    Injects: "Mother had a stroke at 70." into the family history, and I63.9.
    Finding: unsupported code, the code billed, replace.
    Fix: the family history code, Z82.3. Official Guidelines I.C.21.c.4.
    Not where: the chart named the condition before, or a billed code shares its category.
    """

    name = "family_history_as_current"
    category = Category.UNSUPPORTED_CODE
    section = SectionKind.FAMILY_HISTORY

    def histories(self) -> tuple[History, ...]:
        return family_histories()
