"""Right codes in the wrong order, or without the code that they follow."""

from __future__ import annotations

import random
from collections.abc import Iterator

from agent.context import SectionKind
from agent.models import Action, Category
from catalog import pad
from catalog.secondary_only import secondary_only
from evals.seeding.chart import Chart, Diagnosis
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import fits
from evals.seeding.wording import external_causes


class ManifestationFirst(Kind):
    """A manifestation listed first.

    Injects: F02.80 moved before G30.9.
    Finding: sequencing (accepted: etiology and manifestation), the manifestation or the code that
    it was put before, resequence.
    Fix: the order as it was. Official Guidelines I.A.13; Medicare Code Editor, edit 6.
    Not where: no manifestation follows another diagnosis.
    """

    name = "manifestation_first"
    category = Category.SEQUENCING
    accepted = (Category.ETIOLOGY_MANIFESTATION,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            if found.position > 1 and "manifestation" in chart.view.flags(found.code):
                return _first(self, chart, found)
        return None


class ExternalCauseFirst(Kind):
    """An external cause code listed before the injury.

    Injects: W01.0XXA before S63.501A; where the claim has no such code, a sentence that tells of
    the cause goes into the history, and its code becomes right as a secondary one.
    Finding: sequencing, the external cause code, resequence.
    Fix: the injury first. Official Guidelines I.C.20.a.6; Medicare Code Editor, edit 2.
    Not where: the claim has neither an external cause code behind the first nor an injury first
    whose cause the note leaves open.
    """

    name = "external_cause_first"
    category = Category.SEQUENCING

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            if found.position > 1 and "ecodepdx" in chart.view.flags(found.code):
                return _first(self, chart, found)
        injury = next((d for d in chart.right if d.position == 1), None)
        if injury is None or not ("S00" <= injury.code[:3] <= "S99" and injury.code[-1] in "AD"):
            return None
        for cause in shuffled(external_causes(), chance):
            code = pad(cause.code, injury.code[-1])
            if cause.named_in(chart.text) or not fits(chart, code):
                continue
            sentence = chance.choice(cause.sentences["stated"])
            stated = chart.stating(sentence, SectionKind.HISTORY_OF_PRESENT_ILLNESS)
            if stated is None:
                return None
            after = stated[0].documenting(code, stated[1]).added(code, first=True)
            finding = self.finding(code, Action.RESEQUENCE)
            return Injected(after.settling(code, injury.code), finding)
        return None


class SecondaryFirst(Kind):
    """A code that the guidelines keep from the first place, listed first.

    Injects: Z68.41 (body mass index) before E66.01; on an inpatient claim a code that the Medicare
    Code Editor does not accept as principal.
    Finding: sequencing, the code moved or the one that it was put before, resequence.
    Fix: the order as it was. Official Guidelines I.B.14, I.C.21.c.3; Medicare Code Editor, edit 9.
    Not where: no such code follows another diagnosis.
    """

    name = "secondary_first"
    category = Category.SEQUENCING

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            kept = secondary_only(found.code)
            firmly = kept is not None and kept.firmly
            refused = chart.inpatient and "unacceptable" in chart.view.flags(found.code)
            if found.position > 1 and (firmly or refused):
                return _first(self, chart, found)
        return None


class CodeFirstReversed(Kind):
    """Two codes against the order that a code first note sets.

    Injects: L97.519 moved before E11.621; I50.9 before I11.0.
    Finding: sequencing (accepted: etiology and manifestation), either code, resequence.
    Fix: the order as it was. Official Guidelines I.A.13, I.B.7.
    Not where: no billed code has a note that names one billed before it, or the code is a
    manifestation (manifestation_first).
    """

    name = "code_first_reversed"
    category = Category.SEQUENCING
    accepted = (Category.ETIOLOGY_MANIFESTATION,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for first, second in shuffled(list(_led(chart)), chance):
            if "manifestation" in chart.view.flags(second.code):
                continue
            after = chart.moved(second.position, first.position)
            finding = self.finding(second.code, Action.RESEQUENCE, accepted_codes=(first.code,))
            out_of_place = self.following(Category.SEQUENCING, second.code)
            return Injected(after.settling(first.code, second.code), finding, (out_of_place,))
        return None


class DroppedEtiology(Kind):
    """The code that must come first left out.

    Injects: E11.621 dropped, L97.519 left; G30.9 dropped, F02.80 left.
    Finding: etiology and manifestation (accepted: sequencing, missed code), the code left or the
    one dropped, add.
    Fix: the code added. Official Guidelines I.A.13, I.B.7.
    Not where: no billed code has a code first note that names just one other billed code.
    """

    name = "dropped_etiology"
    category = Category.ETIOLOGY_MANIFESTATION
    accepted = (Category.SEQUENCING, Category.MISSED_CODE)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        pairs = list(_led(chart))
        for first, second in shuffled(pairs, chance):
            leaders = [one for one, other in pairs if other == second]
            if leaders != [first]:
                continue
            after = chart.dropped(first.position).settling(first.code, second.code)
            finding = self.finding(
                second.code, Action.ADD, (first.code,), accepted_codes=(first.code,)
            )
            # Others that the code led now lack it as well, and may have come to stand first.
            others = [other.code for one, other in pairs if one == first and other != second]
            return Injected(
                after.settling(*others),
                finding,
                tuple(
                    self.following(Category.SEQUENCING, code, accepted=self.accepted)
                    for code in (second.code, *others)
                ),
            )
        return None


class DroppedAdditional(Kind):
    """A documented code left out that a use additional code note asks for.

    Injects: N18.30 dropped beside E11.22.
    Finding: missed code (accepted: etiology and manifestation, specificity), the code dropped or
    the one whose note asks for it, add.
    Fix: the code added. Official Guidelines I.A.17, I.B.7.
    Not where: no note of a billed code names another billed one.
    """

    name = "dropped_additional"
    category = Category.MISSED_CODE
    accepted = (Category.ETIOLOGY_MANIFESTATION, Category.SPECIFICITY)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for asking in shuffled(chart.right, chance):
            for asked in shuffled(chart.right, chance):
                if asked != asking and _named_by(
                    chart, asking.code, asked.code, "useAdditionalCode"
                ):
                    after = chart.dropped(asked.position).settling(asking.code, asked.code)
                    finding = self.finding(
                        asked.code, Action.ADD, (asked.code,), accepted_codes=(asking.code,)
                    )
                    return Injected(after, finding)
        return None


def _first(kind: Kind, chart: Chart, found: Diagnosis) -> Injected:
    """The diagnosis moved to the first place."""
    leader = chart.billed[0]
    after = chart.moved(found.position, 1).settling(found.code, leader)
    finding = kind.finding(found.code, Action.RESEQUENCE, accepted_codes=(leader,))
    return Injected(after, finding)


def _led(chart: Chart) -> Iterator[tuple[Diagnosis, Diagnosis]]:
    """Pairs of billed codes, the second with a code first note that names the first."""
    for second in chart.right:
        for first in chart.right:
            if first.position < second.position and _named_by(
                chart, second.code, first.code, "codeFirst"
            ):
                yield first, second


def _named_by(chart: Chart, owner: str, other: str, kind: str) -> bool:
    return any(
        reference.range.covers(other) and not reference.range.covers(owner)
        for reference in chart.view.references(owner, kind)
    )
