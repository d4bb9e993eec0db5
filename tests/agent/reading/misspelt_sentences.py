"""Sentences with misspelt conditions: each as it is written and as it is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from agent.context import Mention
from agent.models import Document
from agent.reading import read
from catalog import CatalogView
from catalog.data_files import load_yaml

_MARKED = re.compile(r"\{(\w+)(?:\|(\w+))?\}")


def part(name: str) -> list[str]:
    """The sentences of a part of `misspellings.yaml`, as marked there."""
    return cast("list[str]", load_yaml(Path(__file__).parent / "misspellings.yaml")[name])


@dataclass(frozen=True)
class Scores:
    """How many sentences there are; read as if spelt rightly; read as another word."""

    sentences: int
    right: int
    wrong: tuple[str, ...]


def mentions(view: CatalogView, text: str) -> tuple[Mention, ...]:
    """The mentions of a note that has only this assessment."""
    return read(Document(id="note", text=f"ASSESSMENT\n{text}"), view).mentions


def scores(view: CatalogView, sentences: Sequence[str]) -> Scores:
    """A sentence is right when it brings the codes and assertions that it brings as meant."""
    right, wrong = 0, []
    for sentence in sentences:
        written = mentions(view, _MARKED.sub(r"\1", sentence))
        meant = mentions(view, _MARKED.sub(lambda m: m[2] or m[1], sentence))
        if _codes(written) == _codes(meant):
            right += 1
        elif any(m.read_as for m in written):
            wrong.append(sentence)
    return Scores(len(sentences), right, tuple(wrong))


def _codes(found: Sequence[Mention]) -> list[tuple[object, ...]]:
    return sorted((m.candidates, m.assertion.value, str(m.side)) for m in found)
