"""The native form: one bundle a JSON file, as `chartaudit schema` prints it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.errors import BundleError
from agent.intake.json_text import parse_object
from agent.intake.refusal import Place, refusal, shown, written
from agent.intake.text import read_text
from agent.models import ChartBundle, Document


def read_native(path: Path) -> ChartBundle:
    """The bundle in a JSON file, its documents' `file` entries read from beside it.

    Raises BundleError naming the file and the field.
    """
    fields = parse_object(read_text(path), str(path))
    return with_texts(bundle_from(fields, str(path)), path)


def bundle_from(
    fields: dict[str, Any], source: str, name: Callable[[Place], str] = written
) -> ChartBundle:
    """A bundle from plain JSON values. Raises BundleError; `name` says where a field stands.

    Validation is strict, so that a number is never read as a date, nor text as a number.
    """
    try:
        return ChartBundle.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError as error:
        raise refusal(error, source, name) from None


def with_texts(bundle: ChartBundle, path: Path) -> ChartBundle:
    """The bundle with every document's `file` replaced by the text it holds."""
    documents = tuple(
        _with_text(document, f"documents[{index}].file", path)
        for index, document in enumerate(bundle.documents)
    )
    return bundle.model_copy(update={"documents": documents})


def _with_text(document: Document, field: str, path: Path) -> Document:
    if document.file is None:
        return document
    named = inside(path.parent, document.file, str(path), field)
    try:
        text = read_text(named, field)
    except BundleError as error:
        # The bundle leads, because that is the file to correct in a batch of many.
        raise BundleError(str(path), field, f"{shown(named.name)}: {error.expected}") from None
    return document.model_copy(update={"text": text, "file": None})


def inside(folder: Path, relative: str, source: str, field: str) -> Path:
    """The path below `folder`. Raises BundleError when it leads out, also by way of a link."""
    try:
        found = (folder / relative).resolve()
        contained = found.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        raise BundleError(source, field, "is not a usable path") from None
    if not contained:
        raise BundleError(
            source,
            field,
            "leads out of the bundle's folder; put the note beside the bundle and name it "
            "relative to it",
        )
    return found
