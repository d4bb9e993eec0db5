"""How the chart asserts the condition that a billed code stands for.

The rules that say "not present" share this reading, so that one code gets one finding at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Billed, Mention, SectionKind, Side
from agent.rules.kept import kept
from catalog import Attributes, CatalogView
from catalog.data_files import load_yaml
from catalog.sites import within
from catalog.tabular.notes import CodeRange, references

_SYMPTOMS = next(references("R00-R99"))
#: Chapter 18 holds most symptoms; pains and swellings that other chapters hold are these.
_ELSEWHERE = tuple(references("M79.6, M25.5, M54.2, M54.5, M54.6, M54.9, M79.89"))
_STATUS = tuple(references("Z00-Z99, V00-Y99"))


@dataclass(frozen=True, slots=True)
class Unaffirmed:
    """A billed condition that the chart names and never affirms: how it speaks of it."""

    assertion: Assertion
    mentions: tuple[Mention, ...]


@kept
def unaffirmed(context: AuditContext, billed: Billed) -> Unaffirmed | None:
    """The assertion under which alone the chart names a billed condition; None if it affirms it.

    Uncertain beats past, past beats family, family beats negated: a chart that says "possible
    pneumonia" and "no pneumonia on the film" leaves it uncertain, unless the assessment comes to a
    denial: "rule out DVT" and "IMPRESSION: no DVT". A lasting disease in the past
    counts as affirmed: "history of heart failure" commonly names a present one.
    """
    mentions = about(context, billed.code)
    if not mentions or affirmed(context, billed.code) or _said_elsewhere(context, mentions):
        return None
    concluded = tuple(m for m in mentions if m.sentence.section is SectionKind.ASSESSMENT)
    if concluded and all(m.assertion is Assertion.NEGATED for m in concluded):
        return Unaffirmed(Assertion.NEGATED, concluded)
    past = any(m.assertion is Assertion.HISTORICAL for m in mentions)
    if past and personal_history_code(context.catalog, billed.code) is None:
        return None
    for assertion in (
        Assertion.POSSIBLE,
        Assertion.HISTORICAL,
        Assertion.FAMILY,
        Assertion.NEGATED,
    ):
        found = tuple(m for m in mentions if m.assertion is assertion)
        if found:
            return Unaffirmed(assertion, found)
    return None


@kept
def about(context: AuditContext, code: str) -> tuple[Mention, ...]:
    """Mentions, however asserted, of just the condition of the code, not against its side or site.

    A mention counts when its best candidate is the code or an entry above or below it, or when
    both name the same condition at sides and sites that do not exclude each other.
    """
    attributes = context.catalog.attributes(code)
    return tuple(m for m in context.mentions if _names(m, code, attributes))


def affirmed(context: AuditContext, code: str) -> bool:
    """Whether any affirmed mention may speak for the code: one of its category is enough."""
    return code[:3] in _affirmed_categories(context)


@kept
def _affirmed_categories(context: AuditContext) -> frozenset[str]:
    codes = [proposal.code for proposal in context.proposals]
    for mention in context.mentions:
        if mention.assertion is Assertion.AFFIRMED:
            codes += mention.candidates
    return frozenset(code[:3] for code in codes)


def is_symptom(code: str) -> bool:
    """Whether the code is a sign or symptom, of chapter 18 or another."""
    return in_symptom_chapter(code) or any(r.covers(code) for r in _ELSEWHERE)


def in_symptom_chapter(code: str) -> bool:
    """Whether the code is one of chapter 18, symptoms, signs and abnormal findings."""
    return _SYMPTOMS.covers(code)


def is_status(code: str) -> bool:
    """Whether the code is a circumstance (Z) or external cause that notes seldom spell out."""
    return any(r.covers(code) for r in _STATUS)


def personal_history_code(view: CatalogView, code: str) -> str | None:
    """The code for having had the condition, where it can be over; None where it cannot be told."""
    return _history(view, "personal", code)


def family_history_code(view: CatalogView, code: str) -> str | None:
    """The code for a relative's having the condition, or None."""
    return _history(view, "family", code)


def _history(view: CatalogView, kind: str, code: str) -> str | None:
    found = next((h for conditions, h in _history_codes()[kind] if conditions.covers(code)), None)
    return found if found is not None and view.is_billable(found) else None


def _names(mention: Mention, code: str, attributes: Attributes | None) -> bool:
    if not mention.candidates:
        return False
    if _on_one_path(mention.candidates[0], code):
        return True
    if attributes is None or not attributes.frame or attributes.frame != mention.concept:
        return False
    sides = {attributes.side, mention.side.value if mention.side else None}
    opposed = sides >= {Side.RIGHT.value, Side.LEFT.value}
    return not opposed and _one_place(attributes.site, mention.site)


def _one_place(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return first == second
    return within(first, second) or within(second, first)


def _on_one_path(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _said_elsewhere(context: AuditContext, mentions: Iterable[Mention]) -> bool:
    """Whether the same words stand in the chart outside the mentions, read as nothing at all."""
    counted: dict[tuple[str, str], int] = {}
    for mention in mentions:
        key = (mention.document_id, mention.text.lower())
        counted[key] = counted.get(key, 0) + 1
    words = {text for _, text in counted}
    for document in context.documents:
        low = document.text.lower()
        for text in words:
            known = counted.get((document.id, text), 0) + _longer(mentions, document.id, text)
            # Letters are counted many times as fast, and are at least as many as whole words.
            if low.count(text) > known and len(_whole(text).findall(document.text)) > known:
                return True
    return False


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(text)}\b", re.IGNORECASE)


def _longer(mentions: Iterable[Mention], document_id: str, text: str) -> int:
    """Mentions of the same condition in a longer form that holds the text."""
    return sum(
        m.document_id == document_id and m.text.lower() != text and text in m.text.lower()
        for m in mentions
    )


@cache
def _history_codes() -> dict[str, tuple[tuple[CodeRange, str], ...]]:
    content = load_yaml(Path(__file__).parent / "history_codes.yaml")
    return {
        kind: tuple((next(references(row["conditions"])), row["code"]) for row in rows)
        for kind, rows in content.items()
    }
