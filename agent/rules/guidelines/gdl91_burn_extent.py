"""GDL91: the extent of a burn that has healed, or of the wrong kind of burn."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, replace_by, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.burns import EXTENT, EXTERNAL, is_corrosion


class BurnExtent(Rule):
    """T31 tells the extent of an acute burn, T32 of an acute corrosion.

    Catches: T31.10 with T24.311S (sequela of a burn of the thigh); T31.10 with T24.711A
    (corrosion of third degree).
    Right: no extent for a sequela; T32.10 for a corrosion.
    Silent: when any acute burn, or burn of that kind, is on the claim, and for an extent alone.
    """

    id = "GDL91"
    name = "burn_extent_of_other_kind"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.d.6", "TAB:*:title")
    needs_quote = False
    about = EXTENT

    def check(self, context: AuditContext) -> Iterator[Finding]:
        burns = billed_under(context, EXTERNAL)
        if not burns:
            return
        for extent in billed_under(context, EXTENT):
            title = [f"TAB:{extent.code}:title"]
            if all(b.code.endswith("S") for b in burns):
                yield take_out(
                    self,
                    context,
                    extent,
                    f"{extent.code} is the extent of an acute burn; {burns[0].code} is a sequela.",
                    cite=["OCG:I.C.19.d.6"],
                    also_cite=title,
                )
            elif all(is_corrosion(b.code) != is_corrosion(extent.code) for b in burns):
                other = f"{'T31' if is_corrosion(extent.code) else 'T32'}{extent.code[3:]}"
                yield replace_by(
                    self,
                    context,
                    extent,
                    [other],
                    f"{extent.code} is the extent of a "
                    f"{'corrosion' if is_corrosion(extent.code) else 'burn'}, which "
                    f"{burns[0].code} is "
                    "not.",
                    cite=["OCG:I.C.19.d.6"],
                    also_cite=title,
                )
