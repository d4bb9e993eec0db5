"""SUP10: a status code, and a chart without a word of the device, drug or state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import CodeSet
from agent.rules.kept import kept
from agent.rules.needs import Need
from catalog.data_files import load_yaml


class StatusNotDocumented(Rule):
    """A status is coded from the record of the encounter, and the chart has no word of it.

    Catches: Z79.4 (long-term use of insulin) billed, and neither insulin nor a brand of it anywhere
    in the chart; Z95.0 without a pacemaker; Z99.2 without dialysis.
    Right: the code removed, or the document added that says so.
    Silent: when any wording of the status occurs anywhere, in whatever way, for statuses outside a
    list of our own, and when the bundle has no documentation.
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "SUP10"
    name = "status_not_documented"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.3", "OCG:IV.J", "OCG:III", "TAB:*:title")
    needs_quote = False
    unprovable = "an absence cannot be quoted; a coder must read the chart for the status"
    needs = frozenset({Need.DOCUMENTATION})
    about = ("Z",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            for status in _statuses() if billed.code[0] == "Z" else ():
                if billed.code not in status.codes or _stated(context, status):
                    continue
                yield self.finding(
                    context,
                    diagnosis(billed),
                    f"No word of {status.name} was found in the chart for {billed.code} "
                    f"({view.title(billed.code)}).",
                    cite=["OCG:I.C.21.c.3"],
                    also_cite=[f"TAB:{billed.code}:title"],
                    action=Action.REMOVE,
                    do=f"read the chart for it; remove {billed.code} if nothing documents it",
                    denial_risk=["CARC 16"],
                    confidence=0.8,
                )


@dataclass(frozen=True, slots=True)
class _Status:
    codes: CodeSet
    name: str
    words: re.Pattern[str]


@kept
def _stated(context: AuditContext, status: _Status) -> bool:
    return any(status.words.search(document.text) for document in context.documents)


@cache
def _statuses() -> tuple[_Status, ...]:
    rows = load_yaml(Path(__file__).parent / "status_words.yaml")["statuses"]
    return tuple(
        _Status(
            CodeSet(row["codes"]),
            row["name"],
            re.compile(rf"\b(?:{'|'.join(row['words'])})", re.IGNORECASE),
        )
        for row in rows
    )
