"""Conditions whose acute and chronic forms are coded apart, by a list of our own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from agent.rules.code_sets import CodeSet
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class TwoForms:
    """A condition: what notes call it, and the codes of its two forms."""

    words: tuple[str, ...]
    acute: CodeSet
    chronic: CodeSet
    order_only_first: bool


@lru_cache(maxsize=8192)
def chronic_form_of(code: str) -> TwoForms | None:
    """The condition whose chronic form the code is, or None."""
    return next((forms for forms in two_forms() if code in forms.chronic), None)


@lru_cache(maxsize=8192)
def acute_form_of(code: str) -> TwoForms | None:
    """The condition whose acute form the code is, or None."""
    return next((forms for forms in two_forms() if code in forms.acute), None)


@cache
def two_forms() -> tuple[TwoForms, ...]:
    """Every condition of the list."""
    path = Path(__file__).parent / "acute_and_chronic.yaml"
    return tuple(
        TwoForms(
            tuple(row["words"]),
            CodeSet(row["acute"]),
            CodeSet(row["chronic"]),
            row.get("order_only_first", False),
        )
        for row in load_yaml(path)["conditions"]
    )
