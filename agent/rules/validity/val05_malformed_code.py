"""VAL05: text that has not the shape of an ICD-10-CM code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from catalog import CatalogView, CodeState, canonical, compact

_NINTH_REVISION = re.compile(r"(?:\d{3}|V\d{2}|E\d{3})(?:\d{1,2})?")
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


class MalformedCode(Rule):
    """Text in a diagnosis field that cannot be an ICD-10-CM code.

    Catches: 724.2, an ICD-9-CM code; M5O.20 with a letter O for the zero; eight characters.
    Right: the ICD-10-CM code for what the chart documents; M50.20.
    Offers: the code meant, when a letter only stands for a look-alike digit.
    Silent: for anything of the right shape, existing or not.
    """

    id = "VAL05"
    name = "malformed_code"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code", "OCG:I.A.3")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.unbillable:
            if context.catalog.status(billed.code).state is not CodeState.MALFORMED:
                continue
            meant = _meant(context.catalog, billed.code)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code!r} is not an ICD-10-CM code; the claim will be rejected."
                + _why(billed.code, meant),
                cite=["MCE:invalid_code"],
                also_cite=["OCG:I.A.3"],
                action=Action.REPLACE,
                do=f"replace with {either(meant)}"
                if meant
                else "replace with the ICD-10-CM code for the condition documented",
                codes=meant,
                denial_risk=["CARC 16"],
            )


def _meant(view: CatalogView, code: str) -> tuple[str, ...]:
    """The billable code that remains when look-alike letters are read as digits."""
    bare = compact(code)
    read = canonical(bare[:1] + bare[1:].translate(_LOOK_ALIKES))
    return (read,) if view.is_billable(read) else ()


def _why(code: str, meant: tuple[str, ...]) -> str:
    if meant:
        return " A letter stands where a digit belongs."
    if _NINTH_REVISION.fullmatch(compact(code)):
        return " It has the form of an ICD-9-CM code, which ended on 2015-09-30."
    return ""
