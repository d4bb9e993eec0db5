"""GDL50: uncomplicated COPD or asthma beside its exacerbation."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule

#: What the last character of an asthma code says: 0 uncomplicated, 1 exacerbation, 2 status
#: asthmaticus.
_UNCOMPLICATED = "0"


class UncomplicatedBesideExacerbated(Rule):
    """COPD or asthma is billed both as uncomplicated and as exacerbated.

    Catches: J44.9 (COPD, unspecified) beside J44.1 (COPD with acute exacerbation) or J44.0;
    J45.40 (moderate persistent asthma, uncomplicated) beside J45.41 (the same with exacerbation).
    Right: J44.1 alone; J45.41 alone. J44.0 and J44.1 may stand together.
    Silent: for asthma of another type or severity, for cough variant or exercise induced asthma,
    and for unspecified asthma, of which the rule on unspecified codes speaks (SPC11).
    """

    id = "GDL50"
    name = "uncomplicated_beside_exacerbated"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.10.a.1", "TAB:*:title")
    needs_quote = False
    about = ("J44.9", "J45")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        chronic = billed_under(context, ("J44", "J45"))
        for billed in chronic:
            for other in chronic:
                if _worse(other.code, billed.code):
                    yield take_out(
                        self,
                        context,
                        billed,
                        f"{billed.code} ({context.catalog.title(billed.code)}) says that the "
                        "disease "
                        f"is uncomplicated, and {other.code} that it is not.",
                        cite=["OCG:I.C.10.a.1"],
                        also_cite=[f"TAB:{billed.code}:title"],
                        beside=other,
                    )
                    break


def _worse(code: str, uncomplicated: str) -> bool:
    """Whether the first is the complicated form of just the disease that the second is of."""
    if uncomplicated == "J44.9":
        return code in {"J44.0", "J44.1"}
    severity = uncomplicated[:-1]
    ends_plain = uncomplicated[-1] == _UNCOMPLICATED and severity != "J45.99"
    return (
        ends_plain
        and len(code) == len(uncomplicated)
        and code[:-1] == severity
        and code[-1] in "12"
    )
