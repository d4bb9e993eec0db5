"""What a kind of injected error is."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, NamedTuple, TypeVar

from agent.models import Action, Category
from evals.contracts import GoldFinding
from evals.seeding.chart import Chart, Diagnosis

_T = TypeVar("_T")

#: Categories besides missed code under which a right code may be asked for.
_ASKING = (Category.LATERALITY, Category.ETIOLOGY_MANIFESTATION, Category.SEQUENCING)


class Injected(NamedTuple):
    """A chart with an error in it.

    `finding` is what an audit must say of it. `following` are findings that follow from the same
    error by the coding rules and need not be made: they are declared.
    """

    chart: Chart
    finding: GoldFinding
    following: tuple[GoldFinding, ...] = ()


class Kind(ABC):
    """A kind of miscoding.

    The docstring of each kind says what it injects (Injects), what an audit should say of it
    (Finding), how the claim is put right (Fix), and when it does not apply (Not where). The truth
    of a finding rests on the gold codes, the classification and the guidelines, never on what this
    project's audit would report.
    """

    name: ClassVar[str]
    category: ClassVar[Category]
    accepted: ClassVar[tuple[Category, ...]] = ()
    #: Whether the error is in the lines: it goes in last, when the diagnoses no longer change.
    of_lines: ClassVar[bool] = False

    @abstractmethod
    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        """The chart with one error of this kind, or None where the kind does not apply.

        The result depends on the chart and the state of `chance` alone.
        """

    def finding(
        self,
        code: str | None,
        action: Action | None,
        fix: tuple[str, ...] = (),
        *,
        line: int | None = None,
        accepted_codes: tuple[str, ...] = (),
    ) -> GoldFinding:
        """The finding that is expected, under the kind's name and categories."""
        return GoldFinding(
            category=self.category,
            accepted=self.accepted,
            code=code,
            accepted_codes=accepted_codes,
            line=line,
            action=action,
            fix=fix,
            kind=self.name,
        )

    def replacing(self, chart: Chart, found: Diagnosis, wrong: str) -> Injected:
        """A code in the place of a right one, to be replaced by that again."""
        after = chart.replaced(found.position, wrong).settling(found.code, wrong)
        finding = self.finding(wrong, Action.REPLACE, (found.code,))
        return Injected(after, finding, (self.lost(found.code),))

    def lost(self, code: str) -> GoldFinding:
        """What follows where a right code is no longer on the claim: it may be asked for."""
        return self.following(Category.MISSED_CODE, code, accepted=_ASKING)

    def following(
        self,
        category: Category,
        code: str | None,
        *,
        line: int | None = None,
        accepted: tuple[Category, ...] = (),
    ) -> GoldFinding:
        """A finding that follows from the error and need not be made."""
        return GoldFinding(
            category=category,
            accepted=accepted,
            code=code,
            line=line,
            kind=f"follows:{self.name}",
            declared=True,
        )


def shuffled(found: Sequence[_T], chance: random.Random) -> list[_T]:
    """The list in an order drawn by chance."""
    return chance.sample(found, len(found))
