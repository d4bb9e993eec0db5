"""The coder that asks a model to choose among the catalog's candidates, and proves each choice.

One structured question a note. What fails proof is asked for again, at most twice, and then left
out and counted. When the model cannot be used, the offline coder takes its place and a notice
says so.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.coding.numbered import Line, lines_of, mark_of
from agent.coding.offer import Offered, offer
from agent.coding.offline import OfflineCoder
from agent.coding.proposing import proposals_of
from agent.coding.statements import Fault, Proved, examine
from agent.context import Assertion, AuditContext, Coded, Coder, ReadDocument
from agent.deidentify import Shared, Sharing
from agent.errors import ModelUnavailable
from agent.exchanges import Recorder
from agent.model import InvalidAnswer, Limits, ModelClient, checked_base_url
from agent.models import ModelUsed
from agent.transport.endpoint import Endpoint
from prompts import load

if TYPE_CHECKING:
    from agent.coding.answer import Answer

_TEMPLATE = "code_note"
_REASKS = 2
_CANDIDATES = 60


@dataclass(slots=True)
class _Tally:
    """What the report says of the model's answers, over all notes of a bundle."""

    reasks: int = 0
    answers: int = 0
    rejected: Counter[Fault] = field(default_factory=Counter)
    dropped: int = 0
    without_code: int = 0
    unasked: int = 0

    def notices(self) -> tuple[str, ...]:
        """In plain words, with no word of the chart."""
        found = []
        if self.rejected:
            faults = ", ".join(f"{self.rejected[f]} {f}" for f in Fault if self.rejected[f])
            left = f"{self.dropped} still failed in the last answer and" if self.dropped else "none"
            found.append(
                f"Proof rejected {_count(self.rejected.total(), 'statement')} of the model in "
                f"{_count(self.answers, 'answer')} ({faults}); {left} "
                f"{'was dropped' if self.dropped < 2 else 'were dropped'} after "
                f"{_count(self.reasks, 're-ask')}."
            )
        if self.without_code:
            found.append(
                f"The model named {_count(self.without_code, 'condition')} as present for which "
                "none of the candidates offered fits."
            )
        if self.unasked:
            found.append(
                f"The catalog offered no candidate for {_count(self.unasked, 'note')}; "
                "the model was not asked about it."
            )
        return tuple(found)


