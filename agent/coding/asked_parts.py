"""All parts of a chart's notes asked about at once, each failing by itself.

What comes of them is in the order of the notes, whichever is answered first: each part has its own
client and tally, and no part waits for another but between the two steps, so that what two parts
show is coded once. A part that is longer than the model reads is split, once, and tried again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from agent.at_once import in_order
from agent.coding.asking import NO_FORM, NO_PROOF, Inquiry, Tally, chart_of
from agent.coding.assign_codes import Assigned, assign_codes
from agent.coding.locate import Locator
from agent.coding.parts import Part, halves_of
from agent.coding.proposing import reported_assertions
from agent.coding.read_note import read_note
from agent.coding.statements import Proved
from agent.context import AuditContext, ReadDocument
from agent.deidentify import Shared
from agent.errors import ModelUnavailable
from agent.model import InvalidAnswer, ModelClient
from agent.models import Stage, WithoutModel
from agent.transport.endpoint import Endpoint
from agent.transport.failures import ContextTooLong
from agent.transport.spent import Spent

Input = TypeVar("Input")

#: Parts given up one after the other before the endpoint is left alone.
_MOST_FAILURES = 2


class _Patience:
    """What parts of one chart know of each other's failures."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._why = ""

    def check(self) -> None:
        """Raises ModelUnavailable once the endpoint has failed for several parts in a row."""
        with self._lock:
            if self._in_a_row >= _MOST_FAILURES:
                raise ModelUnavailable(self._why)

    def tell(self, why: str) -> None:
        """A part was answered, or the endpoint failed and said `why`."""
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if why else 0
            self._why = why


@dataclass(slots=True)
class AskedPart:
    """One part of a note, or half of one: what the model made of it, or why nothing."""

    part: Part
    inquiry: Inquiry
    client: ModelClient
    split: bool = False
    read: tuple[Proved, ...] = ()
    wanted: tuple[Proved, ...] = ()
    assigned: tuple[Assigned, ...] = ()
    failed: str = ""
    stages: tuple[Stage, ...] = ()

    def without_model(self) -> tuple[WithoutModel, ...]:
        """The steps that had no model here, as the report names them."""
        return tuple(
            WithoutModel(
                stage=stage,
                reason=self.failed,
                document_id=self.part.document.id,
                start=self.part.start,
                end=self.part.end,
            )
            for stage in self.stages
        )


@dataclass(frozen=True, slots=True)
class AskedParts:
    """What came of all parts, in their order."""

    parts: tuple[AskedPart, ...]

    @property
    def failed(self) -> tuple[AskedPart, ...]:
        return tuple(one for one in self.parts if one.failed)

    def gave_up(self) -> bool:
        """Whether nothing came of any part that was to be read."""
        return bool(self.failed) and len(self.failed) == len(self.parts)

    def tally(self) -> Tally:
        """What the report says of the answers."""
        return sum((one.inquiry.tally for one in self.parts), Tally())

    def unanswered(self) -> int:
        """Statements that no answer of the form asked for was about, where the part stands."""
        tallies = (one.inquiry.tally for one in self.parts if not one.failed)
        return sum(tally.unsettled for tally in tallies if not tally.rejected)

    def spent(self) -> Spent:
        """What all questions took."""
        return sum((one.client.spent for one in self.parts), Spent())

    def assigned(self) -> list[tuple[ReadDocument, Assigned]]:
        """The codes of the parts that did not fail."""
        return [(o.part.document, one) for o in self.parts if not o.failed for one in o.assigned]

    def statements(self) -> list[tuple[ReadDocument, Proved]]:
        """The statements of the parts that did not fail, each once."""
        found: dict[tuple[str, int, int], tuple[ReadDocument, Proved]] = {}
        for one in self.parts:
            for statement in () if one.failed else one.read:
                found.setdefault(_place(one.part, statement), (one.part.document, statement))
        return list(found.values())


