"""GDL21: a malignancy as current and as history, of one site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from catalog.data_files import load_yaml


class HistoryBesideCurrent(Rule):
    """A primary malignancy of one site is either present, or under treatment, or it is history.

    Catches: C61 (malignant neoplasm of prostate) with Z85.46 (personal history of it).
    Right: C61 while the cancer is there or its treatment goes on; Z85.46 when both are over.
    Silent: for organs of which there are two or in which new primaries are common (breast, lung,
    kidney, skin, colon), for lymphoma of another type, and for secondary neoplasms of the site.
    """

    id = "GDL21"
    name = "history_beside_current"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.2.m", "OCG:I.C.2.d", "TAB:*:title")
    needs_quote = False
    about = ("Z85",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for past in context.billable:
            sites = _sites().get(past.code)
            current = next(
                (b for b in context.billable if sites and b.code.startswith(sites)), None
            )
            if current is not None:
                yield self._finding(context, past, current)

    def _finding(self, context: AuditContext, past: Billed, current: Billed) -> Finding:
        evidence = quotes([*mentions_of(context, current.code), *mentions_of(context, past.code)])
        return self.finding(
            context,
            diagnosis(past),
            f"{past.code} (history) and {current.code} (current) stand for one site.",
            cite=["OCG:I.C.2.m"],
            also_cite=["OCG:I.C.2.d", f"TAB:{past.code}:title"],
            action=Action.QUERY,
            do=f"keep {current.code} while the cancer is present or under treatment, and "
            f"{past.code} when it is gone and treatment is over; remove the other",
            evidence=evidence,
            denial_risk=["CARC 16"],
            query=ProviderQuery(
                title="Status of the malignancy",
                indicators=evidence,
                question="",
                options=(
                    "Present, or recurrent",
                    "Removed, with treatment still going on",
                    "Gone, and treatment is complete",
                ),
            )
            if evidence
            else None,
        )


@cache
def _sites() -> dict[str, tuple[str, ...]]:
    content = load_yaml(Path(__file__).parent / "malignancy_history.yaml")
    return {row["history"]: tuple(row["current"]) for row in content["sites"]}
