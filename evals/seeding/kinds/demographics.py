"""A record whose age or sex does not go with a diagnosis."""

from __future__ import annotations

import random

from agent.models import Category, Sex
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled

_AGE_EDITS = ("newborn", "pediatric", "maternity", "adult")
_SEX_EDITS = {"female": Sex.MALE, "male": Sex.FEMALE}


class AgeConflict(Kind):
    """An age on record that the editor does not accept for a diagnosis.

    Injects: the patient of a pregnancy code recorded as 71 years old.
    Finding: demographic edit, the diagnosis; the record or the code is put right, so any action.
    Fix: the age as it was. Medicare Code Editor, edit 4.
    Not where: no diagnosis has an age edit on the date.
    """

    name = "age_conflict"
    category = Category.DEMOGRAPHIC_EDIT

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for edit in _AGE_EDITS:
                ages = chart.view.age_range(edit) if edit in chart.view.flags(found.code) else None
                if ages is None:
                    continue
                wrong = [age for age in range(1, 95) if not ages[0] <= age <= ages[1]]
                after = chart.with_patient(birth_date=None, age=chance.choice(wrong))
                return Injected(after.settling(found.code), self.finding(found.code, None))
        return None


class SexConflict(Kind):
    """A sex on record that the editor does not accept for a diagnosis.

    Injects: the patient of N40.0 recorded as female.
    Finding: demographic edit, the diagnosis; the record or the code is put right, so any action.
    Fix: the sex as it was. Medicare Code Editor, edit 5, in force until 2024-09-30.
    Not where: no diagnosis is marked for a sex on the date.
    """

    name = "sex_conflict"
    category = Category.DEMOGRAPHIC_EDIT

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for edit, sex in _SEX_EDITS.items():
                if edit in chart.view.flags(found.code):
                    after = chart.with_patient(sex=sex).settling(found.code)
                    return Injected(after, self.finding(found.code, None))
        return None
