"""What a model may say in wording a finding: the schema it is held to, and what is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from agent.drafting.linter import CODE, lint, mentions_money
from agent.models import Finding

LONGEST_MESSAGE = 400
LONGEST_RATIONALE = 600
LONGEST_QUESTION = 400

#: Errors must not repeat what the model wrote; fields that the schema does not know are dropped.
_CONFIG = ConfigDict(
    extra="ignore",
    frozen=True,
    hide_input_in_errors=True,
    json_schema_extra={"additionalProperties": False},
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEGATION = re.compile(
    r"\b(?:no|not|nor|never|cannot|without|neither|none|isn't|can't|doesn't)\b", re.IGNORECASE
)
_QUOTATION = frozenset('"“”„«»`')


class Draft(BaseModel):
    """One finding in the model's words."""

    model_config = _CONFIG

    finding: int = Field(ge=1, le=10_000)
    message: str = Field(min_length=1, max_length=LONGEST_MESSAGE)
    rationale: str = Field(max_length=LONGEST_RATIONALE)
    question: str = Field(max_length=LONGEST_QUESTION)


class Drafts(BaseModel):
    """The answer: each finding in the model's words, in any order."""

    model_config = _CONFIG

    drafts: list[Draft]


def faults(draft: Draft, finding: Finding) -> Iterator[str]:
    """Why the draft may not stand for the finding, in plain words; nothing when it may.

    Words can still be chosen badly. What is checked is that nothing was added or turned round: no
    code, no number, no quotation, no money; every code kept; a negation where there was one.
    """
    texts = (draft.message, draft.rationale, draft.question)
    if any(_QUOTATION.intersection(text) for text in texts):
        yield "it has quotation marks"
    if any(mentions_money(text) for text in texts):
        yield "it speaks of money"
    if not set(CODE.findall(" ".join(texts))) <= set(CODE.findall(_material(finding))):
        yield "it names a code that the finding does not"
    if not set(CODE.findall(finding.message)) <= set(CODE.findall(draft.message)):
        yield "its message leaves out a code that the finding names"
    if not _numbers(" ".join(texts)) <= _numbers(_material(finding)):
        yield "it gives a number that the finding does not"
    if bool(_NEGATION.search(draft.message)) != bool(_NEGATION.search(finding.message)):
        yield "its message does not deny what the finding denies"
    yield from _question_faults(draft, finding)


def worded(finding: Finding, draft: Draft) -> Finding:
    """The finding in the draft's words; all else about it is as it was."""
    update: dict[str, object] = {
        "message": _plain(draft.message),
        "rationale": _plain(draft.rationale) or finding.rationale,
        "worded_by": "model",
    }
    if finding.provider_query is not None:
        update["provider_query"] = finding.provider_query.model_copy(
            update={"question": _plain(draft.question)}
        )
    return finding.model_copy(update=update)


def _question_faults(draft: Draft, finding: Finding) -> Iterator[str]:
    if finding.provider_query is None:
        if draft.question.strip():
            yield "it asks a question where none is to be asked"
        return
    asked = finding.provider_query.model_copy(update={"question": _plain(draft.question)})
    yield from (f"its question: {fault}" for fault in lint(asked))


def _material(finding: Finding) -> str:
    """All that the finding itself says, in which a draft's codes and numbers must stand."""
    query = finding.provider_query
    return " ".join(
        [
            finding.message,
            finding.rationale,
            finding.subject.code or "",
            *(f"{c.code} {c.title}" for c in finding.recommendation.codes),
            finding.recommendation.text,
            *(f"{c.title} {c.section} {c.text}" for c in finding.citations),
            *((query.title, query.question, *query.options) if query else ()),
        ]
    )


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(CODE.sub(" ", text)))


def _plain(text: str) -> str:
    return " ".join(text.split())
