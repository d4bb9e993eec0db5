"""The reviewer that asks a model: a verdict on each finding, and what it raises besides.

It runs when the rules' findings are fixed. A verdict stands beside its finding and changes nothing
of it. What the model raises stands under an offered category with rules in force, of an offered
subject, over words of the note; and it always needs review, for no rule of the audit found it.
What fails proof is asked for again, at most twice, and then dropped and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.coding.asking import CHART, NO_FORM, Inquiry, Tally, chart_of, counted
from agent.coding.model_coder import ModelCoder
from agent.coding.parts import MOST_CHARACTERS, Part, halves_of, parts_of
from agent.coding.statements import Rejected
from agent.context import AuditContext, Reviewed
from agent.deidentify import Shared, Sharing
from agent.errors import ModelUnavailable
from agent.model import InvalidAnswer, ModelClient
from agent.models import Finding, WithoutModel
from agent.review.answer import AT_ONCE, Reviewing, reviewing_form
from agent.review.collected import Collected
from agent.review.question import REVIEW, Asked, may_send, offered, question, unbilled
from agent.review.raisable import raisable
from agent.transport.endpoint import Endpoint
from agent.transport.failures import ContextTooLong
from prompts import load, prepare

#: Parts given up one after the other before the endpoint is left alone.
_MOST_FAILURES = 2


class ModelReviewer:
    """Reviews findings by a model at an endpoint.

    >>> coder = ModelCoder.connect("some-model", "http://127.0.0.1:8080/v1")
    >>> report = audit(bundle, coder=coder, reviewer=ModelReviewer.beside(coder))  # doctest: +SKIP
    """

    def __init__(
        self,
        endpoint: Endpoint,
        sharing: Sharing | None = None,
        characters: int = MOST_CHARACTERS,
    ) -> None:
        """`characters` is about how much of a note is shown at once."""
        self._endpoint = endpoint
        self._sharing = sharing or Sharing.with_endpoint(endpoint.base_url)
        self._characters = characters

    @classmethod
    def beside(cls, coder: ModelCoder) -> ModelReviewer:
        """A reviewer at the coder's endpoint that shows notes in the same parts as the coder."""
        return cls(coder.endpoint, coder.sharing, coder.characters)

    def prepare(self) -> None:
        """Load what questions need, which the first of them does otherwise."""
        prepare(CHART, REVIEW)

    def review(self, context: AuditContext, findings: Sequence[Finding]) -> Reviewed | None:
        """Verdicts and raised findings; None when there is no note, or nothing to say of it."""
        shared = self._sharing.of(context)
        parts = [
            part
            for document in context.documents
            for part in parts_of(document, self._characters, shared.texts[document.id])
        ]
        if not parts or not (findings or context.billed or unbilled(context)):
            return None
        numbered = dict(enumerate(findings, start=1))
        sent = {n: f for n, f in numbered.items() if may_send(f, context, shared)}
        tally = Tally()
        collected = Collected(context, self._endpoint.model, findings, _wanted(sent, parts))
        with ModelClient.at(self._endpoint) as client:
            self._ask(client, context, shared, parts, tally, collected)
            spent = client.spent
        prompts = {name: load(name).sha256 for name in (CHART, REVIEW)}
        return Reviewed(
            collected.verdicts(),
            collected.raised(),
            (*collected.notices(len(numbered) - len(sent)), *_rejected(tally)),
            self._sharing.told(
                self._endpoint.used(spent, prompts, tally.reasks, collected.without)
            ),
        )

    def _ask(
        self,
        client: ModelClient,
        context: AuditContext,
        shared: Shared,
        parts: Sequence[Part],
        tally: Tally,
        collected: Collected,
    ) -> None:
        """Every part in order, each failing by itself."""
        in_a_row, why = 0, ""
        for number, part in enumerate(parts, start=1):
            if in_a_row < _MOST_FAILURES:
                why = ""
                try:
                    self._ask_about(part, number, client, context, shared, tally, collected)
                except ModelUnavailable as unavailable:
                    why = str(unavailable)
                except InvalidAnswer:
                    why = NO_FORM
                in_a_row = in_a_row + 1 if why else 0
            if why:
                collected.without.append(
                    WithoutModel(
                        stage="review",
                        reason=why,
                        document_id=part.document.id,
                        start=part.start,
                        end=part.end,
                    )
                )

    def _ask_about(
        self,
        part: Part,
        number: int,
        client: ModelClient,
        context: AuditContext,
        shared: Shared,
        tally: Tally,
        collected: Collected,
        *,
        split: bool = False,
    ) -> None:
        """One part of a note; its halves, once, where it is longer than the model reads."""
        chart = chart_of(part, context, shared)
        inquiry = Inquiry(client, chart, tally, self._endpoint.limits.deadline)
        try:
            for asked in _questions(part, number, context, collected):
                _settle(inquiry, asked, context, shared, collected)
        except ContextTooLong:
            halves = () if split else halves_of(part)
            if not halves:
                raise
            for half in halves:
                self._ask_about(half, number, client, context, shared, tally, collected, split=True)


def _wanted(findings: dict[int, Finding], parts: Sequence[Part]) -> list[dict[int, Finding]]:
    """For each part the findings asked about it: those that quote it, and those that quote none."""
    wanted: list[dict[int, Finding]] = [{} for _ in parts]
    for number, finding in findings.items():
        holding = [
            index
            for index, part in enumerate(parts)
            if any(
                s.document_id == part.document.id and part.holds(s.start) for s in finding.evidence
            )
        ]
        for index in holding or range(len(parts)):
            wanted[index][number] = finding
    return wanted


def _questions(
    part: Part, number: int, context: AuditContext, collected: Collected
) -> Iterator[Asked]:
    """The questions about a part, or half of one: findings may be raised in the first."""
    asked_about = collected.wanted[number - 1]
    rows = raisable(context)
    numbers = list(asked_about)
    for start in range(0, max(len(numbers), 1), AT_ONCE):
        findings = {n: asked_about[n] for n in numbers[start : start + AT_ONCE]}
        yield Asked(part, number, len(collected.wanted), findings, () if start else rows)


def _settle(
    inquiry: Inquiry, asked: Asked, context: AuditContext, shared: Shared, collected: Collected
) -> None:
    choices = offered(asked, context)
    if not (choices.findings or choices.subjects):
        return

    def examined(answer: Reviewing) -> Sequence[Rejected]:
        return collected.examine(answer, asked, choices)

    inquiry.tally.unsettled += inquiry.settle(
        REVIEW, question(asked, context, shared), reviewing_form(choices), examined
    )


def _rejected(tally: Tally) -> tuple[str, ...]:
    """What failed proof, in plain words."""
    if not tally.rejected:
        return ()
    faults = ", ".join(f"{number} {fault}" for fault, number in sorted(tally.rejected.items()))
    open_, are = tally.unsettled, "is" if tally.unsettled == 1 else "are"
    left = f"{open_} still failed and {are} left out" if open_ else "none is left open"
    return (
        f"Proof rejected {counted(tally.rejected.total(), 'point')} of the model's review in "
        f"{counted(tally.answers, 'answer')} ({faults}); after "
        f"{counted(tally.reasks, 're-ask')} {left}.",
    )
