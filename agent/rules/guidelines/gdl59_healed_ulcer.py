"""GDL59: a chronic ulcer is billed that the chart calls healed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.wording import in_chart, said

_ULCER = r"(?:ulcer(?:ation)?|decubitus|bed ?sore|pressure (?:injury|sore|wound))s?"
_HEALED = re.compile(
    rf"\b{_ULCER}\b[^.;\n]{{0,50}}?\b(?:is|are|has|have|now|completely|fully|well)[ -]"
    r"(?:\w+ ){0,2}?(?:healed|resolved|(?:re-?)?epitheliali[sz]ed|closed)\b"
    rf"|\b(?:completely|fully|well|now)?[ -]?healed (?:[\w-]+ ){{0,5}}{_ULCER}\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:not|almost|nearly|partial\w*|mostly|until|once|if|when|should|\d+ ?%|goal|expect\w*|"
    r"previously|other|another|history)\b",
    re.IGNORECASE,
)
#: What is told of an ulcer that is open.
_OPEN = re.compile(
    r"\b(?:debrid\w+|slough|exudat\w+|drain(?:age|ing)|undermining|eschar|wound bed|granulat\w+|"
    r"non-?healing|healing ulcer|\d(?:\.\d)? ?(?:cm)? ?(?:x|by) ?\d)",
    re.IGNORECASE,
)


class HealedUlcer(Rule):
    """The chart says that the ulcer has healed, and the claim has it as present.

    Catches: L97.512 (non-pressure ulcer of right foot) billed, "right foot ulcer is completely
    healed".
    Right: no ulcer code; what is done at the visit is coded instead.
    Silent: in a stay, where an ulcer that heals before discharge is coded as it was on admission;
    when the claim has several ulcers; when the chart tells of size, drainage or debridement; and
    for "healing", "nearly healed" and the like, since a healing ulcer is coded.
    """

    id = "GDL59"
    name = "healed_ulcer_billed"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.12.a.4", "OCG:I.C.12.b.1", "TAB:*:title")
    needs_quote = True
    about = ("L89", "L97", "L98.4")
    needs = frozenset({Need.DOCUMENTATION})
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        ulcers = billed_under(context, self.about)
        if len(ulcers) != 1 or in_chart(context, _OPEN):
            return
        spans = [s.span for s in said(context, _HEALED) if not _NOT_YET.search(s.sentence)]
        if not spans:
            return
        billed = ulcers[0]
        pressure = billed.code.startswith("L89")
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} ({context.catalog.title(billed.code)}) is billed as present; the chart "
            "calls the ulcer healed.",
            cite=["OCG:I.C.12.a.4" if pressure else "OCG:I.C.12.b.1"],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.REMOVE,
            do=f"remove {billed.code}",
            evidence=spans[:3],
            denial_risk=["CARC 167"],
            confidence=0.9,
        )
