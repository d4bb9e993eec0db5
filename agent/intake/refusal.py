"""Validation faults in words a person can act on. What a field held is never repeated."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.errors import BundleError
from agent.models import ChartBundle

Place = tuple[int | str, ...]

_SHOWN_FAULTS = 5
_NAME_LENGTH = 40

_EXPECTED = {
    "date_type": "expected a date in quotes, as in 2026-05-04",
    "date_parsing": "expected a date that exists, written as in 2026-05-04",
    "date_from_datetime_parsing": "expected a date that exists, written as in 2026-05-04",
    "date_from_datetime_inexact": "expected a date without a time, as in 2026-05-04",
    "string_type": "expected text in quotes",
    "string_too_short": "must not be empty",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "int_parsing": "expected a whole number",
    "decimal_type": "expected a number",
    "decimal_parsing": "expected a number",
    "finite_number": "expected a number",
    "model_type": "expected an object with named fields",
    "model_attributes_type": "expected an object with named fields",
    "tuple_type": "expected a list in square brackets",
}

_MISSING = {
    "bundle_id": "any name that tells this chart from others",
    "encounter": "an object with setting and service_from; they decide which rules apply",
    "setting": "outpatient, inpatient, professional or emergency; coding rules differ by setting",
    "service_from": "the first date of service as YYYY-MM-DD; it decides which rules are in force",
    "id": "a name for the document, different from the others",
    "code": "the billed ICD-10-CM code",
    "procedure": "the billed CPT or HCPCS code",
}

_PATTERNS = {
    "place_of_service": 'expected two digits in quotes, as in "11" (office)',
    "discharge_status": 'expected two digits in quotes, as in "01" (home)',
}

_OWN_CHECKS: dict[str, tuple[Place, str]] = {
    "service_to must not be before service_from": (
        ("service_to",),
        "is before service_from; correct one of the two dates",
    ),
    "give exactly one of text and file": (
        ("text",),
        "expected exactly one of text (the note itself) and file (where it lies)",
    ),
    "documents: every id must be different": (
        ("documents",),
        "two documents have the same id; rename one",
    ),
    "birth_date must not be after the encounter": (
        ("patient", "birth_date"),
        "is after the last date of service; correct one of the two dates",
    ),
}


def shown(name: object) -> str:
    """A field name as it may be shown: printable and short, since a stranger may have written it.

    >>> shown("service_from"), shown("a\\x1b[31m")
    ('service_from', 'a?[31m')
    """
    text = "".join(c if c.isprintable() else "?" for c in str(name))
    return text if len(text) <= _NAME_LENGTH else text[:_NAME_LENGTH] + "..."


def written(place: Place) -> str:
    """A place in the bundle as a path, as in `claim.lines[0].units`."""
    path = ""
    for step in place:
        path += f"[{step}]" if isinstance(step, int) else f".{shown(step)}"
    return path.lstrip(".") or "file"


def refusal(
    error: ValidationError, source: str, name: Callable[[Place], str] = written
) -> BundleError:
    """The validation error as one refusal: the first fault leads, up to four more follow.

    `name` turns a place in the bundle into the reader's own words for it, such as a row and
    a column.
    """
    faults = [_fault(detail) for detail in error.errors(include_url=False, include_input=False)]
    lines = [(name(place), expected) for place, expected in faults]
    field, first = lines[0]
    more = [f"\n  also {where}: {what}" for where, what in lines[1:_SHOWN_FAULTS]]
    if len(lines) > _SHOWN_FAULTS:
        more.append(f"\n  and {len(lines) - _SHOWN_FAULTS} more")
    return BundleError(source, field, first + "".join(more))


def _fault(detail: ErrorDetails) -> tuple[Place, str]:
    kind, place = detail["type"], tuple(detail["loc"])
    context: dict[str, Any] = detail.get("ctx", {})
    last = place[-1] if place else ""
    if kind == "missing":
        return place, f"is missing; give {_MISSING.get(str(last), 'it a value')}"
    if kind == "extra_forbidden":
        return place, _unknown_field(place)
    if kind == "value_error":
        field, expected = _OWN_CHECKS.get(str(context.get("error")), ((), "does not hold together"))
        if field and place[-1:] == field:
            return place, expected
        return (*place, *field), expected
    if kind.startswith("int_") and place[-2:-1] == ("diagnosis_pointers",):
        return place, "expected a whole number, or a letter from A to L"
    if kind in {"model_type", "model_attributes_type"} and place[:2] == ("claim", "diagnoses"):
        return place, 'expected a code in quotes, as in "M54.31", or an object with code'
    if kind in {"enum", "literal_error"}:
        return place, f"expected {context['expected'].replace(chr(39), '')}"
    if kind == "string_pattern_mismatch":
        return place, _PATTERNS.get(str(last), "is not written as expected")
    if kind == "string_too_long":
        return place, f"expected at most {context['max_length']} characters"
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return place, f"expected {'at least' if 'ge' in context else 'at most'} {bound}"
    return place, _EXPECTED.get(kind, "is not as expected; see `chartaudit schema`")


def _unknown_field(place: Place) -> str:
    known = _fields_at(place[:-1])
    if not known:
        return "is not a field of a chart bundle; remove it"
    near = get_close_matches(str(place[-1]), known, n=1)
    if near:
        return f"is not a field here; did you mean {near[0]}?"
    return f"is not a field here; the fields are {', '.join(known)}"


def _fields_at(place: Place) -> list[str]:
    """The fields of the contract at a place; empty where the place is not an object."""
    model: Any = ChartBundle
    for step in place:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        model = _model_in(field.annotation) if field else None
        if model is None:
            return []
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The contract named by an annotation, also inside `tuple[X, ...]` and `X | None`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    inner = (_model_in(argument) for argument in typing.get_args(annotation))
    return next((model for model in inner if model), None)
