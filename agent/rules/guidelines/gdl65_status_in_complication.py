"""GDL65: a status code beside the complication that already says it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from catalog.data_files import load_yaml


class StatusInComplication(Rule):
    """A status code tells of an organ or device without trouble; a complication code says the rest.

    Catches: Z94.0 (kidney transplant status) beside T86.11 (kidney transplant rejection); Z96.641
    (presence of right artificial hip) beside T84.020A (dislocation of internal right hip
    prosthesis).
    Right: the complication code alone.
    Silent: for another organ or the other side's joint, for sequelae, and for stomas, where an
    Excludes1 note speaks (CNV01).
    """

    id = "GDL65"
    name = "status_beside_its_complication"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.3", "TAB:*:excludes1", "TAB:*:title")
    needs_quote = False
    about = ("Z94", "Z95.0", "Z95.810", "Z96.64", "Z96.65", "Z99.1")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for status in billed_under(context, self.about):
            complications = _complications().get(status.code)
            if complications is None:
                continue
            found = [b for b in billed_under(context, complications) if not b.code.endswith("S")]
            if found:
                yield take_out(
                    self,
                    context,
                    status,
                    f"{status.code} ({context.catalog.title(status.code)}) adds nothing to "
                    f"{found[0].code}, and is for the absence of complications.",
                    cite=["OCG:I.C.21.c.3"],
                    also_cite=[
                        *(["TAB:Z94:excludes1"] if status.code.startswith("Z94") else []),
                        f"TAB:{status.code}:title",
                    ],
                    beside=found[0],
                )


@cache
def _complications() -> dict[str, tuple[str, ...]]:
    rows = load_yaml(Path(__file__).parent / "status_in_complication.yaml")["entries"]
    return {status: tuple(row["complication"]) for row in rows for status in row["status"]}
