"""A record whose age or sex does not go with a diagnosis."""

from __future__ import annotations

import random

from agent.models import Category, Sex
from evals.seeding.chart import Chart, Diagnosis
from evals.seeding.kinds.base import Injected, Kind, shuffled

_AGE_EDITS = ("newborn", "pediatric", "maternity", "adult")
_SEX_EDITS = {"female": Sex.MALE, "male": Sex.FEMALE}


class _Demographic(Kind):
    """Base: a record of the patient that one edit refuses."""

    category = Category.DEMOGRAPHIC_EDIT

    def _conflicting(self, chart: Chart, found: Diagnosis, edit: str) -> Injected:
        """The finding for one diagnosis; other diagnoses under the same edits follow."""
        edits = {edit, *_AGE_EDITS} if edit in _AGE_EDITS else {edit}
        others = [
            code for code in chart.billed if code != found.code and chart.view.flags(code) & edits
        ]
        return Injected(
            chart.settling(found.code, *others),
            self.finding(found.code, None),
            tuple(self.following(self.category, code) for code in others),
        )


class AgeConflict(_Demographic):
    """An age on record that the editor does not accept for a diagnosis.

    Injects: the patient of a pregnancy code recorded as 71 years old.
    Finding: demographic edit, the diagnosis; the record or the code is put right, so any action.
    Fix: the age as it was. Medicare Code Editor, edit 4.
    Not where: no diagnosis has an age edit on the date.
    """

    name = "age_conflict"

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for edit in _AGE_EDITS:
                ages = chart.view.age_range(edit) if edit in chart.view.flags(found.code) else None
                if ages is None:
                    continue
                wrong = [age for age in range(1, 95) if not ages[0] <= age <= ages[1]]
                after = chart.with_patient(birth_date=None, age=chance.choice(wrong))
                return self._conflicting(after, found, edit)
        return None


class SexConflict(_Demographic):
    """A sex on record that the editor does not accept for a diagnosis.

    Injects: the patient of N40.0 recorded as female.
    Finding: demographic edit, the diagnosis; the record or the code is put right, so any action.
    Fix: the sex as it was. Medicare Code Editor, edit 5, in force until 2024-09-30.
    Not where: no diagnosis is marked for a sex on the date.
    """

    name = "sex_conflict"

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            for edit, sex in _SEX_EDITS.items():
                if edit in chart.view.flags(found.code):
                    return self._conflicting(chart.with_patient(sex=sex), found, edit)
        return None
