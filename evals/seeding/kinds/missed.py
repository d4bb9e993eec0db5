"""A documented condition that the claim leaves out."""

from __future__ import annotations

import random

from agent.models import Action, Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import bound, leads


class DroppedCode(Kind):
    """A documented condition that is not billed.

    Injects: a diagnosis left out of the claim.
    Finding: missed code, the code left out, add.
    Fix: the code added. Official Guidelines IV.J and III: what coexists and is treated is coded.
    Not where: it is the only diagnosis, or one that another billed code is bound to by a note
    (code first, use additional code), for which other kinds stand, one that leads a code which
    may not be first, or an external cause code, which Official Guidelines I.C.20 leave optional.
    """

    name = "dropped_code"
    category = Category.MISSED_CODE

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        if len(chart.billed) < 2:
            return None
        for found in shuffled(chart.right, chance):
            if "ecodepdx" in chart.view.flags(found.code):
                continue
            others = [code for code in chart.billed if code != found.code]
            if not leads(chart, found.position) or any(
                bound(chart.view, found.code, other) for other in others
            ):
                continue
            after = chart.dropped(found.position).settling(found.code)
            return Injected(after, self.finding(found.code, Action.ADD, (found.code,)))
        return None
