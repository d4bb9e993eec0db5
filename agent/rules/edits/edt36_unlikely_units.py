"""EDT36: more units of a code than NCCI takes to be likely."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import BilledLine, billed_lines
from agent.rules.edits.ncci import ANY_PROCEDURE, SETTINGS, service_of
from agent.rules.needs import Need

_OF_A_LINE, _BY_POLICY = "1", "2"


class UnlikelyUnits(Rule):
    """NCCI lists for a code the most units that are paid, for a line or for a day.

    Catches: three units of a code whose most is two: on one line where the edit is of a line, on
    all lines of the day together where it is of a day.
    Right: the units that the record shows; beyond the most, what the payer asks for.
    Silent: up to the most, and on codes without an edit. A limit of policy is an error; one of what
    is clinically likely can be overcome by the record, so it is a warning. Without the quarterly
    file the report says that the rule could not run; none is shipped.
    """

    id = "EDT36"
    name = "unlikely_units"
    category = Category.UNITS
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("NCCI:mue:*", "CARC:151")
    needs_quote = False
    settings = SETTINGS
    about_procedures = ANY_PROCEDURE
    needs = frozenset({Need.NCCI_MUE})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        service = service_of(context)
        table = context.catalog.catalog.releases.ncci.units(service, context.date)
        if table is None:
            return
        days: dict[object, list[BilledLine]] = {}
        for line in billed_lines(context):
            days.setdefault((line.procedure, line.day), []).append(line)
        for lines in days.values():
            limit = table.most(lines[0].procedure)
            if limit is None:
                continue
            groups = [[line] for line in lines] if limit.indicator == _OF_A_LINE else [lines]
            for group in groups:
                units = sum((line.entry.units for line in group), Decimal(0))
                if units <= limit.most:
                    continue
                line = group[-1]
                span = "line" if limit.indicator == _OF_A_LINE else "day"
                yield self.finding(
                    context,
                    line.subject,
                    f"{line.named}: {units} units of the {span}; NCCI's most is {limit.most}.",
                    cite=[f"NCCI:mue:{service.value}"],
                    also_cite=["CARC:151"],
                    action=Action.NONE,
                    do="report the units that the record shows"
                    + ("" if limit.indicator == _BY_POLICY else ", and have it ready for review"),
                    denial_risk=["CARC 151"],
                    severity=Severity.ERROR if limit.indicator == _BY_POLICY else None,
                )
