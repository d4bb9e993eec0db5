"""POA01: a diagnosis of a stay without its indicator."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule, diagnosis
from agent.rules.present_on_admission.reporting import APPENDIX, exempt
from agent.rules.present_on_admission.told import told_of


class IndicatorMissing(Rule):
    """An inpatient claim says of each diagnosis whether it was present on admission.

    Catches: an inpatient claim with J18.9 marked Y and E87.6 (low potassium) without an indicator.
    Right: Y, N, U or W for E87.6, as the record has it; only codes on the list of exempt codes stay
    without.
    A claim on which no diagnosis has an indicator gets one piece of advice, and not one finding a
    code: its source may not hold them, or the hospital may not have to report them.
    Silent: for exempt codes, for codes whose exemption is not known because no official list is at
    hand, and for claims of other settings.
    """

    id = "POA01"
    name = "poa_indicator_missing"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        lacking = [
            b for b in context.billable if b.entry.poa is None and exempt(context, b.code) is False
        ]
        if lacking and all(b.entry.poa is None for b in context.billed):
            yield self._none_at_all(context, lacking)
            return
        for billed in lacking:
            yield self._missing(context, billed)

    def _none_at_all(self, context: AuditContext, lacking: list[Billed]) -> Finding:
        return self.finding(
            context,
            Subject(kind="encounter"),
            f"No diagnosis says whether it was present on admission; {len(lacking)} of them have "
            "to, where the hospital reports the indicator.",
            cite=[APPENDIX],
            action=Action.NONE,
            do="give each diagnosis that is not exempt its indicator, or add them to the bundle",
            severity=Severity.ADVICE,
            denial_risk=["CARC 16"],
        )

    def _missing(self, context: AuditContext, billed: Billed) -> Finding:
        told = told_of(context, billed)
        words = told.before or told.after
        fitting = "Y" if told.before else "N"
        settled = bool(told.before) != bool(told.after)
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} has no indicator of presence on admission and is not exempt; the claim "
            "will be returned.",
            cite=[APPENDIX],
            action=Action.NONE if settled else Action.QUERY,
            do=f"report {fitting} for {billed.code}, as the chart has it"
            if settled
            else f"report Y, N, U or W for {billed.code}, as the record has it",
            evidence=words if settled else (),
            denial_risk=["CARC 16"],
        )
