"""GDL40: glaucoma of one type and stage, billed once for each eye."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes

_RIGHT, _LEFT, _BOTH = "1", "2", "3"


class GlaucomaBothEyes(Rule):
    """Both eyes with one type and one stage of glaucoma take the code for both eyes.

    Catches: H40.1111 and H40.1121 (primary open-angle glaucoma, right and left eye, both mild).
    Right: H40.1131 (both eyes, mild).
    Silent: when type or stage differ, as in H40.1111 with H40.1122, and for types that have no code
    for both eyes.
    """

    id = "GDL40"
    name = "glaucoma_both_eyes"
    category = Category.LATERALITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.7.a.2", "TAB:*:title")
    needs_quote = False
    about = ("H40",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = {b.code: b for b in billed_with(context, "H40")}
        for right in billed.values():
            left = billed.get(_other_eye(right.code, _LEFT))
            both = _other_eye(right.code, _BOTH)
            if _eye(right.code) == _RIGHT and left and context.catalog.is_billable(both):
                yield self._finding(context, right, left, both)

    def _finding(self, context: AuditContext, right: Billed, left: Billed, both: str) -> Finding:
        return self.finding(
            context,
            diagnosis(right),
            f"{right.code} and {left.code} are one type and stage of glaucoma in the two eyes, for "
            f"which there is {both}.",
            cite=["OCG:I.C.7.a.2"],
            also_cite=[f"TAB:{both}:title"],
            action=Action.REPLACE,
            do=f"replace {right.code} and {left.code} with {both}",
            codes=[both],
            evidence=quotes(mentions_of(context, right.code)),
        )


def _eye(code: str) -> str:
    """The 6th character, which tells the eye in codes of glaucoma that have a stage or a side."""
    return code[6:7]


def _other_eye(code: str, eye: str) -> str:
    return code[:6] + eye + code[7:]
