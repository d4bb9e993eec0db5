"""Questions about one part of a note: the same beginning each time, and answers asked for again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from agent.coding.form import Fault
from agent.coding.numbered import mark_of
from agent.coding.parts import Part
from agent.coding.statements import Rejected
from agent.context import AuditContext
from agent.deidentify import Shared
from agent.errors import ModelUnavailable
from agent.model import InvalidAnswer, ModelClient
from agent.narrowed import Narrowed
from agent.transport.failures import ContextTooLong
from prompts import load

if TYPE_CHECKING:
    from pydantic import BaseModel

    Answer = TypeVar("Answer", bound=BaseModel)

CHART = "chart"
#: Why a step had no model although the endpoint answered.
NO_FORM = "its answers were not of the form asked for"
NO_PROOF = "none of its answers passed proof"
_REASKS = 2
#: Questions about one part of a note, re-asks and further searches included. Beyond them, what is
#: still without an answer needs review.
MOST_QUESTIONS = 12


@dataclass(slots=True)
class Tally:
    """What the report says of the model's answers, over all parts of all notes."""

    reasks: int = 0
    answers: int = 0
    rejected: Counter[Fault] = field(default_factory=Counter)
    unsettled: int = 0
    without_code: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.reasks + other.reasks,
            self.answers + other.answers,
            self.rejected + other.rejected,
            self.unsettled + other.unsettled,
            self.without_code + other.without_code,
        )

    def notices(self) -> tuple[str, ...]:
        """In plain words, with no word of the chart."""
        found = []
        if self.rejected:
            faults = ", ".join(f"{self.rejected[f]} {f}" for f in Fault if self.rejected[f])
            found.append(
                f"Proof rejected {counted(self.rejected.total(), 'statement')} of the model in "
                f"{counted(self.answers, 'answer')} ({faults}); after "
                f"{counted(self.reasks, 're-ask')} {_left(self.unsettled)}."
            )
        if self.without_code:
            found.append(
                f"The model named {counted(self.without_code, 'condition')} as present for which "
                "none of the candidates offered fits."
            )
        return tuple(found)


class Inquiry:
    """All questions about one part, to be answered before the monotonic time `until`."""

    def __init__(
        self,
        client: ModelClient,
        chart: str,
        tally: Tally,
        deadline: float,
    ) -> None:
        """`chart` is the part as `chart_of` shows it; `deadline` is in seconds from now."""
        self._client = client
        self._rest = deadline
        self._until = time.monotonic() + deadline
        self._chart = chart
        self._left = MOST_QUESTIONS
        self.tally = tally

    def pause(self) -> None:
        """Keep the time that is left for when the questions go on."""
        self._rest = max(0.0, self._until - time.monotonic())

    def go_on(self) -> None:
        """Go on with the time that was left."""
        self._until = time.monotonic() + self._rest

    @property
    def exhausted(self) -> bool:
        """Whether no further question may be asked about the part."""
        return self._left == 0

    def settle(
        self,
        step: str,
        question: str,
        form: type[Answer] | Narrowed[Answer],
        examine: Callable[[Answer], Sequence[Rejected]],
    ) -> int:
        """Ask until `examine` rejects nothing, at most three times; how much it rejected last.

        `step` names the question where it may not be asked.

        Raises ModelUnavailable as the client does, InvalidAnswer when no answer was of the form.
        """
        rejected: int | None = None
        problems: tuple[str, ...] = ()
        for attempt in range(1 + _REASKS):
            if self.exhausted:
                break
            self.tally.reasks += attempt > 0
            self._left -= 1
            try:
                answer = self._client.ask(
                    self._messages(question, problems), form, until=self._until, step=step
                )
            except InvalidAnswer as invalid:
                problems = (str(invalid),)
                continue
            except ContextTooLong:
                raise
            except ModelUnavailable:
                # What the answer before left open stays so.
                self.tally.unsettled += rejected or 0
                raise
            found = examine(answer)
            self.tally.answers += 1
            self.tally.rejected.update(r.fault for r in found)
            rejected = len(found)
            problems = tuple(r.problem for r in found)
            if not problems:
                break
        if rejected is None:
            raise InvalidAnswer(NO_FORM)
        return rejected

    def _messages(self, question: str, problems: tuple[str, ...]) -> list[dict[str, str]]:
        """The note first and the question last, then what was wrong with the answer before."""
        told = f"{self._chart}\n\n{question}"
        if problems:
            told += "\n\n" + load(CHART).render("correction", problems=problems)
        return [
            {"role": "system", "content": load(CHART).render("system")},
            {"role": "user", "content": told},
        ]


def chart_of(part: Part, context: AuditContext, shared: Shared) -> str:
    """A part of a note as every question about it shows it, of what may be shared."""
    return load(CHART).render(
        "note",
        setting=context.bundle.encounter.setting.value,
        date=shared.date,
        lines=part.lines,
        mark=mark_of(shared.texts[part.document.id]),
    )


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _left(unsettled: int) -> str:
    if not unsettled:
        return "none is left open"
    return (
        f"{unsettled} still failed and {'needs' if unsettled == 1 else 'need'} review; "
        "no code was proposed from what failed"
    )
