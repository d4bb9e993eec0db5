"""The form of one answer, narrowed to what the question for it shows.

To make a pydantic model for every question takes longer than all else about asking it. So one model
reads all answers to a step, and only the JSON Schema that is sent differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Narrowed(Generic[Answer]):
    """What one question takes for an answer.

    `answer` reads it, `schema` is sent for it. `most` holds the answer's lists, by name, to their
    length in that schema, which the model that reads them does not know.
    """

    answer: type[Answer]
    schema: dict[str, Any]
    most: Mapping[str, int]

    def fits(self, answer: Answer) -> bool:
        """Whether no list of the answer is longer than was asked for."""
        return all(len(getattr(answer, name)) <= most for name, most in self.most.items())


class Schemed(BaseModel):
    """An answer whose JSON Schema is made once."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """As pydantic makes it, without what the docstring tells maintainers. Not to be changed."""
        if args or options:
            return super().model_json_schema(*args, **options)
        return _schema_of(cls)


def narrowed(
    form: type[Answer], **lists: tuple[int, Mapping[str, Mapping[str, Any]]]
) -> Narrowed[Answer]:
    """The form whose lists hold at most so many objects, these of their properties as given.

    A property that refers to a definition of its own takes it along when it is given otherwise.
    """
    schema = form.model_json_schema()
    definitions, properties = dict(schema["$defs"]), dict(schema["properties"])
    for field, (most, given) in lists.items():
        properties[field] = properties[field] | {"maxItems": most}
        name = _referred(properties[field]["items"])
        one = _untold(definitions[name])
        former = {n: one["properties"][n] for n in given}
        titled = {n: {"title": former[n].get("title", n.title()), **p} for n, p in given.items()}
        definitions[name] = one | {"properties": one["properties"] | titled}
        for referring in former.values():
            definitions.pop(_referred(referring), None)
    schema = schema | {"$defs": definitions, "properties": properties}
    return Narrowed(form, schema, {field: most for field, (most, _) in lists.items()})


def _referred(schema: Mapping[str, Any]) -> str:
    """The name of the definition that stands in the schema's place; empty where none does."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def one_of(kind: str, values: Iterable[int | str]) -> dict[str, Any]:
    """The schema of a property that is one of the values, of that JSON type."""
    return {"type": kind, "enum": list(values)}


@cache
def _schema_of(form: type[BaseModel]) -> dict[str, Any]:
    return _untold(form.model_json_schema(mode="validation"))


def _untold(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "description"}
