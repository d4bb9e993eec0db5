"""Money: what a run has spent, and whether the next case may be begun."""

from __future__ import annotations

from agent.coding.asking import MOST_QUESTIONS
from agent.coding.parts import MOST_CHARACTERS, most_parts
from agent.transport.prices import Price
from evals.contracts import GoldCase, Prediction

#: Bytes of a question besides the note: instructions, statements with their candidates, and rules.
_AROUND = 48_000
#: Bytes of a part of a note at most, with the lines before it that are shown again.
_PART = 5 * MOST_CHARACTERS


class Budget:
    """Holds a run to a sum in US dollars, by the endpoint's own count of tokens.

    A case is begun only when the dearest outcome that it can have still fits, besides those of the
    cases in work; so the sum is never passed, and a little of it may be left. `spent` is what the
    finished cases have cost, those of earlier sittings included.
    """

    def __init__(self, limit: float | None, price: Price, answer_tokens: int, spent: float) -> None:
        self._limit = limit
        self._price = price
        self._answer_tokens = answer_tokens
        self._in_work: dict[str, float] = {}
        self.spent = spent
        self.reached = False

    def allows(self, case: GoldCase) -> bool:
        """Whether the case may be begun; it then counts as in work. Once no, always no."""
        dearest = dearest_outcome(case, self._price, self._answer_tokens)
        open_sum = self.spent + sum(self._in_work.values())
        if self.reached or (self._limit is not None and open_sum + dearest > self._limit):
            self.reached = True
            return False
        self._in_work[case.case_id] = dearest
        return True

    def finish(self, prediction: Prediction) -> None:
        """Count what was paid for the case in place of what it might have cost."""
        self._in_work.pop(prediction.case_id, None)
        self.spent = round(self.spent + paid(prediction), 6)


def paid(prediction: Prediction) -> float:
    """US dollars that the case took from the budget; answers on record took nothing."""
    return prediction.usage.cost_usd - prediction.usage.saved_usd


def dearest_outcome(case: GoldCase, price: Price, answer_tokens: int) -> float:
    """The most that a case can cost in US dollars: every question asked, every answer full length.

    A token is at least one byte, and line numbers make a note at most twice as long.
    """
    return sum(
        MOST_QUESTIONS
        * most_parts(len(document.body))
        * price.of(2 * min(len(document.body.encode()), _PART) + _AROUND, answer_tokens)
        for document in case.bundle.documents
    )
