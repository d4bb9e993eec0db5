"""Plain text and JSON on standard output, wrapped to the terminal."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any

import typer

_WIDEST = 100
_NARROWEST = 40


def width() -> int:
    """Columns to fill: the terminal's (or `COLUMNS`), within what reads well."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def say(text: str = "", indent: str = "", hanging: str | None = None) -> None:
    """Print a paragraph wrapped to the terminal; later lines begin with `hanging`."""
    typer.echo(
        textwrap.fill(
            text,
            width=width(),
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_on_hyphens=False,
        )
    )


def entry_line(code: str, text: str, column: int, indent: str = "  ") -> None:
    """Print a code and its text, the text in a column of its own."""
    say(f"{code:<{column}}  {text}".rstrip(), indent, indent + " " * (column + 2))


def say_json(value: Any, *, pretty: bool = True) -> None:
    """Print a JSON value with sorted names, ASCII only; dates as YYYY-MM-DD."""
    import json

    layout: dict[str, Any] = {"indent": 2} if pretty else {"separators": (",", ":")}
    typer.echo(json.dumps(value, sort_keys=True, default=str, **layout))
