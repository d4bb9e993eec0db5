"""VAL06: a code without the 7th character that it takes."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either, short_list
from agent.rules.evidence import mentions_of, quotes
from agent.rules.phase import PHASE_IN_WORDS, phase_of, phase_of_code
from agent.rules.seventh import lacking_seventh

_INJURY = "ST"
_EXTERNAL_CAUSE = "VWXY"


class MissingSeventhCharacter(Rule):
    """A code that needs a 7th character is invalid without it.

    Catches: S39.012 billed for a low back strain.
    Right: S39.012A while the strain is actively treated, S39.012D during routine care in healing,
    S39.012S when a later condition arises from it.
    Offers: the one that fits the words of the chart ("recheck of", "seen for the first time",
    "late effect of"); all of them when the chart does not tell, or tells two things.
    An external cause code takes the 7th character of the injury on the claim.
    Silent: when the code has its 7th character, or takes none.
    """

    id = "VAL06"
    name = "missing_seventh_character"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (
        "MCE:invalid_code",
        "OCG:I.A.5",
        "OCG:I.B.2",
        "OCG:I.C.19.a",
        "OCG:I.C.20.a.2",
        "TAB:*:sevenChrDef",
    )
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.unbillable:
            complete = lacking_seventh(context.catalog, billed.code)
            if complete:
                yield self._finding(context, billed, complete)

    def _finding(self, context: AuditContext, billed: Billed, complete: tuple[str, ...]) -> Finding:
        view = context.catalog
        phase, words = phase_of(context)
        fitting = tuple(c for c in complete if phase and phase_of_code(view, c) is phase)
        injury = _injury_on_claim(context) if billed.code[0] in _EXTERNAL_CAUSE else None
        matching = tuple(c for c in complete if injury and c[-1] == injury.code[-1])
        codes = matching or fitting or short_list(context, complete)
        options = view.seventh_characters(complete[0])
        if injury and matching:
            reason = f" (the 7th character of the injury, {injury.code})"
        elif fitting and phase:
            reason = f" ({PHASE_IN_WORDS[phase]})"
        else:
            reason = ", as the chart supports; its words do not settle which"
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} cannot be reported without a 7th character; the claim will be "
            "rejected as billed.",
            cite=["MCE:invalid_code"],
            also_cite=[
                *([f"TAB:{options.owner}:sevenChrDef"] if options else []),
                *(["OCG:I.C.19.a"] if billed.code[0] in _INJURY else []),
                *(["OCG:I.C.20.a.2"] if matching else []),
                "OCG:I.A.5",
                "OCG:I.B.2",
            ],
            action=Action.REPLACE,
            do=f"replace with {either(codes)}{reason}",
            codes=codes,
            evidence=[*quotes(mentions_of(context, billed.code)), *words],
            denial_risk=["CARC 146"],
        )


def _injury_on_claim(context: AuditContext) -> Billed | None:
    """The first billable injury with a 7th character for the phase of care."""
    view = context.catalog
    return next(
        (b for b in context.billable if b.code[0] in _INJURY and phase_of_code(view, b.code)), None
    )
