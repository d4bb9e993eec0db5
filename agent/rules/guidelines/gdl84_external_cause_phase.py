"""GDL84: an external cause in another phase of care than every injury on the claim."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import replace_by
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import causes, phase_in, phased
from agent.rules.guidelines.phase_told import told_otherwise
from agent.rules.phase import PHASE_IN_WORDS, Phase

_CHARACTER = {Phase.ACTIVE: "A", Phase.HEALING: "D", Phase.SEQUELA: "S"}


class ExternalCausePhase(Rule):
    """The 7th character of the external cause is that of the injury it caused.

    Catches: W19.XXXA (fall, initial encounter) with S52.501D (fracture of radius, subsequent
    encounter); a sequela cause, W19.XXXS, with the current injury S93.401A.
    Right: W19.XXXD with S52.501D.
    Silent: when any injury on the claim is in the phase of the cause, when the chart tells that the
    injury's 7th character is the wrong one (GDL02), and when there is no injury with a 7th
    character.
    """

    id = "GDL84"
    name = "external_cause_phase"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.20.a.2", "OCG:I.C.20.i.2")
    needs_quote = False
    about = ("V", "W", "X", "Y0", "Y2", "Y3")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        injuries = phased(context)
        phases = {phase_in(b.code) for b in injuries}
        if not phases:
            return
        told = {phase for _, _, phase, _ in told_otherwise(context)}
        for cause in causes(context):
            phase = phase_in(cause.code)
            if phase is None or phase in phases or phase in told:
                continue
            codes = [f"{cause.code[:-1]}{_CHARACTER[p]}" for p in Phase if p in phases]
            yield replace_by(
                self,
                context,
                cause,
                codes,
                f"{cause.code} is in another phase of care than {injuries[0].code}: the cause says "
                f"{PHASE_IN_WORDS[phase]}.",
                cite=["OCG:I.C.20.a.2"],
                also_cite=["OCG:I.C.20.i.2"] if phase is Phase.SEQUELA else [],
            )