class Asking:
    """Asks about the parts of one chart."""

    def __init__(
        self, endpoint: Endpoint, context: AuditContext, shared: Shared, locator: Locator
    ) -> None:
        self._endpoint = endpoint
        self._context = context
        self._shared = shared
        self._locator = locator
        self._patience = _Patience()

    def ask(self, parts: Sequence[Part]) -> AskedParts:
        """Read every part, then assign codes to what is read."""
        asked = list(chain.from_iterable(self._at_once(self._read, parts)))
        seen: set[tuple[str, int, int]] = set()
        for one in asked:
            places = [(s, _place(one.part, s)) for s in one.read]
            one.wanted = tuple(s for s, place in places if place not in seen and self._codes(s))
            seen.update(place for _, place in places)
        return AskedParts(tuple(chain.from_iterable(self._at_once(self._assign, asked))))

    def _at_once(
        self, step: Callable[[Input], list[AskedPart]], over: Sequence[Input]
    ) -> list[list[AskedPart]]:
        at_once = min(len(over), self._endpoint.limits.concurrency)
        return list(in_order(step, over, max(1, at_once)))

    def _begun(self, part: Part, *, split: bool = False) -> AskedPart:
        client = ModelClient.at(self._endpoint)
        chart = chart_of(part, self._context, self._shared)
        inquiry = Inquiry(client, chart, Tally(), self._endpoint.limits.deadline)
        return AskedPart(part, inquiry, client, split)

    def _read(self, part: Part, *, split: bool = False) -> list[AskedPart]:
        """The part with what is read in it, or its halves with theirs."""
        one = self._begun(part, split=split)

        def read() -> None:
            one.read = read_note(one.inquiry, part)

        if self._done(one, read, ("read", "assign")):
            return [one]
        halves = chain.from_iterable(self._read(half, split=True) for half in halves_of(part))
        return self._with_spent(one, list(halves))

    def _assign(self, one: AskedPart) -> list[AskedPart]:
        """The part with the codes of what is read in it, or its halves with theirs."""
        if one.failed:
            return [one]

        def assign() -> None:
            tally = one.inquiry.tally
            read = tally.answers
            one.inquiry.go_on()
            one.assigned = assign_codes(
                one.inquiry, one.part, one.wanted, self._context, self._locator
            )
            if tally.unsettled and not one.assigned:
                one.failed = NO_PROOF if tally.answers > read or tally.rejected else NO_FORM

        if self._done(one, assign, ("assign",)):
            return [one]
        halves = []
        left, right = (self._begun(half, split=True) for half in halves_of(one.part))
        for half, first in ((left, True), (right, False)):
            half.read = _on_side(one.read, right.part.start, first=first)
            half.wanted = _on_side(one.wanted, right.part.start, first=first)
            halves += self._assign(half)
        return self._with_spent(one, halves)

    def _done(self, one: AskedPart, step: Callable[[], None], stages: tuple[Stage, ...]) -> bool:
        """Whether the step is over, be it in failure; not where the part is to be split for it."""
        try:
            self._patience.check()
            step()
        except ContextTooLong as too_long:
            if not one.split and halves_of(one.part):
                return False
            one.failed = str(too_long)
        except ModelUnavailable as unavailable:
            one.failed = str(unavailable)
            self._patience.tell(one.failed)
        except InvalidAnswer:
            one.failed = NO_FORM
        else:
            self._patience.tell("")
        one.stages = stages if one.failed else ()
        one.inquiry.pause()
        return True

    @staticmethod
    def _with_spent(whole: AskedPart, halves: list[AskedPart]) -> list[AskedPart]:
        """The halves, the first of which answers for what the whole took in vain."""
        halves[0].client.spent += whole.client.spent
        tally = halves[0].inquiry.tally
        halves[0].inquiry.tally = whole.inquiry.tally + tally
        return halves

    def _codes(self, statement: Proved) -> bool:
        return statement.reportable and statement.assertion in reported_assertions(self._context)


def _on_side(statements: Sequence[Proved], middle: int, *, first: bool) -> tuple[Proved, ...]:
    """The statements that begin before, or else from, the offset where the right half begins."""
    return tuple(s for s in statements if (s.start < middle) is first)


def _place(part: Part, statement: Proved) -> tuple[str, int, int]:
    """What tells a statement from others, also when two parts of a note show it."""
    return part.document.id, statement.start, statement.end
