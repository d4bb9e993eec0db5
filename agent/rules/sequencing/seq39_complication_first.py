"""SEQ39: what a complication of surgery is, before the complication."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed
from catalog.data_files import load_yaml


class ComplicationFirst(Rule):
    """A complication of care comes before the code that says of which kind it is.

    Catches: N17.9 (acute kidney failure) first, N99.0 (postprocedural kidney failure) after it;
    I63.9 (cerebral infarction) before I97.820 (postprocedural cerebrovascular infarction).
    Right: N99.0, then N17.9.
    A warning: what leads may have brought the patient in, and the complication come later.
    Silent: when the complication comes before its kind, when something else leads, and where
    presence on admission tells that the complication arose in the stay and its kind did not.
    """

    id = "SEQ39"
    name = "complication_before_its_kind"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.g.5", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = ("N99.0", "I97.81", "I97.82", "J95.89", "K91.89")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None:
            return
        for complications, kinds in _entries():
            if not first.code.startswith(kinds):
                continue
            for complication in billed_under(context, complications)[:1]:
                if complication.entry.poa == "N" and first.entry.poa == "Y":
                    continue
                yield put_before(
                    self,
                    context,
                    complication,
                    first,
                    f"{first.code} leads the claim and says of which kind {complication.code} "
                    f"({context.catalog.title(complication.code)}) is, which comes before it.",
                    cite=["OCG:I.C.19.g.5"],
                    also_cite=[
                        f"TAB:{owner}:useAdditionalCode"
                        for owner in (complication.code, complication.code[:5])
                    ],
                    confidence=0.85,
                )


@cache
def _entries() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = load_yaml(Path(__file__).parent / "complication_kinds.yaml")["entries"]
    return tuple((tuple(row["complication"]), tuple(row["kind"])) for row in rows)
