"""What holds of every answer of a model, whichever step it is for: its form, and how it can fail.

A schema is made for each question, so that an endpoint that enforces it leaves no room for what was
not shown. Validators with a context hold an answer to the same where the endpoint does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

#: Errors must not repeat what the model wrote, which may be chart text; and fields that the schema
#: does not know are dropped rather than named for the same reason, while the schema forbids them.
CONFIG = ConfigDict(
    extra="ignore",
    frozen=True,
    hide_input_in_errors=True,
    json_schema_extra={"additionalProperties": False},
)


class Fault(StrEnum):
    """Why an answer does not count, as the notice names it."""

    FORM = "not of the form asked for"
    LINE = "line not in the note"
    QUOTE = "quote not on its line"
    STATEMENT = "statement not asked about"
    CANDIDATE = "candidate not offered"
    RULE = "rule not offered"
    MISSING = "statement left unanswered"
    FINDING = "finding not asked about"
    SUBJECT = "subject or category not offered"
    NO_VERDICT = "finding left without a verdict"


class Ungrounded(ValueError):
    """A part of an answer that what was shown does not bear out. Our words and numbers alone."""

    def __init__(self, fault: Fault, problem: str) -> None:
        self.fault = fault
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of an answer with fields of the wrong form: only the schema's own names are kept."""

    fields: tuple[str, ...]

    def problem(self) -> str:
        return f"missing or of the wrong form: {', '.join(self.fields) or 'all fields'}."


def or_unreadable(one: type[BaseModel]) -> WrapValidator:
    """One bad part of that form is answered for by itself; it does not spoil the others."""

    def read(value: Any, form: ValidatorFunctionWrapHandler) -> Any:
        try:
            return form(value)
        except ValidationError as error:
            named = {str(e["loc"][0]) for e in error.errors(include_input=False) if e["loc"]}
            return Unreadable(tuple(field for field in one.model_fields if field in named))

    return WrapValidator(read)


Grounded = TypeVar("Grounded", bound=BaseModel)


def grounded(part: Grounded | Unreadable, context: object) -> Grounded:
    """The part, held against what was shown. Raises Ungrounded."""
    if isinstance(part, Unreadable):
        raise Ungrounded(Fault.FORM, part.problem())
    try:
        return type(part).model_validate(part.model_dump(), context=context)
    except ValidationError as error:
        # Its fields are of the right form, or it would be Unreadable: the fault is one of ours.
        fault = error.errors(include_input=False)[0].get("ctx", {}).get("error")
    raise fault if isinstance(fault, Ungrounded) else Ungrounded(Fault.FORM, "of the wrong form.")
