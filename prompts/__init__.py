"""The prompts: Jinja2 templates, one file a step.

A template is read as one text, pinned by its hash in every report that used it, and rendered a
part at a time. Values are inserted as plain text: template markup inside them is never evaluated.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template: its name, its source text, and the hash that a report records."""

    name: str
    text: str
    sha256: str

    def render(self, part: str, **values: object) -> str:
        """The text of one part (a Jinja2 block). A value that the part needs must be given.

        Raises KeyError for an unknown part and jinja2.UndefinedError for a missing value.
        """
        return _rendered(self.text, part, values) if values else _constant(self.text, part)


@cache
def load(name: str) -> Prompt:
    """The template of that name, without `.j2`. Raises FileNotFoundError if there is none."""
    text = (_FOLDER / f"{name}.j2").read_text(encoding="utf-8")
    return Prompt(name, text, hashlib.sha256(text.encode()).hexdigest())


def prepare(*names: str) -> None:
    """Compile the templates of those names, which the first use of each does otherwise."""
    for name in names:
        _compiled(load(name).text)


def _rendered(text: str, part: str, values: dict[str, object]) -> str:
    template = _compiled(text)
    block = template.blocks[part]
    return "".join(block(template.new_context(values))).strip("\n")


@cache
def _constant(text: str, part: str) -> str:
    """A part that needs no value, as it is sent with every question."""
    return _rendered(text, part, {})


@cache
def _compiled(text: str) -> Template:
    from jinja2 import Environment, StrictUndefined

    # Prompts are plain text, never HTML: escaping would alter the words of the chart.
    environment = Environment(
        autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
