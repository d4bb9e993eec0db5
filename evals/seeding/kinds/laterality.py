"""Wrong sides: the other one, none, both for one, one for both, one beside both."""

from __future__ import annotations

import random

from agent.models import Action, Category
from evals.seeding.axes import at_side, other_side, states_side
from evals.seeding.chart import Chart, Diagnosis
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import fits


class FlippedSide(Kind):
    """The other side than the chart states.

    Injects: M25.561 (right knee) becomes M25.562.
    Finding: laterality (accepted: unsupported code, specificity), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.B.13.
    Not where: the sentence of the diagnosis does not name its side, or names another too.
    """

    name = "flipped_side"
    category = Category.LATERALITY
    accepted = (Category.UNSUPPORTED_CODE, Category.SPECIFICITY)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found, side in shuffled(_sided(chart), chance):
            wrong = at_side(chart.view, found.code, other_side(side))
            if wrong is not None and fits(chart, wrong, instead_of=found.code):
                return self.replacing(chart, found, wrong)
        return None


class SideLeftOpen(Kind):
    """The code for an unspecified side where the chart states it.

    Injects: M25.561 (right knee) becomes M25.569.
    Finding: laterality (accepted: specificity, documentation), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.B.13, I.B.18.
    Not where: the sentence of the diagnosis does not name its side, or names another too.
    """

    name = "side_left_open"
    category = Category.LATERALITY
    accepted = (Category.SPECIFICITY,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found, _ in shuffled(_sided(chart), chance):
            wrong = at_side(chart.view, found.code, "unspecified")
            if wrong is not None and fits(chart, wrong, instead_of=found.code):
                return self.replacing(chart, found, wrong)
        return None


class BothForOne(Kind):
    """The bilateral code where the chart has the condition on one side.

    Injects: M17.11 (right knee) becomes M17.0.
    Finding: laterality (accepted: unsupported code, specificity), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.B.13.
    Not where: there is no bilateral code, or the sentence of the diagnosis does not name one side.
    """

    name = "both_for_one"
    category = Category.LATERALITY
    accepted = (Category.UNSUPPORTED_CODE, Category.SPECIFICITY)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found, _ in shuffled(_sided(chart), chance):
            wrong = at_side(chart.view, found.code, "bilateral")
            if wrong is not None and fits(chart, wrong, instead_of=found.code):
                return self.replacing(chart, found, wrong)
        return None


class OneForBoth(Kind):
    """One side billed where the chart has both: the bilateral code cut down, or a side left out.

    Injects: G56.03 (bilateral) becomes G56.01; of M79.671 and M79.672 one is dropped.
    Finding: laterality (accepted: missed code, specificity), the side billed; the bilateral code
    in its place, or the other side added.
    Fix: the claim as it was. Official Guidelines I.B.13.
    Not where: no condition of the gold set is bilateral.
    """

    name = "one_for_both"
    category = Category.LATERALITY
    accepted = (Category.MISSED_CODE, Category.SPECIFICITY)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            attributes = chart.view.attributes(found.code)
            side = attributes.side if attributes else None
            if side == "bilateral":
                wrong = at_side(chart.view, found.code, chance.choice(["right", "left"]))
                if wrong is not None and fits(chart, wrong, instead_of=found.code):
                    return self.replacing(chart, found, wrong)
            elif side in {"right", "left"}:
                twin = at_side(chart.view, found.code, other_side(side))
                if twin in {other.code for other in chart.right}:
                    after = chart.dropped(found.position).settling(found.code, twin)
                    finding = self.finding(
                        found.code, Action.ADD, (found.code,), accepted_codes=(twin,)
                    )
                    return Injected(after, finding)
        return None


class UndocumentedSide(Kind):
    """The other side billed as well.

    Injects: M25.562 beside M25.561, where the chart has the right knee alone.
    Finding: laterality (accepted: unsupported code), the side added, remove.
    Fix: the side removed. Official Guidelines I.B.13, IV.J.
    Not where: the sentence of the diagnosis does not name its side, or names another too.
    """

    name = "undocumented_side"
    category = Category.LATERALITY
    accepted = (Category.UNSUPPORTED_CODE,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found, side in shuffled(_sided(chart), chance):
            wrong = at_side(chart.view, found.code, other_side(side))
            if wrong is not None and fits(chart, wrong):
                after = chart.added(wrong).settling(found.code, wrong)
                return Injected(after, self.finding(wrong, Action.REMOVE))
        return None


class SideBesideBilateral(Kind):
    """One side billed beside the bilateral code of the same condition.

    Injects: G56.01 beside G56.03.
    Finding: laterality (accepted: validity, excludes, unsupported code), the one side, remove.
    Fix: the one side removed: the bilateral code says it. Official Guidelines I.B.13, I.B.12.
    Not where: no bilateral code is billed.
    """

    name = "side_beside_bilateral"
    category = Category.LATERALITY
    accepted = (Category.VALIDITY, Category.EXCLUDES, Category.UNSUPPORTED_CODE)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            attributes = chart.view.attributes(found.code)
            if attributes is None or attributes.side != "bilateral":
                continue
            wrong = at_side(chart.view, found.code, chance.choice(["right", "left"]))
            if wrong is not None and fits(chart, wrong):
                after = chart.added(wrong).settling(found.code, wrong)
                return Injected(after, self.finding(wrong, Action.REMOVE))
        return None


def _sided(chart: Chart) -> list[tuple[Diagnosis, str]]:
    """Diagnoses for one side that their own sentences name, with that side."""
    return [
        (found, attributes.side)
        for found in chart.right
        if (attributes := chart.view.attributes(found.code)) is not None
        and attributes.side in {"right", "left"}
        and states_side(chart, found, attributes.side)
    ]
