"""GDL99: a follow-up examination that does not fit what is followed up."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import add_to, billed_under, replace_by, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import phase_in, phased
from agent.rules.phase import Phase

_AFTER_MALIGNANCY = ("Z85",)
_AFTER_OTHERS = ("Z86", "Z87")


class FollowUp(Rule):
    """Follow-up codes are for a condition that is gone: Z08 after malignancy, Z09 after all else.

    Catches: Z09 with S52.501D (a fracture that still heals); Z09 with Z85.3 (history of breast
    cancer) and no other history; Z08 with neither a Z85 code nor a malignancy.
    Right: S52.501D alone; Z08 with Z85.3.
    Silent: for Z09 with the history of something else too, and for Z08 beside a malignancy, where
    the record must tell whether it is another one or has come back.
    """

    id = "GDL99"
    name = "follow_up_examination"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.8", "TAB:*:useAdditionalCode", "TAB:*:title")
    needs_quote = False
    about = ("Z08", "Z09")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in billed_under(context, ("Z08", "Z09")):
            finding = (
                self._of_cancer(context, billed)
                if billed.code == "Z08"
                else self._of_else(context, billed)
            )
            if finding is not None:
                yield finding

    def _of_cancer(self, context: AuditContext, billed: Billed) -> Finding | None:
        if any(b.code.startswith(("Z85", "Z86.0", "C", "D0")) for b in context.billed):
            return None
        return add_to(
            self,
            context,
            billed,
            [],
            "Z08 follows up a treated malignancy, and no Z85 code says of what.",
            cite=["OCG:I.C.21.c.8"],
            also_cite=["TAB:Z08:useAdditionalCode"],
            do="add the Z85 code of the malignancy; after any other condition bill Z09",
            severity=Severity.WARNING,
        )

    def _of_else(self, context: AuditContext, billed: Billed) -> Finding | None:
        healing = [b for b in phased(context) if phase_in(b.code) is Phase.HEALING]
        if healing:
            return take_out(
                self,
                context,
                billed,
                f"Z09 is for what has healed; {healing[0].code} says that the injury is healing.",
                cite=["OCG:I.C.21.c.8"],
                also_cite=["TAB:Z09:title"],
                beside=healing[0],
            )
        malignancy = billed_under(context, _AFTER_MALIGNANCY)
        if not malignancy or any(b.code.startswith(_AFTER_OTHERS) for b in context.billed):
            return None
        return replace_by(
            self,
            context,
            billed,
            ["Z08"],
            f"Z09 is for conditions other than malignancy, and {malignancy[0].code} is the only "
            "history "
            "on the claim.",
            cite=["OCG:I.C.21.c.8"],
            also_cite=["TAB:Z09:title", "TAB:Z08:title"],
            why=", unless something else was followed up",
            severity=Severity.WARNING,
        )
