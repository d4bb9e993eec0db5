"""A symptom billed beside the diagnosis that it belongs to."""

from __future__ import annotations

import random

from agent.context import SectionKind
from agent.models import Action, Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import bound
from evals.seeding.wording import integral_symptoms


class SymptomBesideDiagnosis(Kind):
    """A symptom that is part of a billed diagnosis, billed as well.

    Injects: "Heartburn after large meals." into the history, and R12 beside K21.9.
    Finding: symptom integral (accepted: excludes, unsupported code), the symptom, remove.
    Fix: the symptom removed. Official Guidelines I.B.5, I.C.18.b.
    Not where: no billed diagnosis is in the list of diagnoses with a textbook symptom, the chart
    names the symptom already, or a note of the classification asks for both.
    """

    name = "symptom_beside_diagnosis"
    category = Category.SYMPTOM_INTEGRAL
    accepted = (Category.EXCLUDES, Category.UNSUPPORTED_CODE)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            attributes = chart.view.attributes(found.code)
            for pair in integral_symptoms():
                code = pair.symptom_for(found.code, attributes.side if attributes else None)
                if (
                    code is None
                    or code in chart.known
                    or code[:5] in {known[:5] for known in chart.known}
                    or not chart.view.is_billable(code)
                    or pair.named_in(chart.text)
                    or bound(chart.view, code, found.code)
                    or any(
                        chart.view.excludes1(code, other) for other in chart.known - {found.code}
                    )
                ):
                    continue
                sentence = chance.choice(pair.sentences["stated"])
                stated = chart.stating(sentence, SectionKind.HISTORY_OF_PRESENT_ILLNESS)
                if stated is None:
                    return None
                after = stated[0].added(code).settling(code, found.code)
                finding = self.finding(code, Action.REMOVE)
                return Injected(after, finding)
        return None
