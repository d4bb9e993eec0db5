"""GDL96: a routine examination whose code and findings do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import add_to, billed_under, replace_by
from agent.rules.base import Rule
from agent.rules.cited import in_force

#: Examinations without abnormal findings, each with its counterpart.
_WITH = {
    "Z00.00": "Z00.01",
    "Z00.129": "Z00.121",
    "Z01.00": "Z01.01",
    "Z01.10": "Z01.118",
    "Z01.30": "Z01.31",
    "Z01.419": "Z01.411",
}
#: Abnormal findings of examination, laboratory, imaging and function; a blood pressure reading.
_FINDINGS = ("R03.0", "R7", "R8", "R90", "R91", "R92", "R93", "R94")
_SECTIONS = ("OCG:I.C.21.c.12", "OCG:I.C.21.c.13")


class AbnormalFindings(Rule):
    """A routine examination code says whether there were abnormal findings, coded after it.

    Catches: Z00.01 (general examination with abnormal findings) with no finding on the claim;
    Z00.00 (without abnormal findings) with R73.03 (prediabetes) or R03.0 (elevated blood pressure
    reading).
    Right: Z00.01, then the finding.
    Severity: error where the findings are missing; a warning where the code says there were none,
    since a finding that was known before is none of the examination, and results may come later.
    Silent: for known diseases beside Z00.00, which are no findings of the examination.
    """

    id = "GDL96"
    name = "examination_and_abnormal_findings"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (*_SECTIONS, "TAB:*:useAdditionalCode", "TAB:*:title")
    needs_quote = False
    about = ("Z00.0", "Z00.12", "Z01.0", "Z01.1", "Z01.3", "Z01.41")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        section = next((s for s in _SECTIONS if in_force(context, s)), _SECTIONS[0])
        found = billed_under(context, _FINDINGS)
        for billed in billed_under(context, self.about):
            title = [f"TAB:{billed.code}:title"]
            if billed.code in _WITH and found:
                yield replace_by(
                    self,
                    context,
                    billed,
                    [_WITH[billed.code]],
                    f"{billed.code} is an examination without abnormal findings, and "
                    f"{found[0].code} "
                    f"({context.catalog.title(found[0].code)}) is one.",
                    cite=[section],
                    also_cite=title,
                    why=", unless the finding was known before",
                    severity=Severity.WARNING,
                    confidence=0.7,
                )
            elif billed.code in _WITH.values() and all(b.code[0] == "Z" for b in context.billed):
                yield add_to(
                    self,
                    context,
                    billed,
                    [],
                    f"{billed.code} says that there were abnormal findings, and none is on the "
                    "claim.",
                    cite=[section],
                    also_cite=[f"TAB:{billed.code}:useAdditionalCode", *title],
                    do="add the abnormal findings, or bill the examination without them",
                )
