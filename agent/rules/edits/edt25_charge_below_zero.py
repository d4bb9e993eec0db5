"""EDT25: a charge below zero."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines


class ChargeBelowZero(Rule):
    """A claim charges for services; what is given back goes by an adjusted claim.

    Catches: a line with charge -120.00.
    Right: the charge of the service; a corrected or voided claim for what was billed wrongly.
    Silent: on 0.00, which reports a service without charge, and where no charge is stated.
    """

    id = "EDT25"
    name = "charge_below_zero"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CARC:16",)
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            charge = line.entry.charge
            if charge is None or charge >= 0:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has a charge below zero.",
                cite=["CARC:16"],
                action=Action.NONE,
                do="state the charge of the service; correct an earlier claim by one of its own",
                denial_risk=["CARC 16"],
            )
