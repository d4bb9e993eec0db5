"""Two codes that an Excludes1 note keeps apart."""

from __future__ import annotations

import random
from collections.abc import Iterator

from agent.models import Action, Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import bound


class Excludes1Pair(Kind):
    """A code added that an Excludes1 note of a billed code names.

    Injects: M54.41 beside M54.50, which excludes lumbago with sciatica.
    Finding: excludes (accepted: unsupported code), the code added or the one that it may not stand
    beside; the code added removed.
    Fix: the code added removed: nothing in the chart tells of it as a second, unrelated condition,
    which Official Guidelines I.A.12.a would allow.
    Not where: no note at the code, its subcategory or its category names a billable code, or the
    code named offends against more than that note.
    """

    name = "excludes1_pair"
    category = Category.EXCLUDES
    accepted = (Category.UNSUPPORTED_CODE,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for wrong in shuffled(sorted(set(_named(chart, found.code))), chance):
                others = chart.known - {found.code}
                if wrong not in chart.known and not any(
                    chart.view.excludes1(wrong, other) or bound(chart.view, wrong, other)
                    for other in others
                ):
                    after = chart.added(wrong).settling(found.code, wrong)
                    finding = self.finding(wrong, Action.REMOVE, accepted_codes=(found.code,))
                    unsupported = self.following(Category.UNSUPPORTED_CODE, wrong)
                    return Injected(after, finding, (unsupported,))
        return None


def _named(chart: Chart, code: str) -> Iterator[str]:
    """Billable codes that notes at the code, its subcategory or its category exclude.

    Of a range the first code stands for all. Codes for birth, pregnancy, another age or sex,
    external causes, and those that another must come before are passed over: they would be wrong
    for another reason first.
    """
    for reference in chart.view.references(code, "excludes1"):
        owner = reference.note.owner
        if "-" in owner or owner.startswith("CH") or reference.range.covers(code):
            continue
        named = reference.range.low
        if chart.view.is_billable(named):
            wrong = chart.view.status(named).code
        else:
            below = chart.view.billable_below(named)
            if not below:
                continue
            wrong = below[0]
        elsewhere = chart.view.flags(wrong) - {"unspecified"} or wrong[0] in "OPQ"
        if not elsewhere and not chart.view.notes(wrong, "codeFirst"):
            yield wrong
