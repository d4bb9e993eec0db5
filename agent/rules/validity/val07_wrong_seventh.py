"""VAL07: a 7th character that the code does not take."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either, short_list
from agent.rules.evidence import mentions_of, quotes
from agent.rules.phase import PHASE_IN_WORDS, phase_of, phase_of_code
from agent.rules.seventh import missing_placeholder, surplus_character, wrong_seventh
from catalog import CodeState, compact


class WrongSeventhCharacter(Rule):
    """A 7th character that is not among the code's options, or on a code that takes none.

    Catches: S39.012X (X is no 7th character); M99.86A (M99 takes none); S06.1X7D, since a patient
    who died of the injury has no subsequent encounter.
    Right: S39.012A, S39.012D or S39.012S; M99.86; S06.1X7A.
    Silent: when the 7th character is an option of the code, and when the placeholder is what is
    wrong (VAL08).
    """

    id = "VAL07"
    name = "wrong_seventh_character"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (
        "MCE:invalid_code",
        "OCG:I.A.5",
        "OCG:I.C.19.a",
        "TAB:*:sevenChrDef",
        "TAB:*:notes",
    )
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.unbillable:
            if view.status(billed.code).state not in {CodeState.UNKNOWN, CodeState.DELETED}:
                continue
            right = wrong_seventh(view, billed.code)
            stem = surplus_character(view, billed.code)
            if right:
                yield self._wrong(context, billed, right)
            elif stem is not None and not missing_placeholder(view, billed.code):
                yield self._surplus(context, billed, stem)

    def _wrong(self, context: AuditContext, billed: Billed, right: tuple[str, ...]) -> Finding:
        view = context.catalog
        phase, words = phase_of(context)
        fitting = tuple(c for c in right if phase and phase_of_code(view, c) is phase)
        codes = fitting or short_list(context, right)
        options = view.seventh_characters(right[0])
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code[-1]} is not a 7th character of {billed.code[:-1]}; "
            "the claim will be rejected.",
            cite=["MCE:invalid_code"],
            also_cite=[
                *([f"TAB:{options.owner}:sevenChrDef"] if options else []),
                *(["OCG:I.C.19.a"] if billed.code[0] in "ST" else []),
                "OCG:I.A.5",
            ],
            action=Action.REPLACE,
            do=f"replace with {either(codes)}"
            + (f" ({PHASE_IN_WORDS[phase]})" if fitting and phase and len(right) > 1 else ""),
            codes=codes,
            evidence=[*quotes(mentions_of(context, right[0])), *words],
            denial_risk=["CARC 146"],
        )

    def _surplus(self, context: AuditContext, billed: Billed, stem: str) -> Finding:
        cut = compact(billed.code)[len(compact(stem)) :]
        return self.finding(
            context,
            diagnosis(billed),
            f"{stem} is complete and takes no 7th character; with {cut} added, the claim will be "
            "rejected.",
            cite=["MCE:invalid_code"],
            also_cite=["OCG:I.A.5"],
            action=Action.REPLACE,
            do=f"replace with {stem}",
            codes=[stem],
            evidence=quotes(mentions_of(context, stem)),
            denial_risk=["CARC 146"],
        )
