"""GDL55: influenza billed as identified in a stay whose record only suspects it."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import saying

_IDENTIFIED = ("J09", "J10")
_ANY = frozenset(("J09", "J10", "J11"))


class InfluenzaNotConfirmed(Rule):
    """Avian, novel or other identified influenza is coded only when confirmed, in a stay too.

    Catches: J10.1 (influenza due to other identified influenza virus) billed for a stay, and the
    record says no more than "probable influenza A".
    Right: J11.1, influenza due to unidentified influenza virus.
    Silent: when the provider states the influenza as established anywhere, whether or not a test
    bears it out; and outside a stay, where what is uncertain is not coded at all (SUP03).
    """

    id = "GDL55"
    name = "influenza_not_confirmed"
    category = Category.UNCERTAIN_DIAGNOSIS
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.10.c", "TAB:*:title")
    needs_quote = True
    about = _IDENTIFIED
    needs = frozenset({Need.DOCUMENTATION})
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        influenza = [m for m in context.mentions if m.candidates and m.candidates[0][:3] in _ANY]
        uncertain = [m for m in influenza if m.assertion is Assertion.POSSIBLE]
        if not uncertain or any(m.assertion is Assertion.AFFIRMED for m in influenza):
            return
        for billed in billed_under(context, _IDENTIFIED):
            right = _unidentified(context, billed.code)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is for confirmed influenza; the record calls it uncertain.",
                cite=["OCG:I.C.10.c"],
                also_cite=[f"TAB:{c}:title" for c in (billed.code, right)],
                action=Action.REPLACE,
                do=f"replace with {right}, or ask the provider whether it was confirmed",
                codes=[right],
                evidence=[s for m in uncertain[:3] for s in saying(context, m)],
                denial_risk=["CARC 16"],
                confidence=0.9,
            )


def _unidentified(context: AuditContext, code: str) -> str:
    """The code of J11 for the same manifestation, or for respiratory ones in general."""
    form = code[4:] if code.startswith("J10") else code[5:]
    return next((c for c in (f"J11.{form}",) if context.catalog.is_billable(c)), "J11.1")
