"""Wrong 7th characters: left out, of no meaning, of another phase of care, in the wrong place."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from agent.models import Category
from catalog import CodeState, canonical, compact
from evals.seeding.chart import Chart, Diagnosis
from evals.seeding.kinds.base import Injected, Kind, shuffled


class _Seventh(Kind):
    """Base: one wrong form of a code that has a 7th character."""

    category = Category.SEVENTH_CHARACTER
    accepted: ClassVar[tuple[Category, ...]] = (Category.VALIDITY,)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(_with_seventh(chart), chance):
            wrong = next((w for w in self.forms(chart, found.code, chance)), None)
            if wrong is not None:
                return self.replacing(chart, found, wrong)
        return None

    @abstractmethod
    def forms(self, chart: Chart, code: str, chance: random.Random) -> Iterator[str]:
        """Wrong forms of the code, the one to use first."""


class DroppedSeventh(_Seventh):
    """A code that needs a 7th character without it.

    Injects: S39.012A becomes S39.012; S83.92XA becomes S83.92.
    Finding: seventh character (accepted: validity), the short code, replace.
    Fix: the code as it was. Official Guidelines I.A.5.
    Not where: no diagnosis has a 7th character.
    """

    name = "dropped_seventh"

    def forms(self, chart: Chart, code: str, chance: random.Random) -> Iterator[str]:
        wrong = canonical(compact(code)[:6].rstrip("X"))
        if not chart.view.is_billable(wrong):
            yield wrong


class InvalidSeventh(_Seventh):
    """A 7th character that the category does not define.

    Injects: S39.012A becomes S39.012T.
    Finding: seventh character (accepted: validity), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.A.5; the table of 7th characters of the category.
    Not where: no diagnosis has a 7th character.
    """

    name = "invalid_seventh"

    def forms(self, chart: Chart, code: str, chance: random.Random) -> Iterator[str]:
        defined = chart.view.seventh_characters(code)
        options = {option for option, _ in defined.options} if defined else set()
        for character in shuffled("BEGTVX", chance):
            wrong = canonical(compact(code)[:6] + character)
            if character not in options and chart.view.status(wrong).state is CodeState.UNKNOWN:
                yield wrong


class MissingPlaceholder(_Seventh):
    """A 7th character in the fifth or sixth place, for want of the placeholder X.

    Injects: S33.5XXA becomes S33.5A.
    Finding: seventh character (accepted: validity), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.A.4.
    Not where: no diagnosis has a placeholder before its 7th character.
    """

    name = "missing_placeholder"

    def forms(self, chart: Chart, code: str, chance: random.Random) -> Iterator[str]:
        bare = compact(code)
        stem = bare[:6].rstrip("X")
        wrong = canonical(stem + bare[6])
        if len(stem) < 6 and not chart.view.is_billable(wrong):
            yield wrong


class OtherPhase(_Seventh):
    """Active treatment billed as subsequent care, or the other way round.

    Injects: S63.501A becomes S63.501D; a fracture's D becomes A.
    Finding: seventh character (accepted: specificity, unsupported code), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.C.19.a.
    Not where: no diagnosis ends in A or D by a table that has both.
    """

    name = "other_phase"
    accepted = (Category.SPECIFICITY, Category.UNSUPPORTED_CODE)

    def forms(self, chart: Chart, code: str, chance: random.Random) -> Iterator[str]:
        other = {"A": "D", "D": "A"}.get(code[-1])
        if other is None or "encounter" not in chart.view.title(code).lower():
            return
        wrong = code[:-1] + other
        if chart.view.is_billable(wrong):
            yield wrong


def _with_seventh(chart: Chart) -> list[Diagnosis]:
    return [
        found
        for found in chart.right
        if len(compact(found.code)) == 7 and chart.view.seventh_characters(found.code)
    ]
