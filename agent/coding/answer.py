"""What the model may answer, step by step: the schemas it is held to, and what they cannot say.

A schema is made for each question, so that an endpoint that enforces it leaves no room for a line,
a candidate or a rule that was not shown. Validators with a context hold an answer to the same
where the endpoint does not, and to what no schema can say: that a quote stands where it is said to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    ValidationInfo,
    model_validator,
)

from agent.coding.form import (
    CONFIG,
    Fault,
    Ungrounded,
    Unreadable,
    or_unreadable,
)
from agent.coding.numbered import Line, place_of
from agent.context import Assertion
from agent.narrowed import Narrowed, Schemed, narrowed, one_of

MOST_STATEMENTS = 100
#: A note holds no more conditions than this many characters each, with room for abbreviations. A
#: small model that is held to a schema but not to a length goes on until it is cut off.
_CHARACTERS_A_STATEMENT = 8
_LEAST_ROOM = 4
LONGEST_QUOTE = 400
LONGEST_SEARCH = 80
MOST_RULES = 4
#: Codes that one statement may take together: both sides, or a disease with its manifestation.
MOST_CODES = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """The lines that a question showed, by number."""

    lines: Mapping[int, Line]

    def place(self, number: int, quote: str) -> tuple[int, int]:
        """Offsets in the note of a quote that begins on that line. Raises Ungrounded."""
        line = self.lines.get(number)
        if line is None:
            raise Ungrounded(Fault.LINE, f"the note has no words on a line {number}.")
        following = [n for n in sorted(self.lines) if n > number][:3]
        place = place_of(quote, line, *(self.lines[n] for n in following))
        if place is None:
            raise Ungrounded(
                Fault.QUOTE,
                f"the quote is not on line {number}, word for word. Copy it from that line.",
            )
        return place


@dataclass(frozen=True, slots=True)
class Choices:
    """The candidates that a question offered for each statement, and the rules it showed."""

    candidates: Mapping[int, Sequence[int]]
    rules: Sequence[str]


class Statement(BaseModel):
    """One condition as the note asserts it. In a validation context the quote must be there."""

    model_config = CONFIG

    line: int = Field(ge=1, le=1_000_000)
    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    assertion: Assertion
    side: Literal["right", "left", "bilateral", "none"]
    acuity: Literal["acute", "chronic", "none"]
    encounter: Literal["initial", "subsequent", "sequela", "none"]
    reportable: bool

    @model_validator(mode="after")
    def _stands_in_the_note(self, info: ValidationInfo) -> Self:
        if isinstance(info.context, Shown):
            info.context.place(self.line, self.quote)
        return self


class Choice(BaseModel):
    """The candidate for one statement. In a validation context all numbers must be offered ones."""

    model_config = CONFIG

    statement: int = Field(ge=1, le=1_000_000)
    candidate: Annotated[int, Field(ge=0, le=1_000_000)] | Literal["none"]
    search_for: str = Field(max_length=LONGEST_SEARCH)
    rules: list[Annotated[str, Field(max_length=80)]] = Field(max_length=MOST_RULES)

    @model_validator(mode="after")
    def _was_offered(self, info: ValidationInfo) -> Self:
        if not isinstance(info.context, Choices):
            return self
        offered = info.context.candidates.get(self.statement)
        if offered is None:
            raise Ungrounded(Fault.STATEMENT, f"statement {self.statement} was not asked about.")
        if self.candidate != "none" and self.candidate not in offered:
            range_ = f"{offered[0]} to {offered[-1]}, or " if offered else ""
            raise Ungrounded(
                Fault.CANDIDATE,
                f"candidate {self.candidate} was not offered for statement {self.statement}. "
                f'Choose {range_}"none".',
            )
        rules = info.context.rules
        if not set(self.rules) <= set(rules):
            raise Ungrounded(
                Fault.RULE, f"statement {self.statement} names a rule that was not listed."
            )
        if rules and self.candidate != "none" and not self.rules:
            raise Ungrounded(
                Fault.RULE, f"statement {self.statement} names no rule for its candidate."
            )
        return self


class Reading(Schemed):
    """The clinical statements of one part of a note."""

    model_config = CONFIG

    statements: list[Annotated[Statement, or_unreadable(Statement)]] = Field(
        max_length=MOST_STATEMENTS
    )

    def parts(self) -> tuple[Statement | Unreadable, ...]:
        """The statements in the order given, the unreadable ones in their place."""
        return tuple(self.statements)


class Assignment(Schemed):
    """A choice for each statement that was asked about, and more where codes go together."""

    model_config = CONFIG

    choices: list[Annotated[Choice, or_unreadable(Choice)]] = Field(
        max_length=MOST_CODES * MOST_STATEMENTS
    )

    def parts(self) -> tuple[Choice | Unreadable, ...]:
        """The choices in the order given, the unreadable ones in their place."""
        return tuple(self.choices)


def reading_form(lines: Sequence[Line]) -> Narrowed[Reading]:
    """The form of a reading of these lines, with room for what they may hold."""
    characters = sum(len(line.text) for line in lines)
    most = max(_LEAST_ROOM, min(MOST_STATEMENTS, characters // _CHARACTERS_A_STATEMENT))
    shown = {"line": one_of("integer", (line.number for line in lines))}
    return narrowed(Reading, statements=(most, shown))


def assignment_form(choices: Choices) -> Narrowed[Assignment]:
    """The form of an answer that chooses among just these candidates and rules."""
    numbers = [n for offered in choices.candidates.values() for n in offered]
    rule = one_of("string", choices.rules) if choices.rules else {"type": "string"}
    most_rules = MOST_RULES if choices.rules else 0
    shown: dict[str, dict[str, Any]] = {
        "statement": one_of("integer", choices.candidates),
        "candidate": {"enum": [*numbers, "none"]},
        "rules": {"type": "array", "items": rule, "maxItems": most_rules},
    }
    return narrowed(Assignment, choices=(MOST_CODES * len(choices.candidates), shown))
