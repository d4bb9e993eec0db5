"""EDT48: an ICD-10-PCS code on a claim that is not of an inpatient stay."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule


class ProcedureOffInpatientClaim(Rule):
    """ICD-10-PCS is the code set for inpatient hospital procedures, and for no others.

    Catches: 0SRC0J9 (knee replacement) on a professional claim.
    Right: the CPT code on a line; ICD-10-PCS on the hospital's inpatient claim.
    Silent: on inpatient claims.
    """

    id = "EDT48"
    name = "procedure_off_inpatient_claim"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("HIPAA:162.1002", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        codes = context.bundle.claim.procedures
        if not codes:
            return
        setting = context.bundle.encounter.setting.value
        yield self.finding(
            context,
            Subject(kind="procedure", index=1, code=codes[0]),
            f"The claim has ICD-10-PCS {'code' if len(codes) == 1 else 'codes'} "
            f"{', '.join(codes)}; in the {setting} setting procedures have CPT or HCPCS codes.",
            cite=["HIPAA:162.1002"],
            also_cite=["CARC:16"],
            action=Action.NONE,
            do="report each procedure by its CPT or HCPCS code, on a line",
            denial_risk=["CARC 16"],
        )
