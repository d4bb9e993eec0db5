"""Errors of claim lines: pointers, units, services that diagnoses or note do not bear out."""

from __future__ import annotations

import random
from decimal import Decimal

from agent.context import SectionKind
from agent.models import Category, ClaimLine, Setting
from catalog.sites import within
from evals.seeding.axes import states_side
from evals.seeding.chart import Chart, Diagnosis
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.wording import Study, studies


class _OfLines(Kind):
    """Base of the kinds that change the lines of a professional or outpatient claim."""

    of_lines = True

    def flagged(self, chart: Chart, number: int, *followed: Category) -> Injected:
        """The chart with the error in the line of that number."""
        following = tuple(self.following(category, None, line=number) for category in followed)
        return Injected(chart, self.finding(None, None, line=number), following)


class BadPointer(_OfLines):
    """A line that points to a diagnosis that the claim does not have.

    Injects: the last pointer of a line becomes one more than there are diagnoses.
    Finding: procedure edit (accepted: documentation), the line; any action.
    Fix: the pointer as it was.
    Not where: no line has a pointer.
    """

    name = "bad_pointer"
    category = Category.PROCEDURE_EDIT
    accepted = (Category.DOCUMENTATION,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        number = _pointing_line(chart, chance)
        if number is None:
            return None
        lines = list(chart.bundle.claim.lines)
        pointers = (*lines[number - 1].diagnosis_pointers[:-1], len(chart.billed) + 1)
        lines[number - 1] = lines[number - 1].model_copy(update={"diagnosis_pointers": pointers})
        return self.flagged(chart.with_lines(lines), number)


class MissingPointer(_OfLines):
    """A line of a professional claim without any pointer.

    Injects: the pointers of a line taken away.
    Finding: procedure edit (accepted: documentation), the line; any action.
    Fix: the pointers as they were.
    Not where: no line has a pointer, or the claim is a facility's, whose lines need none.
    """

    name = "missing_pointer"
    category = Category.PROCEDURE_EDIT
    accepted = (Category.DOCUMENTATION,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        number = _pointing_line(chart, chance)
        if number is None or chart.encounter.setting is not Setting.PROFESSIONAL:
            return None
        lines = list(chart.bundle.claim.lines)
        lines[number - 1] = lines[number - 1].model_copy(update={"diagnosis_pointers": ()})
        return self.flagged(chart.with_lines(lines), number)


class RepeatedVisit(_OfLines):
    """An office visit billed with two units.

    Injects: units of the visit line become 2.
    Finding: units (accepted: procedure edit), the line; any action.
    Fix: one unit: a visit of this family of numbers is one a day for one provider.
    Not where: there is no office visit line.
    """

    name = "repeated_visit"
    category = Category.UNITS
    accepted = (Category.PROCEDURE_EDIT,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for number, line in enumerate(chart.bundle.claim.lines, start=1):
            if "99202" <= line.procedure <= "99215" and line.units == 1:
                lines = list(chart.bundle.claim.lines)
                lines[number - 1] = line.model_copy(update={"units": Decimal(2)})
                return self.flagged(chart.with_lines(lines), number)
        return None


class ProcedureMismatch(_OfLines):
    """A service for which no diagnosis of the claim could call.

    Injects: a knee radiograph pointed to hypertension, in a chart that names no knee.
    Finding: medical necessity (accepted: procedure edit, unsupported code, documentation), the
    line; any action.
    Fix: the line removed: it is neither documented nor called for.
    Not where: the chart names the region, or a diagnosis is of the range that the study serves.
    """

    name = "procedure_mismatch"
    category = Category.MEDICAL_NECESSITY
    accepted = (Category.PROCEDURE_EDIT, Category.UNSUPPORTED_CODE, Category.DOCUMENTATION)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        targets = _conditions(chart)
        if chart.inpatient or not targets:
            return None
        for study in shuffled(studies(), chance):
            if study.named_in(chart.text) or any(study.serves(code) for code in chart.known):
                continue
            target = chance.choice(targets)
            line = ClaimLine(procedure=study.procedure, diagnosis_pointers=(target.position,))
            after = chart.with_lines((*chart.bundle.claim.lines, line))
            return self.flagged(after, len(after.bundle.claim.lines))
        return None


class WrongPointer(_OfLines):
    """A documented study pointed to a diagnosis that does not call for it, beside one that does.

    Injects: "Radiographs of the right knee were taken in the office today." into the results, and
    a line for them that points to hypertension and not to the knee.
    Finding: medical necessity (accepted: procedure edit), the line; any action.
    Fix: the pointer on the diagnosis of the region.
    Not where: no diagnosis is of a region that a study serves, or none is of any other.
    """

    name = "wrong_pointer"
    category = Category.MEDICAL_NECESSITY
    accepted = (Category.PROCEDURE_EDIT,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for study, _, side in _done(chart, chance):
            others = [d for d in _conditions(chart) if not study.serves(d.code)]
            if others:
                told = chart.stating(study.statement(side), SectionKind.RESULTS)
                if told is None:
                    return None
                target = chance.choice(others)
                line = ClaimLine(procedure=study.procedure, diagnosis_pointers=(target.position,))
                after = told[0].with_lines((*chart.bundle.claim.lines, line))
                return self.flagged(after, len(after.bundle.claim.lines))
        return None


class OtherModality(_OfLines):
    """Another kind of imaging billed than the note documents.

    Injects: "Radiographs of the right knee ..." into the results, and a line for an MRI of it.
    Finding: procedure edit (accepted: documentation, unsupported code), the line; any action.
    Fix: the number of the study that was done.
    Not where: no diagnosis is of a region that a study serves with its side in the chart, or the
    chart names the other kind of imaging.
    """

    name = "other_modality"
    category = Category.PROCEDURE_EDIT
    accepted = (Category.DOCUMENTATION, Category.UNSUPPORTED_CODE)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for study, found, side in _done(chart, chance):
            told = chart.stating(study.statement(side), SectionKind.RESULTS)
            if told is None:
                return None
            line = ClaimLine(procedure=study.other_modality, diagnosis_pointers=(found.position,))
            after = told[0].with_lines((*chart.bundle.claim.lines, line))
            return self.flagged(after, len(after.bundle.claim.lines), Category.MEDICAL_NECESSITY)
        return None


class OtherSideModifier(_OfLines):
    """A study of one side billed with the modifier for the other.

    Injects: "Radiographs of the right knee ..." into the results, and a line for them with LT.
    Finding: modifier (accepted: laterality, procedure edit), the line; any action.
    Fix: the modifier of the side that was studied, RT.
    Not where: no diagnosis is of a region that a study serves with its side in the chart.
    """

    name = "other_side_modifier"
    category = Category.MODIFIER
    accepted = (Category.LATERALITY, Category.PROCEDURE_EDIT)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for study, found, side in _done(chart, chance):
            if side is None:
                continue
            told = chart.stating(study.statement(side), SectionKind.RESULTS)
            if told is None:
                return None
            line = ClaimLine(
                procedure=study.procedure,
                modifiers=("LT" if side == "right" else "RT",),
                diagnosis_pointers=(found.position,),
            )
            after = told[0].with_lines((*chart.bundle.claim.lines, line))
            return self.flagged(after, len(after.bundle.claim.lines))
        return None


def _pointing_line(chart: Chart, chance: random.Random) -> int | None:
    """The number of a line that points to a diagnosis, drawn by chance."""
    lines = enumerate(chart.bundle.claim.lines, start=1)
    numbers = [number for number, line in lines if line.diagnosis_pointers]
    return chance.choice(numbers) if numbers else None


def _conditions(chart: Chart) -> list[Diagnosis]:
    """Diagnoses that a service could be for: no external causes, no circumstances."""
    return [d for d in chart.right if not chart.view.flags(d.code) & {"ecodepdx", "unacceptable"}]


def _done(chart: Chart, chance: random.Random) -> list[tuple[Study, Diagnosis, str | None]]:
    """Studies that a diagnosis calls for, with its side where the study has one."""
    found: list[tuple[Study, Diagnosis, str | None]] = []
    for diagnosis in chart.right:
        own = chart.view.attributes(diagnosis.code)
        if own is None or own.site is None or chart.inpatient:
            continue
        for study in studies():
            if not (within(own.site, study.region) and study.serves(diagnosis.code)):
                continue
            if not study.sided:
                found.append((study, diagnosis, None))
            elif own.side in {"right", "left"} and states_side(chart, diagnosis, own.side):
                found.append((study, diagnosis, own.side))
    return shuffled(found, chance)