class ModelCoder:
    """Proposes codes by a model's choice among candidates that the catalog offers.

    >>> coder = ModelCoder.connect("some-model", "http://127.0.0.1:8080/v1")
    >>> report = audit(bundle, coder=coder)  # doctest: +SKIP
    """

    name = "model"

    def __init__(
        self, endpoint: Endpoint, candidates: int, fallback: Coder, sharing: Sharing
    ) -> None:
        self._endpoint = endpoint
        self._candidates = candidates
        self._fallback = fallback
        self._sharing = sharing

    @classmethod
    def connect(
        cls,
        model: str,
        base_url: str,
        *,
        limits: Limits | None = None,
        candidates: int = _CANDIDATES,
        recorder: Recorder | None = None,
        sharing: Sharing | None = None,
    ) -> ModelCoder:
        """A coder for the model of that name at an OpenAI-compatible endpoint.

        `candidates` is the most that are offered for one note. Nothing is sent before the first
        note. The key is read from CHARTAUDIT_API_KEY, else OPENAI_API_KEY. `recorder` keeps and
        replays exchanges; without one nothing is kept. Raises UsageError when `base_url` is not
        usable.
        """
        endpoint = Endpoint(model, checked_base_url(base_url), limits, recorder=recorder)
        return cls.at(endpoint, candidates=candidates, sharing=sharing)

    @classmethod
    def at(
        cls,
        endpoint: Endpoint,
        *,
        candidates: int = _CANDIDATES,
        sharing: Sharing | None = None,
    ) -> ModelCoder:
        """A coder whose charts share the endpoint's breaker, pace and budget.

        Without `sharing`, notes are de-identified unless the endpoint is on this machine.
        """
        sharing = sharing or Sharing.with_endpoint(endpoint.base_url)
        return cls(endpoint, candidates, OfflineCoder(), sharing)

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint, with its breaker, pace and budget; what else asks it shares them."""
        return self._endpoint

    @property
    def sharing(self) -> Sharing:
        """What the endpoint may see of a chart; what else asks it keeps to the same."""
        return self._sharing

    def propose(self, context: AuditContext) -> Coded:
        """Proposals from the model's proved statements, or from the offline coder if it fails."""
        tally = _Tally()
        shared = self._sharing.of(context)
        failure = ""
        proved: dict[ReadDocument, tuple[Proved, ...]] = {}
        with ModelClient.at(self._endpoint) as client:
            try:
                for document in context.documents:
                    proved[document] = self._read(client, document, context, shared, tally)
            except ModelUnavailable as unavailable:
                failure = str(unavailable)
            except InvalidAnswer:
                failure = "its answers were not of the form asked for"
            spent = client.spent
        used = self._endpoint.used(spent, {_TEMPLATE: load(_TEMPLATE).sha256}, tally.reasks)
        used = self._sharing.told(used)
        if not failure and tally.dropped and not any(proved.values()):
            failure = "none of its statements passed proof"
        if failure:
            return self._offline(context, used, failure, tally)
        notices = (*self._sharing.notices(), *tally.notices())
        return Coded(proposals_of(proved.items(), context), notices, used)

    def _offline(self, context: AuditContext, used: ModelUsed, why: str, tally: _Tally) -> Coded:
        offline = self._fallback.propose(context)
        notice = (
            f"The model was not used: {why}. The codes proposed come from the "
            f"{self._fallback.name} coder."
        )
        return Coded(
            offline.proposals,
            (notice, *self._sharing.notices(), *tally.notices(), *offline.notices),
            used,
            coder=self._fallback.name,
        )

    def _read(
        self,
        client: ModelClient,
        document: ReadDocument,
        context: AuditContext,
        shared: Shared,
        tally: _Tally,
    ) -> tuple[Proved, ...]:
        """The proved statements of one note, asking again while some fail."""
        from agent.coding.answer import answer_about

        lines = lines_of(document.text, shared.texts[document.id])
        offered = offer(document, context.catalog, self._candidates)
        if not lines:
            return ()
        if not offered:
            tally.unasked += 1
            return ()
        until = time.monotonic() + self._endpoint.limits.deadline
        proved: dict[Proved, None] = {}
        rejected = 0
        answer: Answer | None = None
        problems: tuple[str, ...] = ()
        form = answer_about(len(document.text))
        for attempt in range(1 + _REASKS):
            tally.reasks += attempt > 0
            messages = _messages(document, lines, offered, context, shared, problems)
            try:
                answer = client.ask(messages, form, until=until, step=_TEMPLATE)
            except InvalidAnswer as invalid:
                problems = (str(invalid),)
                continue
            found = examine(answer.read(), lines, offered, context.catalog)
            places = {(p.start, p.end) for p in proved}
            proved |= {p: None for p in found.proved if (p.start, p.end) not in places}
            tally.answers += 1
            tally.rejected.update(r.fault for r in found.rejected)
            rejected = len(found.rejected)
            problems = tuple(r.problem for r in found.rejected)
            if not problems:
                break
        if answer is None:
            raise InvalidAnswer(problems[0])
        tally.dropped += rejected
        tally.without_code += sum(
            p.code is None and p.assertion is Assertion.AFFIRMED for p in proved
        )
        return tuple(proved)


def _messages(
    document: ReadDocument,
    lines: Sequence[Line],
    offered: Sequence[Offered],
    context: AuditContext,
    shared: Shared,
    problems: tuple[str, ...],
) -> list[dict[str, str]]:
    """The question, with what was wrong with the answer before it, if there was one."""
    prompt = load(_TEMPLATE)
    question = prompt.render(
        "note",
        setting=context.bundle.encounter.setting.value,
        date=shared.date,
        candidates=offered,
        lines=lines,
        mark=mark_of(shared.texts[document.id]),
    )
    if problems:
        question += "\n\n" + prompt.render("correction", problems=problems)
    return [
        {"role": "system", "content": prompt.render("system")},
        {"role": "user", "content": question},
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
