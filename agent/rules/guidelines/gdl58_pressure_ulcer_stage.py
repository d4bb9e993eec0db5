"""GDL58: a pressure ulcer stage other than the one that the chart gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.guidelines.pressure_ulcer import IN_WORDS, at_stage, stage_of
from agent.rules.needs import Need
from agent.rules.support.assessed import listed
from agent.rules.wording import Said, in_chart, said

_ULCER = r"(?:(?:pressure|decubitus) (?:ulcer|injury|sore|wound)s?|decubit(?:us|i)|bed ?sores?)"
_STAGE = r"(?:stage|grade)[ -]?(?P<{0}>[1-4]|iv|i{{1,3}})\b"
_OTHER = r"(?P<{0}>unstageable|(?:suspected )?deep tissue (?:pressure )?injury)"
_WORD = r"(?:[ ,:(-]+(?!and\b|with\b|without\b|stage\b|ckd\b|kidney\b)[a-z/]+)"
_STATED = re.compile(
    rf"\b(?:{_STAGE.format('a')}|{_OTHER.format('b')}){_WORD}{{0,4}}[ ,:(-]+{_ULCER}"
    rf"|\b{_ULCER}{_WORD}{{0,6}}[ ,:(-]+(?:{_STAGE.format('c')}|{_OTHER.format('d')})",
    re.IGNORECASE,
)
#: Sentences that tell of another time, another ulcer's risk, or no ulcer.
_NOT_NOW = re.compile(
    r"\b(?:no|not|denies|without|history|previous(?:ly)?|prior|former(?:ly)?|healed|risk|was|were|"
    r"prevent\w*|initially|progress\w*|worsen\w*|now|on admission)\b",
    re.IGNORECASE,
)
_NUMBERED = "1234"
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


class PressureUlcerStage(Rule):
    """The chart gives the pressure ulcer one stage, and the claim another.

    Catches: L89.154 (sacral region, stage 4) billed, "stage 2 sacral pressure ulcer" documented.
    Right: L89.152. Whoever documents the stage, the code follows it.
    Severity: error; a warning where the code leaves the stage unspecified and the chart gives one.
    Silent: when the claim has more than one pressure ulcer code, when the chart gives several
    stages or none, or names the billed stage anywhere, when its sentence tells of the past or of
    change, and where the assessment states site and stage in full (SPC06).
    """

    id = "GDL58"
    name = "pressure_ulcer_stage_not_as_documented"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.12.a.3", "OCG:I.C.12.a.1", "OCG:I.B.14", "TAB:*:title")
    needs_quote = True
    about = ("L89",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        ulcers = billed_under(context, ("L89",))
        if len(ulcers) != 1 or len({b.code for b in context.billed if b.code[:3] == "L89"}) != 1:
            return
        billed = ulcers[0]
        stage = stage_of(billed.code)
        documented = _documented(context)
        if stage is None or len(documented) != 1 or stage in documented:
            return
        opened = stage == "open"
        if _told_elsewhere(context) if opened else in_chart(context, _anywhere(stage)):
            return
        found, spans = next(iter(documented.items()))
        right = at_stage(billed.code, found)
        lower = opened or (found in _NUMBERED and stage in _NUMBERED and found > stage)
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is a pressure ulcer of {IN_WORDS[stage]}; the chart gives "
            f"{IN_WORDS[found]}.",
            cite=["OCG:I.C.12.a.3"],
            also_cite=["OCG:I.C.12.a.1", "OCG:I.B.14", f"TAB:{billed.code}:title"],
            action=Action.REPLACE,
            do=f"replace with {right}",
            codes=[right] if right else [],
            evidence=spans[:3],
            denial_risk=["CARC 16"],
            severity=Severity.WARNING if opened else None,
            direction=Direction.UNDER if lower else Direction.OVER,
            confidence=0.9,
        )


def _documented(context: AuditContext) -> dict[str, list[EvidenceSpan]]:
    """The stages that present-tense sentences give pressure ulcers, with the words."""
    found: dict[str, list[EvidenceSpan]] = {}
    for words in said(context, _STATED):
        stage = _stage(words)
        if stage is None or _NOT_NOW.search(words.sentence):
            return {}
        found.setdefault(stage, []).append(words.span)
    return found


def _told_elsewhere(context: AuditContext) -> bool:
    """Whether the assessment states site and stage, so that the specificity rule speaks."""
    return any(
        p.code.startswith("L89")
        and "unspecified" not in context.catalog.title(p.code)
        and listed(context, p)
        for p in context.proposals
    )


@cache
def _anywhere(stage: str) -> re.Pattern[str]:
    """The stage, of whatever it is told: it may be of the ulcer in words not read."""
    roman = next((r for r, number in _ROMAN.items() if number == stage), stage)
    names = {"unstageable": "unstag", "deep": "deep tissue|dti"}
    return re.compile(
        names.get(stage, rf"(?:stage|grade)[ -]?(?:{stage}|{roman})\b"), re.IGNORECASE
    )


def _stage(words: Said) -> str | None:
    number = (words.match["a"] or words.match["c"] or "").lower()
    if number:
        return _ROMAN.get(number, number)
    other = (words.match["b"] or words.match["d"] or "").lower()
    return "unstageable" if other == "unstageable" else "deep"
