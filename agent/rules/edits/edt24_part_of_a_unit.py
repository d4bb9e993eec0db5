"""EDT24: part of a unit of a service that is counted whole."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines

_LAST_ANAESTHESIA = "01999"


class PartOfAUnit(Rule):
    """CPT codes are counted in whole units, also where a unit is a time.

    Catches: 97110 with 1.5 units for 23 minutes.
    Right: 97110 with 2 units, by the payer's rule for time.
    Silent: on HCPCS codes that begin with a letter (miles and drugs may come in parts), and on
    anaesthesia, which some payers take in parts of a unit.
    """

    id = "EDT24"
    name = "part_of_a_unit"
    category = Category.UNITS
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NUCC:24G", "CARC:16")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            units = line.entry.units
            if units == int(units) or not line.procedure.isdigit():
                continue
            if line.procedure <= _LAST_ANAESTHESIA:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has {units} units; the code is counted in whole units.",
                cite=["NUCC:24G"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="report whole units, by the payer's rule for time",
                denial_risk=["CARC 16"],
            )
