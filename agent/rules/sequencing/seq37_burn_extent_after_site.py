"""SEQ37: the extent of a burn before its site."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.guidelines.burns import EXTENT, EXTERNAL


class BurnExtentAfterSite(Rule):
    """The extent of a burn comes first only where the site is not known.

    Catches: T31.10 before T24.311A.
    Right: T24.311A, then T31.10.
    Silent: when no burn with a site is on the claim.
    """

    id = "SEQ37"
    name = "burn_extent_after_site"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.d.6", "TAB:*:notes")
    needs_quote = False
    about = EXTENT

    def check(self, context: AuditContext) -> Iterator[Finding]:
        extent = billed_under(context, EXTENT)
        burns = [b for b in billed_under(context, EXTERNAL) if not b.code.endswith("S")]
        if extent and burns and extent[0].position < burns[0].position:
            yield put_before(
                self,
                context,
                burns[0],
                extent[0],
                f"{extent[0].code} (extent) stands before {burns[0].code}, which gives the site.",
                cite=["OCG:I.C.19.d.6"],
                also_cite=[f"TAB:{extent[0].code[:3]}:notes"],
            )
