"""The drafter that asks a model for words, and keeps the template's where they do not hold.

It runs when all findings are fixed: code, category, severity, evidence, citations and what to do
stay as they are. No quotes are sent; they stand beside each finding in the report. Where charts are
de-identified, a finding whose words hold an identifier, such as a date, is not sent either.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from agent.coding.asking import NO_FORM
from agent.coding.numbered import shown
from agent.context import Drafted
from agent.deidentify import Sharing, holds_identifier
from agent.drafting.drafts import Drafts, faults, worded
from agent.errors import ModelUnavailable
from agent.model import InvalidAnswer, ModelClient
from agent.models import Finding, WithoutModel
from agent.transport.endpoint import Endpoint
from prompts import load

_TEMPLATE = "draft_findings"
_REASKS = 2


class ModelDrafter:
    """Words findings by a model at an endpoint."""

    def __init__(self, endpoint: Endpoint, sharing: Sharing | None = None) -> None:
        self._endpoint = endpoint
        self._sharing = sharing or Sharing.with_endpoint(endpoint.base_url)

    def draft(self, findings: Sequence[Finding]) -> Drafted | None:
        """The findings in the model's words where those hold; None when there is no finding."""
        if not findings:
            return None
        until = time.monotonic() + self._endpoint.limits.deadline
        found = list(findings)
        open_numbers = [n for n, f in enumerate(findings, start=1) if self._may_send(f)]
        withheld = len(found) - len(open_numbers)
        problems: tuple[str, ...] = ()
        failure, reasks = NO_FORM if open_numbers else "", 0
        with ModelClient.at(self._endpoint) as client:
            for attempt in range(1 + _REASKS if open_numbers else 0):
                reasks += attempt > 0
                messages = _messages(findings, open_numbers, problems)
                try:
                    answer = client.ask(messages, Drafts, until=until, step="wording of findings")
                except InvalidAnswer as invalid:
                    problems = (str(invalid),)
                    continue
                except ModelUnavailable as unavailable:
                    failure = str(unavailable)
                    break
                failure = ""
                open_numbers, problems = _taken(answer, found, findings, open_numbers)
                if not open_numbers:
                    break
            spent = client.spent
        prompts = {_TEMPLATE: load(_TEMPLATE).sha256}
        without = [WithoutModel(stage="draft", reason=failure)] if failure else []
        used = self._sharing.told(self._endpoint.used(spent, prompts, reasks, without))
        notices = _notices(failure, len(open_numbers), len(found), withheld)
        return Drafted(tuple(found), notices, used)

    def _may_send(self, finding: Finding) -> bool:
        query = finding.provider_query
        told = (finding.message, finding.rationale, query.question if query else "")
        return not (self._sharing.deidentify and any(map(holds_identifier, told)))


def _taken(
    answer: Drafts, found: list[Finding], findings: Sequence[Finding], wanted: Sequence[int]
) -> tuple[list[int], tuple[str, ...]]:
    """Put the drafts that hold into `found`; the numbers still open, and what was wrong."""
    drafts = {draft.finding: draft for draft in answer.drafts}
    left, problems = [], []
    for number in wanted:
        draft = drafts.get(number)
        wrong = (
            ["it was not answered"] if draft is None else list(faults(draft, findings[number - 1]))
        )
        if draft is not None and not wrong:
            found[number - 1] = worded(findings[number - 1], draft)
            continue
        left.append(number)
        problems.append(f"finding {number}: {'; '.join(wrong)}")
    return left, tuple(problems)


def _messages(
    findings: Sequence[Finding], numbers: Sequence[int], problems: tuple[str, ...]
) -> list[dict[str, str]]:
    prompt = load(_TEMPLATE)
    shown = [_shown(number, findings[number - 1]) for number in numbers]
    question = prompt.render("findings", findings=shown)
    if problems:
        question += "\n\n" + prompt.render("correction", problems=problems)
    return [
        {"role": "system", "content": prompt.render("system")},
        {"role": "user", "content": question},
    ]


def _shown(number: int, finding: Finding) -> dict[str, object]:
    """What the model is told of a finding: no quote, and nothing of the patient."""
    query = finding.provider_query
    return {
        "number": number,
        "category": finding.category.value.replace("_", " "),
        "action": finding.recommendation.action.value,
        "message": _line(finding.message),
        "rationale": _line(finding.rationale),
        "codes": finding.recommendation.codes,
        "rules": finding.citations,
        "question": _line(query.question) if query else "",
    }


def _line(text: str) -> str:
    """The text on one line, without chat markup: a message repeats what a claim has for a code."""
    return shown(" ".join(text.split()))


def _notices(failure: str, left: int, findings: int, withheld: int) -> tuple[str, ...]:
    told = []
    if withheld:
        told.append(
            f"{withheld} of {findings} findings keep the template's words: theirs hold a date or "
            "another identifier, and were not sent."
        )
    if failure:
        told.append(f"The model did not word {left} of {findings} findings: {failure}.")
    elif left:
        told.append(
            f"{left} of {findings} findings keep the template's words: the model's said something "
            "else than the finding."
        )
    return tuple(told)
