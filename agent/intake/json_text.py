"""JSON text to plain values, refusing what JSON readers disagree about."""

from __future__ import annotations

import json
from typing import Any

from agent.errors import BundleError
from agent.intake.refusal import shown

_DEEPEST = 20


class _Refused(Exception):
    """Carries the field and the expectation out of the parser's hooks."""

    def __init__(self, field: str, expected: str) -> None:
        self.field = field
        self.expected = expected


def parse_object(text: str, source: str) -> dict[str, Any]:
    """One JSON object. Raises BundleError for anything else.

    Refused besides bad syntax: a name given twice in one object (readers disagree about which
    counts), NaN and infinities, text that cannot be written as UTF-8, and nesting deeper than
    any bundle has.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except _Refused as refused:
        raise BundleError(source, refused.field, refused.expected) from None
    except json.JSONDecodeError as error:
        raise BundleError(
            source, f"line {error.lineno}, column {error.colno}", _syntax(error, text)
        ) from None
    except (ValueError, RecursionError):
        raise BundleError(
            source, "file", "not usable JSON: a number too long, or nested too deep"
        ) from None
    if not isinstance(value, dict):
        raise BundleError(
            source, "file", "expected a JSON object; see `chartaudit schema` and the README"
        )
    _check(value, source, "", _DEEPEST)
    return value


def _syntax(error: json.JSONDecodeError, text: str) -> str:
    """What is wrong in the reader's words; the parser's own end in mid-sentence."""
    if not text.strip():
        return "the file is empty; expected a JSON object"
    if error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()):
        return "not JSON: the text ends before the object does; the file may be cut off"
    return f"not JSON: {error.msg[:1].lower()}{error.msg[1:].removesuffix(' at')}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(shown(twice), "given twice in one object; keep one of them")
    return fields


def _constant(name: str) -> Any:
    raise _Refused("number", f"{name} is not JSON; write a number, or leave the field out")


def _check(value: Any, source: str, path: str, depth: int) -> None:
    if depth == 0:
        raise BundleError(source, "file", "nested deeper than any bundle; see `chartaudit schema`")
    if isinstance(value, str):
        _check_text(value, source, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name, source, path or "file")
            _check(inner, source, f"{path}.{shown(name)}".lstrip("."), depth - 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check(inner, source, f"{path}[{index}]", depth - 1)


def _check_text(text: str, source: str, path: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise BundleError(
            source, path, "holds half of a surrogate pair; write the character itself, in UTF-8"
        )
