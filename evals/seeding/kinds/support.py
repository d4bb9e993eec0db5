"""Billed conditions that the chart does not bear out."""

from __future__ import annotations

import random
from typing import ClassVar

from agent.context import SectionKind
from agent.models import Action, Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import joins
from evals.seeding.wording import Condition, conditions


class UndocumentedCode(Kind):
    """A condition billed that the chart does not name.

    Injects: the code of a common condition none of whose words occur in the chart.
    Finding: unsupported code, that code, remove.
    Fix: the code removed. Official Guidelines IV.J and III: what is documented is coded.
    Not where: the chart names the condition in any way, or a billed code shares its category.
    """

    name = "undocumented_code"
    category = Category.UNSUPPORTED_CODE

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for new in unnamed(chart, chance):
            after = chart.added(new.code).settling(new.code)
            return Injected(after, self.finding(new.code, Action.REMOVE))
        return None


class _Stated(Kind):
    """Base of the kinds that put a sentence about an absent or uncertain condition in the note."""

    wording: ClassVar[str]
    sections: ClassVar[tuple[SectionKind, ...]] = (SectionKind.ASSESSMENT,)
    action: ClassVar[Action | None] = Action.REMOVE

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for new in unnamed(chart, chance):
            if sentences := new.sentences.get(self.wording):
                stated = chart.stating(chance.choice(sentences), chance.choice(self.sections))
                if stated is None:
                    return None
                after = stated[0].added(new.code).settling(new.code)
                return Injected(after, self.finding(new.code, self.action))
        return None


class NegatedCondition(_Stated):
    """A condition billed that the note denies.

    Injects: a sentence such as "No evidence of pneumonia." with the history, the findings or the
    assessment, and J18.9.
    Finding: unsupported code, that code, remove.
    Fix: the code removed. Official Guidelines IV.J and III.
    Not where: the chart named the condition before, or a billed code shares its category.
    """

    name = "negated_condition"
    category = Category.UNSUPPORTED_CODE
    wording = "negated"
    sections = (
        SectionKind.RESULTS,
        SectionKind.HISTORY_OF_PRESENT_ILLNESS,
        SectionKind.ASSESSMENT,
    )


class RuledOutCondition(_Stated):
    """A condition billed that was looked for and ruled out.

    Injects: a sentence such as "Pneumonia was ruled out by chest film." with the assessment, and
    the code.
    Finding: unsupported code (accepted: uncertain diagnosis), that code, remove.
    Fix: the code removed. Official Guidelines IV.H: "rule out" is not coded; nor is what was.
    Not where: the chart named the condition before, or a billed code shares its category.
    """

    name = "ruled_out_condition"
    category = Category.UNSUPPORTED_CODE
    accepted = (Category.UNCERTAIN_DIAGNOSIS,)
    wording = "ruled_out"


class PossibleCondition(_Stated):
    """An uncertain diagnosis billed as established outside inpatient stays.

    Injects: a sentence such as "Possible pneumonia, chest film ordered." and J18.9.
    Finding: uncertain diagnosis (accepted: unsupported code), that code; the code removed, or
    replaced by the symptom where the note has one, so any action will do.
    Fix: as the note allows. Official Guidelines IV.H.
    Not where: the stay is inpatient, where II.H and III.C allow the code; the chart named the
    condition before, or a billed code shares its category.
    """

    name = "possible_condition"
    category = Category.UNCERTAIN_DIAGNOSIS
    accepted = (Category.UNSUPPORTED_CODE,)
    wording = "possible"
    action = None

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        return None if chart.inpatient else super().inject(chart, chance)


def unnamed(chart: Chart, chance: random.Random) -> list[Condition]:
    """Conditions that the chart does not name and whose codes may join the claim, by chance."""
    return [
        condition
        for condition in shuffled(conditions(), chance)
        if not condition.named_in(chart.text) and joins(chart, condition.code)
    ]
