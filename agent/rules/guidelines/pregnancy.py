"""What obstetric codes say of time: the trimester in a title, the weeks of Z3A, a delivery."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.context import AuditContext, Billed
from agent.rules.answers import billed_under
from agent.rules.kept import kept

_TRIMESTER = re.compile(r"\b(first|second|third|unspecified) trimester\b", re.IGNORECASE)
#: The last full week of the first and of the second trimester (note at chapter 15: the second
#: begins with 14 weeks, the third with 28).
_LAST_OF_FIRST, _LAST_OF_SECOND = 13, 27
ORDER = ("first", "second", "third")
#: Delivery in the code itself: uncomplicated, by cesarean without indication, preterm, term after
#: preterm labor.
_DELIVERY = ("O80", "O82", "O60.1", "O60.2")
_CHILDBIRTH = re.compile(r"\b(?:complicating|in) childbirth\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def trimester_in(title: str) -> str | None:
    """`first`, `second`, `third` or `unspecified` as a title has it; None for other codes."""
    found = _TRIMESTER.search(title)
    return found.group(1).lower() if found else None


def trimester_of_weeks(weeks: int) -> str:
    """The trimester of a number of full weeks."""
    if weeks <= _LAST_OF_FIRST:
        return "first"
    return "second" if weeks <= _LAST_OF_SECOND else "third"


def trimester_of_z3a(code: str) -> str | None:
    """The trimester of a Z3A code; None for weeks not specified."""
    form = code.removeprefix("Z3A.")
    if form in {"01"}:
        return "first"
    if form == "49":
        return "third"
    return trimester_of_weeks(int(form)) if form.isdigit() and form != "00" else None


def the_weeks(context: AuditContext) -> Billed | None:
    """The one Z3A code of the claim; None where there is none, or more than one."""
    weeks = billed_under(context, ("Z3A",))
    return weeks[0] if len({b.code for b in weeks}) == 1 else None


@kept
def delivered(context: AuditContext) -> Billed | None:
    """The first billed code that says that the mother delivered at this encounter."""
    return next((b for b in context.billable if _delivery(context, b.code)), None)


def _delivery(context: AuditContext, code: str) -> bool:
    if code.startswith(_DELIVERY):
        return True
    return code[0] == "O" and _CHILDBIRTH.search(context.catalog.title(code)) is not None
