"""The coder that asks a model, and proves each answer: read, locate, assign.

A note is shown in parts that the model can take at once. The model reads a part to clinical
statements, the catalog locates candidates for each, and the model assigns one of them with the
rules that justify it. What fails proof is asked for again, at most twice, and then left for review.
A part that the model cannot be used for falls back to the offline coder, alone, and a notice says
so.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from agent.coding.asked_parts import AskedPart, Asking
from agent.coding.asking import CHART, Tally, counted
from agent.coding.assign_codes import ASSIGN
from agent.coding.locate import Locator
from agent.coding.offline import OfflineCoder
from agent.coding.parts import MOST_CHARACTERS, Part, parts_of
from agent.coding.proposing import further_mentions, proposals_of
from agent.coding.read_note import READ
from agent.context import AuditContext, Coded, Coder, Proposal
from agent.deidentify import Sharing
from agent.exchanges import Recorder
from agent.model import Limits, ModelClient, checked_base_url
from agent.models import ModelUsed, Stage
from agent.transport.endpoint import Endpoint
from catalog import CatalogView
from prompts import load, prepare

_CANDIDATES = 12


class ModelCoder:
    """Proposes codes by a model's choice among candidates that the catalog offers.

    >>> coder = ModelCoder.connect("some-model", "http://127.0.0.1:8080/v1")
    >>> report = audit(bundle, coder=coder)  # doctest: +SKIP
    """

    name = "model"

    def __init__(
        self,
        endpoint: Endpoint,
        candidates: int,
        characters: int,
        fallback: Coder,
        sharing: Sharing,
    ) -> None:
        self._endpoint = endpoint
        self._candidates = candidates
        self._characters = characters
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
        characters: int = MOST_CHARACTERS,
        recorder: Recorder | None = None,
        sharing: Sharing | None = None,
    ) -> ModelCoder:
        """A coder for the model of that name at an OpenAI-compatible endpoint.

        `candidates` is the most that are offered for one statement at a time; `characters` is about
        how much of a note is shown at once. Nothing is sent before the first note. The key is read
        from CHARTAUDIT_API_KEY, else OPENAI_API_KEY. `recorder` keeps and replays exchanges;
        without one nothing is kept. Raises UsageError when `base_url` is not usable.
        """
        endpoint = Endpoint(model, checked_base_url(base_url), limits, recorder=recorder)
        return cls.at(endpoint, candidates=candidates, characters=characters, sharing=sharing)

    @classmethod
    def at(
        cls,
        endpoint: Endpoint,
        *,
        candidates: int = _CANDIDATES,
        characters: int = MOST_CHARACTERS,
        sharing: Sharing | None = None,
    ) -> ModelCoder:
        """A coder whose charts share the endpoint's breaker, pace and budget.

        Without `sharing`, notes are de-identified unless the endpoint is on this machine.
        """
        sharing = sharing or Sharing.with_endpoint(endpoint.base_url)
        return cls(endpoint, candidates, characters, OfflineCoder(), sharing)

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint, with its breaker, pace and budget; what else asks it shares them."""
        return self._endpoint

    @property
    def sharing(self) -> Sharing:
        """What the endpoint may see of a chart; what else asks it keeps to the same."""
        return self._sharing

    @property
    def characters(self) -> int:
        """About how much of a note is shown at once; the review shows the same parts."""
        return self._characters

    def prepare(self, catalog: CatalogView) -> None:
        """Load what questions need, which the first of them does otherwise."""
        ModelClient.at(self._endpoint)
        prepare(CHART, READ, ASSIGN)
        catalog.search("pain")

    def propose(self, context: AuditContext) -> Coded:
        """Proposals from the model's proved choices; from the offline coder where it fails."""
        offline = self._fallback.propose(context)
        locator = Locator(context.catalog, offline.proposals, self._candidates)
        shared = self._sharing.of(context)
        asked = Asking(self._endpoint, context, shared, locator).ask(
            [
                part
                for document in context.documents
                for part in parts_of(document, self._characters, shared.texts[document.id])
            ]
        )
        tally = asked.tally()
        hashes = {name: load(name).sha256 for name in (CHART, READ, ASSIGN)}
        without = [where for one in asked.failed for where in one.without_model()]
        used = self._endpoint.used(asked.spent(), hashes, tally.reasks, without)
        used = self._sharing.told(used)
        failed = [(one.part, one.failed) for one in asked.failed]
        if asked.gave_up():
            stages = {where.stage for where in without}
            return self._offline(offline, used, f"{_steps(stages)}: {failed[0][1]}", tally)
        found = proposals_of(asked.assigned(), context)
        return Coded(
            _with_failed_parts(found, offline.proposals, failed),
            (
                *self._fallen_back(asked.failed),
                *self._sharing.notices(),
                *tally.notices(),
                *_unanswered(asked.unanswered()),
            ),
            used,
            mentions=further_mentions(asked.statements(), context, locator),
            unaided=offline.proposals,
        )

    def _offline(self, offline: Coded, used: ModelUsed, why: str, tally: Tally) -> Coded:
        notice = (
            f"The model was not used to {why}. The codes proposed come from the "
            f"{self._fallback.name} coder."
        )
        return Coded(
            offline.proposals,
            (notice, *self._sharing.notices(), *tally.notices(), *offline.notices),
            used,
            coder=self._fallback.name,
        )

    def _fallen_back(self, failed: Sequence[AskedPart]) -> tuple[str, ...]:
        """One notice for each part that the model was not used for."""
        return tuple(
            f"The model was not used to {_steps(one.stages)} for {one.part.document.id}, "
            f"characters {one.part.start} to {one.part.end}: {one.failed}. The codes proposed from "
            f"there come from the {self._fallback.name} coder."
            for one in failed
        )


def _steps(stages: Container[Stage]) -> str:
    return "read and to assign codes" if "read" in stages else "assign codes"


def _unanswered(statements: int) -> tuple[str, ...]:
    if not statements:
        return ()
    return (
        f"No code was proposed for {counted(statements, 'statement')} of the model: its answers "
        "about codes were not of the form asked for.",
    )


def _with_failed_parts(
    found: Sequence[Proposal], offline: Sequence[Proposal], failed: Sequence[tuple[Part, str]]
) -> tuple[Proposal, ...]:
    """The model's proposals, with the offline coder's on words of the parts that failed."""
    merged = {proposal.code: proposal for proposal in found}
    for proposal in offline:
        there = tuple(
            m
            for m in proposal.mentions
            if any(m.document_id == p.document.id and p.holds(m.start) for p, _ in failed)
        )
        if not there:
            continue
        known = merged.get(proposal.code, replace(proposal, mentions=()))
        merged[proposal.code] = replace(
            known,
            mentions=tuple(dict.fromkeys((*known.mentions, *there))),
            confidence=max(known.confidence, proposal.confidence),
        )
    return tuple(sorted(merged.values(), key=lambda proposal: -proposal.confidence))
