"""What makes a provider query compliant, checked on every query before it is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.models import ProviderQuery
from catalog.data_files import load_yaml

_RULES = Path(__file__).parent / "query_rules.yaml"
#: Diagnosis codes, from category to extension, and procedure codes of either code set.
CODE = re.compile(r"\b(?:[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|-)?|\d{5}|[A-V]\d{4})(?![0-9A-Za-z])")
_WORD = re.compile(r"[a-z]+")


def lint(query: ProviderQuery) -> tuple[str, ...]:
    """Why the query may not be sent, in plain words; empty when it may.

    Quotes from the chart are not judged: they are the provider's own words.
    """
    return tuple(
        dict.fromkeys(
            [
                *_wording(query),
                *_question(query),
                *_options(query),
                *_title(query),
                *_indicators(query),
            ]
        )
    )


def mentions_money(text: str) -> bool:
    """Whether the text speaks of money. Findings may speak of claims and bills, unlike queries."""
    return bool(_rules().money.search(text))


def open_choices() -> tuple[str, str]:
    """The two choices that every query offers: another answer, and none."""
    return _rules().open_choices


def _wording(query: ProviderQuery) -> Iterator[str]:
    rules = _rules()
    parts = [
        ("title", query.title),
        ("question", query.question),
        *(("an option", option) for option in query.options),
    ]
    for name, text in parts:
        if found := rules.payment.search(text):
            yield f"{name} mentions payment or its consequences ({found.group().lower()})"
        if any(code not in rules.not_codes for code in CODE.findall(text)):
            yield f"{name} holds a code number"
        if found := rules.coding.search(text):
            yield f"{name} speaks of coding ({found.group().lower()})"
        if found := rules.leading.search(text):
            yield f"{name} presses for an answer ({found.group().lower()})"


def _question(query: ProviderQuery) -> Iterator[str]:
    question = query.question.strip()
    if not question.endswith("?"):
        yield "the question does not ask"
    last_sentence = question.rsplit(". ", 1)[-1]
    if any(
        _rules().yes_or_no.match(part) for part in (last_sentence, last_sentence.split(", ")[-1])
    ):
        yield "the question can only be answered yes or no"
    clinical = _clinical_options(query)
    if any(_says(question, option) and not _in_chart(query, option) for option in clinical):
        yield "the question names one of its answers"


def _options(query: ProviderQuery) -> Iterator[str]:
    for choice in open_choices():
        if choice not in query.options:
            yield f"the choice “{choice}” is missing"
    folded = [option.strip().casefold() for option in query.options]
    if "" in folded:
        yield "an option is empty"
    if len(folded) != len(set(folded)):
        yield "two options are the same"


def _title(query: ProviderQuery) -> Iterator[str]:
    if not query.title.strip():
        yield "there is no title"
    for option in _clinical_options(query):
        if _says(query.title, option) and not _in_chart(query, option):
            yield "the title names one of its answers"


def _indicators(query: ProviderQuery) -> Iterator[str]:
    if not any(span.quote.strip() for span in query.indicators):
        yield "no clinical indicator is quoted from the chart"


def _clinical_options(query: ProviderQuery) -> list[str]:
    return [option for option in query.options if option not in open_choices()]


def _says(text: str, option: str) -> bool:
    """Whether the words of the option stand in the text, one after the other."""
    words = " ".join(_WORD.findall(option.lower()))
    return bool(words) and f" {words} " in f" {' '.join(_WORD.findall(text.lower()))} "


def _in_chart(query: ProviderQuery, option: str) -> bool:
    return any(_says(span.quote, option) for span in query.indicators)


@dataclass(frozen=True)
class _QueryRules:
    """The lists of `query_rules.yaml`, ready to match."""

    payment: re.Pattern[str]
    money: re.Pattern[str]
    coding: re.Pattern[str]
    leading: re.Pattern[str]
    yes_or_no: re.Pattern[str]
    not_codes: frozenset[str]
    open_choices: tuple[str, str]


@cache
def _rules() -> _QueryRules:
    lists = load_yaml(_RULES)
    return _QueryRules(
        payment=_phrases(lists["payment"]),
        money=_phrases(lists["money"]),
        coding=_phrases(lists["coding"]),
        leading=_phrases(lists["leading"]),
        yes_or_no=_phrases(lists["yes_or_no"]),
        not_codes=frozenset(lists["not_codes"]),
        open_choices=(lists["open_choices"]["other"], lists["open_choices"]["undetermined"]),
    )


def _phrases(listed: list[str]) -> re.Pattern[str]:
    forms = (
        re.escape(phrase.rstrip("*")) + (r"\w*" if phrase.endswith("*") else r"\b")
        for phrase in listed
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})", re.IGNORECASE)
