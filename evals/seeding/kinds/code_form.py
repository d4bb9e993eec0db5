"""Codes that are no codes: cut short, made up, misspelt; and a code billed twice."""

from __future__ import annotations

import random

from agent.models import Action, Category
from catalog import CodeState, canonical, compact
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled

#: Digits and the letters that are typed or scanned for them.
_LOOK_ALIKE = {"0": "O", "1": "I", "5": "S", "8": "B"}


class TruncatedCode(Kind):
    """A billable code cut to a header.

    Injects: M25.561 becomes M25.56.
    Finding: validity (accepted: specificity), the header, replace.
    Fix: the code as it was.
    Not where: nothing shorter is a header, or only the 7th character would go (dropped_seventh).
    """

    name = "truncated_code"
    category = Category.VALIDITY
    accepted = (Category.SPECIFICITY,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            bare = compact(found.code)
            if len(bare) == 7 and chart.view.seventh_characters(found.code):
                bare = bare[:6].rstrip("X")
            shorter = [canonical(bare[:length]) for length in range(3, len(bare))]
            headers = [c for c in shorter if chart.view.status(c).state is CodeState.HEADER]
            if headers:
                wrong = headers[-1]
                return self.replacing(chart, found, wrong)
        return None


class InventedCode(Kind):
    """A digit added to a code that is complete, as if it had one more axis.

    Injects: M54.50 becomes M54.501.
    Finding: validity (accepted: specificity, seventh character), the code that never was, replace.
    Fix: the code as it was.
    Not where: the code has seven characters, or every longer one exists or once did.
    """

    name = "invented_code"
    category = Category.VALIDITY
    accepted = (Category.SPECIFICITY, Category.SEVENTH_CHARACTER)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            if len(compact(found.code)) > 5 or chart.view.seventh_characters(found.code):
                continue
            longer = [canonical(compact(found.code) + digit) for digit in "0129"]
            for wrong in shuffled(longer, chance):
                if chart.view.status(wrong).state is CodeState.UNKNOWN:
                    return self.replacing(chart, found, wrong)
        return None


class MistypedCode(Kind):
    """A letter typed for a digit that looks like it.

    Injects: M54.50 becomes M54.5O.
    Finding: validity, the misspelt code, replace.
    Fix: the code as it was.
    Not where: no digit of the code has a look-alike, or the result is a code.
    """

    name = "mistyped_code"
    category = Category.VALIDITY
    accepted = (Category.SEVENTH_CHARACTER,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            bare = compact(found.code)
            places = [n for n, character in enumerate(bare) if n and character in _LOOK_ALIKE]
            for place in shuffled(places, chance):
                wrong = canonical(f"{bare[:place]}{_LOOK_ALIKE[bare[place]]}{bare[place + 1 :]}")
                if chart.view.status(wrong).state in {CodeState.MALFORMED, CodeState.UNKNOWN}:
                    return self.replacing(chart, found, wrong)
        return None


class DuplicateDiagnosis(Kind):
    """A diagnosis listed twice.

    Injects: the same code once more, at the end of the claim.
    Finding: validity, the code, remove. Official Guidelines I.B.12: a code is reported once.
    Fix: one of the two removed.
    Not where: no diagnosis is free.
    """

    name = "duplicate_diagnosis"
    category = Category.VALIDITY

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            after = chart.added(found.code).settling(found.code)
            return Injected(after, self.finding(found.code, Action.REMOVE))
        return None
