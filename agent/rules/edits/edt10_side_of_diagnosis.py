"""EDT10: the side of a modifier is not the side of the diagnosis that the line points to."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import BilledLine, listed, modified_lines, pointed

_SIDE = {
    "right": ("RT", "E3", "E4", "F5", "F6", "F7", "F8", "F9", "T5", "T6", "T7", "T8", "T9"),
    "left": ("LT", "E1", "E2", "FA", "F1", "F2", "F3", "F4", "TA", "T1", "T2", "T3", "T4"),
}
_SIDE_OF = {modifier: side for side, modifiers in _SIDE.items() for modifier in modifiers}
_OTHER = {"right": "left", "left": "right"}


class SideOfDiagnosis(Rule):
    """A line for one side points to diagnoses of the other side only.

    Catches: 73590-LT that points to M79.661, pain in the right lower leg. Fingers, toes and
    eyelids have a side too: 26055-F6 is a right finger.
    Right: 73590-RT; or the diagnosis of the side that was treated.
    Silent: when a diagnosis of the modifier's side, of both sides, or of no side is pointed to as
    well; when the line has modifiers of both sides; and when it points to nothing.
    """

    id = "EDT10"
    name = "side_of_diagnosis"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NCCI:anatomic_modifiers", "TAB:*:title", "CARC:4", "CARC:11")
    needs_quote = False
    about_modifiers = tuple(_SIDE_OF)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            sides = {_SIDE_OF[m] for m in line.modifiers if m in _SIDE_OF}
            if len(sides) != 1 or "50" in line.modifiers:
                continue
            (side,) = sides
            codes = _of_other_side(context, line, side)
            if not codes:
                continue
            modifier = next(m for m in line.modifiers if m in _SIDE_OF)
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is of the {side} side; {listed(codes)}, to which it points, "
                f"{'is' if len(codes) == 1 else 'are'} of the {_OTHER[side]}.",
                cite=["NCCI:anatomic_modifiers"],
                also_cite=[*(f"TAB:{code}:title" for code in codes), "CARC:4", "CARC:11"],
                action=Action.NONE,
                do=f"check in the record which side was treated, and correct {modifier} or the "
                "diagnosis pointed to",
                denial_risk=["CARC 4", "CARC 11"],
            )


def _of_other_side(context: AuditContext, line: BilledLine, side: str) -> list[str]:
    """The diagnoses pointed to, if all that have a side are of the other one; else none."""
    billed = pointed(context, line)
    found = [(b.code, context.catalog.attributes(b.code)) for b in billed]
    if any(a is None or a.side != _OTHER[side] for _, a in found):
        return []
    return [code for code, _ in found]
