"""What the model may answer about one note: the schema it is held to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)

from agent.context import Assertion

MOST_STATEMENTS = 100
#: A note holds no more conditions than this many characters each, with room for abbreviations. A
#: small model that is held to a schema but not to a length goes on until it is cut off.
_CHARACTERS_A_STATEMENT = 8
_LEAST_ROOM = 4
LONGEST_QUOTE = 400

#: Errors must not repeat what the model wrote, which may be chart text; and fields that the schema
#: does not know are dropped rather than named for the same reason, while the schema forbids them.
_CONFIG = ConfigDict(
    extra="ignore",
    frozen=True,
    hide_input_in_errors=True,
    json_schema_extra={"additionalProperties": False},
)


class Statement(BaseModel):
    """One condition as the note asserts it."""

    model_config = _CONFIG

    line: int = Field(ge=1, le=1_000_000)
    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    assertion: Assertion
    candidate: Annotated[int, Field(ge=0, le=1_000_000)] | Literal["none"]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A statement with fields of the wrong form. Only the schema's own field names are kept."""

    fields: tuple[str, ...]


def _or_unreadable(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """One bad statement is answered for by itself; it does not spoil the others."""
    try:
        return read(value)
    except ValidationError as error:
        named = {str(e["loc"][0]) for e in error.errors(include_input=False) if e["loc"]}
        return Unreadable(tuple(f for f in Statement.model_fields if f in named))


_Statements = list[Annotated[Statement, WrapValidator(_or_unreadable)]]


class Answer(BaseModel):
    """The clinical statements of one note."""

    model_config = _CONFIG

    statements: _Statements = Field(max_length=MOST_STATEMENTS)

    def read(self) -> tuple[Statement | Unreadable, ...]:
        """The statements in the order given, the unreadable ones in their place."""
        return tuple(self.statements)


def answer_about(characters: int) -> type[Answer]:
    """The form of an answer about a note of that length, with room for what it may hold."""
    return _bounded(max(_LEAST_ROOM, min(MOST_STATEMENTS, characters // _CHARACTERS_A_STATEMENT)))


@cache
def _bounded(most: int) -> type[Answer]:
    return create_model("Answer", __base__=Answer, statements=(_Statements, Field(max_length=most)))
