"""GDL79: exposure to an infection that the patient has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from catalog.data_files import load_yaml


class ExposureBesideInfection(Rule):
    """Exposure is coded while the infection is only suspected; once diagnosed, the infection is.

    Catches: Z20.822 (contact with and suspected exposure to COVID-19) beside U07.1 (COVID-19).
    Right: U07.1 alone.
    A warning where several germs share the exposure code.
    Silent: for exposure to something else than what was diagnosed, and to what has no code of its
    own.
    """

    id = "GDL79"
    name = "exposure_beside_infection"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.1", "TAB:*:excludes1")
    needs_quote = False
    about = ("Z20",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in billed_under(context, ("Z20",)):
            infections = _infections().get(billed.code, ())
            found = billed_under(context, infections) if infections else []
            if found:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} ({context.catalog.title(billed.code)}) is for an exposure, and "
                    f"{found[0].code} says that the patient has the infection.",
                    cite=["OCG:I.C.21.c.1"],
                    also_cite=["TAB:Z20:excludes1"],
                    beside=found[0],
                    severity=Severity.WARNING if len(infections) > 1 else None,
                )


@cache
def _infections() -> dict[str, tuple[str, ...]]:
    rows = load_yaml(Path(__file__).parent / "exposures.yaml")["entries"]
    return {row["exposure"]: tuple(row["infection"]) for row in rows}
