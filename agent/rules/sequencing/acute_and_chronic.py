"""Conditions whose acute and chronic forms are coded apart, by a list of our own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from agent.context import Assertion, AuditContext
from agent.models import EvidenceSpan
from agent.rules.code_sets import CodeSet
from agent.rules.kept import kept
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


@kept
def both_said(context: AuditContext, words: tuple[str, ...]) -> tuple[EvidenceSpan, ...]:
    """Places that say "acute on chronic" of a condition so called, where it is affirmed."""
    found = []
    for document in context.documents:
        for match in _pattern(words).finditer(document.text):
            affirmed = any(
                m.assertion is Assertion.AFFIRMED
                and m.start < match.end()
                and match.start() < m.end
                for m in document.mentions
            )
            if affirmed:
                found.append(
                    EvidenceSpan(
                        document_id=document.id,
                        start=match.start(),
                        end=match.end(),
                        quote=match.group(),
                    )
                )
    return tuple(found)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(re.escape(word) for word in words)
    return re.compile(
        r"\bacute(?:[ -](?:on|and|upon|superimposed on)[ -]|/)chronic "
        rf"(?:\w+ ){{0,3}}(?:{joined})\b",
        re.IGNORECASE,
    )
