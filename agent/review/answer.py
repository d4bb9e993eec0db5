"""What the model may answer in review: a verdict on each finding, and findings of its own.

Nothing of a finding that the rules made can be said in it but a verdict. A finding of the model's
own is a choice among categories, rules and subjects that were offered, over words of the note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationInfo, model_validator

from agent.coding.answer import LONGEST_QUOTE, MOST_RULES, Shown
from agent.coding.form import (
    CONFIG,
    Fault,
    Ungrounded,
    Unreadable,
    or_unreadable,
)
from agent.models import Category, Verdict
from agent.narrowed import Narrowed, Schemed, narrowed, one_of

#: Findings that the rules made, in one question.
AT_ONCE = 16
#: Findings that the model may raise in one answer.
MOST_RAISED = 6
_LINE = Field(ge=0, le=1_000_000)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a question showed and offered.

    `findings` says of each number whether agreement takes words of the note, as for a finding that
    quotes it. `subjects` holds, for each category, what it may be raised of; `rules` what by.
    """

    shown: Shown
    findings: Mapping[int, bool]
    subjects: Mapping[Category, frozenset[str]]
    rules: Mapping[Category, frozenset[str]]


class Judged(BaseModel):
    """The verdict on one finding. In a validation context its words must be in the note."""

    model_config = CONFIG

    finding: int = Field(ge=1, le=1_000_000)
    verdict: Verdict
    line: int = _LINE
    quote: str = Field(max_length=LONGEST_QUOTE)

    @model_validator(mode="after")
    def _is_grounded(self, info: ValidationInfo) -> Self:
        if not isinstance(info.context, Offered):
            return self
        if self.finding not in info.context.findings:
            raise Ungrounded(Fault.FINDING, f"finding {self.finding} was not asked about.")
        if self.quote.strip():
            info.context.shown.place(self.line, self.quote)
        elif self.verdict is Verdict.DISAGREE or (
            self.verdict is Verdict.AGREE and info.context.findings[self.finding]
        ):
            raise Ungrounded(
                Fault.QUOTE,
                "words of the note are missing that bear the verdict out; or cannot_tell.",
            )
        return self


class Raised(BaseModel):
    """A finding of the model's own. In a validation context all of it must have been offered."""

    model_config = CONFIG

    category: Category
    subject: str = Field(max_length=40)
    rules: list[Annotated[str, Field(max_length=80)]] = Field(max_length=MOST_RULES)
    line: int = _LINE
    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)

    @model_validator(mode="after")
    def _was_offered(self, info: ValidationInfo) -> Self:
        if not isinstance(info.context, Offered):
            return self
        if self.subject not in info.context.subjects.get(self.category, ()):
            raise Ungrounded(Fault.SUBJECT, "category and subject were not offered together.")
        if not self.rules or not set(self.rules) <= info.context.rules[self.category]:
            raise Ungrounded(Fault.RULE, "choose rules that are listed for its category.")
        info.context.shown.place(self.line, self.quote)
        return self


class Reviewing(Schemed):
    """Verdicts, and findings raised."""

    model_config = CONFIG

    verdicts: list[Annotated[Judged, or_unreadable(Judged)]] = Field(max_length=2 * AT_ONCE)
    raised: list[Annotated[Raised, or_unreadable(Raised)]] = Field(max_length=MOST_RAISED)

    def judged(self) -> tuple[Judged | Unreadable, ...]:
        """The verdicts in the order given, the unreadable ones in their place."""
        return tuple(self.verdicts)

    def own(self) -> tuple[Raised | Unreadable, ...]:
        """The raised findings in the order given, the unreadable ones in their place."""
        return tuple(self.raised)


def reviewing_form(offered: Offered) -> Narrowed[Reviewing]:
    """The form of an answer about just these findings, lines, categories, subjects and rules."""
    lines = list(offered.shown.lines)
    judged: dict[str, dict[str, Any]] = {}
    if offered.findings:
        judged = {
            "finding": one_of("integer", offered.findings),
            "line": one_of("integer", [0, *lines]),
        }
    raised: dict[str, dict[str, Any]] = {}
    if offered.subjects:
        rules = sorted({rule for ids in offered.rules.values() for rule in ids})
        subjects = sorted({one for of in offered.subjects.values() for one in of})
        rule = one_of("string", rules)
        raised = {
            "category": one_of("string", [c.value for c in offered.subjects]),
            "subject": one_of("string", subjects),
            "rules": {"type": "array", "items": rule, "maxItems": MOST_RULES},
            "line": one_of("integer", lines),
        }
    most = MOST_RAISED if offered.subjects else 0
    return narrowed(Reviewing, verdicts=(len(offered.findings), judged), raised=(most, raised))
