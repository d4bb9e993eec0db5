"""A combination code taken apart."""

from __future__ import annotations

import random

from agent.models import Action, Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.wording import combinations


class CombinationSplit(Kind):
    """The plain disease billed where the classification has one code for it and its complication.

    Injects: E11.22 becomes E11.9 beside N18.30; I11.0 becomes I10 beside I50.9.
    Finding: specificity (accepted: missed code, sequencing, etiology and manifestation, excludes),
    the plain code or the combination code, replace.
    Fix: the combination code. Official Guidelines I.A.15, I.B.9, I.C.4.a, I.C.9.a.
    Not where: no combination code of the list is billed.
    """

    name = "combination_split"
    category = Category.SPECIFICITY
    accepted = (
        Category.MISSED_CODE,
        Category.SEQUENCING,
        Category.ETIOLOGY_MANIFESTATION,
        Category.EXCLUDES,
    )

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for combination in combinations():
                wrong = combination.plain_for(found.code)
                if wrong is None or wrong in chart.known or not chart.view.is_billable(wrong):
                    continue
                after = chart.replaced(found.position, wrong)
                # A code that follows the combination code now follows the plain one.
                concerned = [code for code in chart.known if _asks(chart, code, found.code)]
                after = after.settling(found.code, wrong, *concerned)
                finding = self.finding(
                    wrong,
                    Action.REPLACE,
                    (found.code,),
                    accepted_codes=(found.code, *sorted(concerned)),
                )
                return Injected(after, finding, (self.lost(found.code),))
        return None


def _asks(chart: Chart, code: str, first: str) -> bool:
    return any(
        reference.range.covers(first) and not reference.range.covers(code)
        for reference in chart.view.references(code, "codeFirst")
    )
