"""Billed conditions that the chart names in one qualified form only: impending, or borderline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Billed, Mention
from agent.rules.code_sets import CodeSet
from agent.rules.evidence import mentions_of
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class Qualified:
    """A billed condition, its mentions, all of them qualified, and the code of that form."""

    billed: Billed
    mentions: tuple[Mention, ...]
    instead: str | None


def qualified(context: AuditContext, form: str) -> Iterator[Qualified]:
    """Billed conditions that the chart names in the form of `worded_otherwise.yaml` alone."""
    pattern, rows = _form(form)
    for billed in context.billable:
        row = next((row for row in rows if billed.code in row[0]), None)
        if row is None:
            continue
        mentions = _all_mentions(context, billed)
        if mentions and all(_is_in_form(context, m, pattern) for m in mentions):
            yield Qualified(billed, mentions, row[1])


def _all_mentions(context: AuditContext, billed: Billed) -> tuple[Mention, ...]:
    """What the chart affirms of the condition, or of anything in its category or its own form."""
    category = billed.code[:3]
    named = {(m.document_id, m.start): m for m in mentions_of(context, billed.code)}
    for mention in context.mentions:
        known = mention.assertion is Assertion.AFFIRMED
        if known and any(candidate[:3] == category for candidate in mention.candidates):
            named[mention.document_id, mention.start] = mention
    return tuple(named.values()) or tuple(
        m for m in context.mentions if _names_form_itself(m, billed)
    )


def _names_form_itself(mention: Mention, billed: Billed) -> bool:
    """Whether the reader took the qualified form as a name of its own ("borderline diabetes")."""
    for _, rows in (_form("impending"), _form("borderline")):
        for codes, instead in rows:
            if billed.code in codes and instead is not None and instead in mention.candidates[:1]:
                return mention.assertion is Assertion.AFFIRMED
    return False


def _is_in_form(context: AuditContext, mention: Mention, pattern: re.Pattern[str]) -> bool:
    before = context.text_of(mention.document_id)[mention.sentence.start : mention.start]
    return pattern.search(before[-40:] + mention.text.split()[0]) is not None


@cache
def _form(form: str) -> tuple[re.Pattern[str], tuple[tuple[CodeSet, str | None], ...]]:
    """The form's words, directly before the condition or its first, and its rows."""
    content = load_yaml(Path(__file__).parent / "worded_otherwise.yaml")[form]
    words = "|".join(content["words"])
    rows = tuple((CodeSet(row["billed"]), row.get("instead")) for row in content["rows"])
    return re.compile(rf"\b(?:{words})(?:\s+\w+){{0,2}}$", re.IGNORECASE), rows
