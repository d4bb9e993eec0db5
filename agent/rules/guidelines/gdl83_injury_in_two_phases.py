"""GDL83: one injury billed in two phases of care."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.guidelines.injuries import BURNS, phase_in, phased
from agent.rules.phase import PHASE_IN_WORDS


class InjuryInTwoPhases(Rule):
    """The same injury cannot be under active treatment, healing, and a sequela at one encounter.

    Catches: S52.501A beside S52.501D; S83.512A beside S83.512S.
    Right: the 7th character of the care given on this date.
    Silent: for burns and corrosions, which do not heal evenly, for drug codes, and for two
    fractures of one bone that differ in more than the 7th character.
    """

    id = "GDL83"
    name = "injury_in_two_phases"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.a", "TAB:*:title")
    needs_quote = False
    about = ("S", "T", "M80", "M84")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        seen: dict[str, str] = {}
        for billed in phased(context):
            injury = billed.code[:-1]
            other = seen.setdefault(injury, billed.code)
            first, second = phase_in(other), phase_in(billed.code)
            if first is second or first is None or second is None or _uneven(billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{other} ({PHASE_IN_WORDS[first]}) and {billed.code} "
                f"({PHASE_IN_WORDS[second]}) are the "
                "same injury in two phases of care.",
                cite=["OCG:I.C.19.a"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REMOVE,
                do=f"keep {other} or {billed.code}, as the care given on this date was",
                evidence=quotes(mentions_of(context, billed.code))[:3],
                denial_risk=["CARC 16"],
            )


def _uneven(code: str) -> bool:
    return code.startswith(BURNS) or "T36" <= code[:3] <= "T65"
