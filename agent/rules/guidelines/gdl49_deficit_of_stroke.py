"""GDL49: deficits after a stroke, billed where there are none, or as history where there are."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import said, sentences_with
from agent.rules.code_groups import billed_with
from agent.rules.evidence import proposed_below
from agent.rules.needs import Need

_HISTORY = "Z86.73"


class DeficitOfStroke(Rule):
    """I69 is for deficits that a stroke has left, Z86.73 for a stroke that left none.

    Catches: I69.354 (hemiplegia after cerebral infarction) with "stroke in 2019, no residual
    deficits"; Z86.73 with "residual left hemiparesis from a prior stroke".
    Right: Z86.73; I69.354.
    Silent: when the chart tells of a deficit and of none, when both codes are billed (CNV01), and
    when the sentence on deficits does not name the stroke.
    """

    id = "GDL49"
    name = "deficit_of_stroke"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.9.d.3", "OCG:I.C.9.d.1", "TAB:*:title")
    needs_quote = True
    about = ("I69", _HISTORY)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        sequelae = billed_with(context, "I69")
        history = billed_with(context, _HISTORY)
        strokes = set(sentences_with(context, "stroke"))
        none = [s for s in sentences_with(context, "no_residual_of_stroke") if s in strokes]
        left = [s for s in said(context, "residual_of_stroke", past=True) if s not in none]
        if sequelae and none and not left and not history:
            yield self.finding(
                context,
                diagnosis(sequelae[0]),
                f"{sequelae[0].code} is for a deficit after a stroke; the chart says that none "
                "remains.",
                cite=["OCG:I.C.9.d.3"],
                also_cite=[f"TAB:{sequelae[0].code}:title"],
                action=Action.REPLACE,
                do=f"replace with {_HISTORY}",
                codes=[_HISTORY],
                evidence=none[:2],
                denial_risk=["CARC 16"],
                direction=Direction.OVER,
            )
        elif history and left and not none and not sequelae:
            codes = proposed_below(context, "I69")
            yield self.finding(
                context,
                diagnosis(history[0]),
                f"{_HISTORY} is for a stroke that left no deficit; the chart tells of one.",
                cite=["OCG:I.C.9.d.3"],
                also_cite=["OCG:I.C.9.d.1", f"TAB:{_HISTORY}:title"],
                action=Action.REPLACE,
                do=f"replace with {codes[0]}"
                if codes
                else "replace with the code of I69 for the deficit",
                codes=codes[:1],
                evidence=left[:2],
                severity=Severity.WARNING,
                direction=Direction.UNDER,
            )
