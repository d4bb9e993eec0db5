"""GDL63: more than one stage of chronic kidney disease on a claim."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes

_END_STAGE = "N18.6"
#: What each open code leaves unsaid: the stage, or the part of stage 3.
_OPEN = {"N18.9": "N18", "N18.30": "N18.3"}


class KidneyDiseaseStages(Rule):
    """Chronic kidney disease is at one stage at a time.

    Catches: N18.4 (stage 4) beside N18.6 (end stage renal disease); N18.9 (unspecified) beside
    N18.32; N18.31 beside N18.4.
    Right: N18.6 alone where both are documented; else the stage that the provider states for the
    encounter.
    Silent: for N18.5 beside N18.6, which an Excludes1 note forbids (CNV01).
    """

    id = "GDL63"
    name = "kidney_disease_at_two_stages"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.14.a.1", "TAB:*:title")
    needs_quote = False
    about = ("N18",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        stages = billed_under(context, ("N18",))
        codes = {b.code for b in stages}
        if len(codes) < 2:
            return
        end = next((b for b in stages if b.code == _END_STAGE), None)
        if end is not None:
            for billed in stages:
                if billed.code not in {_END_STAGE, "N18.5"}:
                    yield self._left_out(context, billed, end)
            return
        known = [b for b in stages if not _left_open(b.code, codes)]
        for billed in stages:
            if billed not in known:
                yield self._left_out(context, billed, known[0])
        if len({b.code for b in known}) > 1:
            yield self._undecided(context, known)

    def _left_out(self, context: AuditContext, billed: Billed, known: Billed) -> Finding:
        return take_out(
            self,
            context,
            billed,
            f"{billed.code} ({context.catalog.title(billed.code)}) stands beside {known.code} "
            f"({context.catalog.title(known.code)}); the disease has one stage.",
            cite=["OCG:I.C.14.a.1"],
            also_cite=[f"TAB:{billed.code}:title"],
            beside=known,
        )

    def _undecided(self, context: AuditContext, stages: list[Billed]) -> Finding:
        codes = list(dict.fromkeys(b.code for b in stages))
        return self.finding(
            context,
            diagnosis(stages[-1]),
            f"{' and '.join(codes)} are different stages of chronic kidney disease; an "
            "encounter has "
            "one.",
            cite=["OCG:I.C.14.a.1"],
            also_cite=[f"TAB:{stages[-1].code}:title"],
            action=Action.QUERY,
            do="keep the stage that the provider documents for this encounter, or ask which it is",
            evidence=[s for b in stages for s in quotes(mentions_of(context, b.code))[:1]],
            denial_risk=["CARC 16"],
        )


def _left_open(code: str, codes: set[str]) -> bool:
    """Whether the code leaves open what another on the claim states."""
    below = _OPEN.get(code)
    return below is not None and any(c != code and c.startswith(below) for c in codes)
