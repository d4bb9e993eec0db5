"""GDL64: dependence on dialysis beside a stage that does not call for it."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, replace_by
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes


class DialysisAndStage(Rule):
    """Chronic kidney disease that needs chronic dialysis is end stage renal disease, N18.6.

    Catches: N18.5 (stage 5) with Z99.2 (dependence on renal dialysis); N18.4 with Z99.2.
    Right: N18.6 with Z99.2. Short dialysis for acute failure is not Z99.2.
    Severity: error for stage 5, which a note sends to N18.6; a warning and a question to the
    provider for a lower or unspecified stage.
    Silent: when N18.6 is on the claim.
    """

    id = "GDL64"
    name = "dialysis_without_end_stage_disease"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.14.a.1", "TAB:*:inclusionTerm", "TAB:*:excludes1")
    needs_quote = False
    about = ("Z99.2",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        stages = billed_under(context, ("N18",))
        if not stages or not billed_under(context, ("Z99.2",)):
            return
        if any(b.code == "N18.6" for b in stages):
            return
        billed = next((b for b in stages if b.code == "N18.5"), stages[0])
        cite, also = ["OCG:I.C.14.a.1"], ["TAB:N18.6:inclusionTerm"]
        if billed.code == "N18.5":
            yield replace_by(
                self,
                context,
                billed,
                ["N18.6"],
                "N18.5 excludes stage 5 that needs chronic dialysis, and Z99.2 says that the "
                "patient "
                "depends on dialysis.",
                cite=cite,
                also_cite=[*also, "TAB:N18.5:excludes1"],
            )
            return
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} ({context.catalog.title(billed.code)}) stands beside Z99.2, "
            "dependence on "
            "dialysis; the two do not fit.",
            cite=cite,
            action=Action.QUERY,
            do="ask the provider whether the disease is end stage (N18.6), or the dialysis "
            "short-term, "
            "for which Z99.2 is not reported",
            evidence=quotes(mentions_of(context, billed.code))[:2],
            severity=Severity.WARNING,
            direction=Direction.NEUTRAL,
            denial_risk=["CARC 16"],
        )
