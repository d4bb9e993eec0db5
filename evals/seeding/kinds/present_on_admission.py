"""Indicators of presence on admission that are missing, or that the record contradicts."""

from __future__ import annotations

import random
import re

from agent.models import Category
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.wording import never_poa_exempt

_ON_ADMISSION = re.compile(
    r"\b(?:on (?:arrival|admission|presentation)|present(?:ed|ing) with|admitted (?:with|for)|"
    r"brought in (?:with|for)|chronic|known)\b",
    re.IGNORECASE,
)


class PoaMissing(Kind):
    """No indicator for a diagnosis of an inpatient stay that is not exempt.

    Injects: the indicator of one diagnosis left out.
    Finding: present on admission, the diagnosis; any action.
    Fix: the indicator as it was. Official Guidelines, Appendix I.
    Not where: the encounter is no inpatient stay, or the diagnosis may be exempt.
    """

    name = "poa_missing"
    category = Category.PRESENT_ON_ADMISSION

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        if not chart.inpatient:
            return None
        for found in shuffled(chart.right, chance):
            billed = chart.bundle.claim.diagnoses[found.position - 1]
            if billed.poa is not None and never_poa_exempt(found.code):
                after = chart.with_poa(found.position, None).settling(found.code)
                return Injected(after, self.finding(found.code, None))
        return None


class PoaContradicted(Kind):
    """A diagnosis marked as not present on admission that the record calls present then.

    Injects: N for a condition "on arrival".
    Finding: present on admission, the diagnosis; any action.
    Fix: Y. Official Guidelines, Appendix I.
    Not where: the encounter is no inpatient stay, or the sentence of the diagnosis does not say
    that it was there on admission.
    """

    name = "poa_contradicted"
    category = Category.PRESENT_ON_ADMISSION

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        if not chart.inpatient:
            return None
        for found in shuffled(chart.right, chance):
            billed = chart.bundle.claim.diagnoses[found.position - 1]
            told = any(_ON_ADMISSION.search(sentence) for sentence in chart.sentences(found))
            if billed.poa == "Y" and told and never_poa_exempt(found.code):
                after = chart.with_poa(found.position, "N").settling(found.code)
                return Injected(after, self.finding(found.code, None))
        return None
