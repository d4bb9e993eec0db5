"""EDT34: a code that goes with another, without the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines, listed
from catalog.data_files import load_yaml


@cache
def _add_ons() -> dict[str, tuple[str, ...]]:
    rows = load_yaml(Path(__file__).parent / "add_on_codes.yaml")["add_ons"]
    return {code: tuple(primary) for code, primary in rows.items()}


class AddOnAlone(Rule):
    """Add-on codes are for work beyond that of another code of the same day, and need it.

    Catches: 64484 (a further level) without 64483 (the first one); 90461 without 90460.
    Right: both, on one claim.
    Silent: when one of the codes that it goes with is billed for the day; on add-on codes that are
    not in the table beside the rule, which holds a choice of the official one.
    """

    id = "EDT34"
    name = "add_on_alone"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NCCI:add_on_codes", "CARC:107")
    needs_quote = False
    about_procedures = tuple(_add_ons())

    def check(self, context: AuditContext) -> Iterator[Finding]:
        lines = billed_lines(context)
        for line in lines:
            primary = _add_ons().get(line.procedure)
            if primary is None:
                continue
            if any(other.day == line.day and other.procedure in primary for other in lines):
                continue
            codes = listed(primary) if len(primary) == 1 else f"one of {', '.join(primary)}"
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is only reported beside {codes} of the same day, which the claim "
                "does not have.",
                cite=["NCCI:add_on_codes"],
                also_cite=["CARC:107"],
                action=Action.NONE,
                do="report the code that it goes with, if the record shows it, or remove the line",
                denial_risk=["CARC 107"],
            )
