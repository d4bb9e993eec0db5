"""GDL98: observation for a condition that is there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from catalog.data_files import load_yaml


class ObservationOfPresent(Rule):
    """Observation codes are for a suspicion that was ruled out, in someone without signs of it.

    Catches: Z03.89 (observation for other suspected diseases ruled out) with R07.9 (chest pain);
    Z04.1 (examination after transport accident) with S13.4XXA; Z05.1 (newborn, suspected
    infection ruled out) with P36.9.
    Right: the symptom, the injury, or the condition.
    Severity: a warning for Z03.89, whose symptom may be of another matter; else an error.
    Silent: for conditions that have nothing to do with the suspicion.
    """

    id = "GDL98"
    name = "observation_of_present_condition"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.6", "TAB:*:excludes1", "TAB:*:inclusionTerm")
    needs_quote = False
    about = ("Z03", "Z04.1", "Z04.2", "Z04.3", "Z05")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in billed_under(context, self.about):
            found = billed_under(context, _found(billed.code) or ("-",))
            if not found:
                continue
            loose = billed.code == "Z03.89"
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} ({context.catalog.title(billed.code)}) is for a suspicion that "
                "was ruled "
                f"out without signs of it, and {found[0].code} "
                f"({context.catalog.title(found[0].code)}) is billed.",
                cite=["OCG:I.C.21.c.6"],
                also_cite=["TAB:Z03:excludes1"]
                if loose
                else [f"TAB:{billed.code[:3]}:inclusionTerm"],
                beside=found[0],
                do=f"remove {billed.code}, unless {found[0].code} is of another matter",
                severity=Severity.WARNING if loose else None,
                confidence=0.8 if loose else 0.95,
            )


@cache
def _found(observation: str) -> tuple[str, ...]:
    rows = load_yaml(Path(__file__).parent / "observations.yaml")["entries"]
    return tuple(
        found
        for row in rows
        if observation.startswith(tuple(row["observation"]))
        for found in row["found"]
    )
