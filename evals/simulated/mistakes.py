"""What a simulated model gets wrong, and how often: the same each time for the same question."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mistake(StrEnum):
    """A way in which one statement is wrong. All but the last make the evidence up."""

    HALLUCINATED_CODE = "a code written in place of a candidate's number"
    OUT_OF_RANGE = "a candidate that was not offered"
    ALTERED_QUOTE = "words that the note does not have"
    WRONG_LINE = "words on a line where they do not stand"
    INVENTED_RULE = "a wrong code with a rule that does not exist"
    WRONG_CANDIDATE = "words that the note has, and an offered code that they do not mean"


#: Mistakes of reading the note; the others are of choosing a code.
IN_READING = frozenset({Mistake.ALTERED_QUOTE, Mistake.WRONG_LINE})


class Ruin(StrEnum):
    """A way in which a whole answer cannot be used."""

    TRUNCATED = "JSON cut off in the middle"
    EMPTY = "an empty answer"
    REFUSAL = "a refusal in prose"


#: Of the answers at an error rate, how many are ruined whole: a ruined answer hides its mistakes.
RUINED = 0.25


@dataclass(frozen=True, slots=True)
class Rate:
    """How often the model is wrong, from 0 to 1: statements, and a quarter as often whole answers.

    `kinds` are the mistakes that are drawn from, each as likely as the others.
    """

    share: float
    kinds: Sequence[Mistake] = tuple(Mistake)

    @property
    def choosing(self) -> Rate:
        """The same rate, with mistakes of choosing alone."""
        return Rate(self.share, [kind for kind in self.kinds if kind not in IN_READING])

    def ruin(self, *place: object) -> Ruin | None:
        """Whether and how the whole answer is ruined."""
        drawn = _drawn("ruin", *place)
        return drawn.choice(list(Ruin)) if drawn.random() < self.share * RUINED else None

    def mistake(self, *place: object) -> Mistake | None:
        """Whether and how the statement is wrong."""
        drawn = _drawn("mistake", *place)
        wrong = drawn.random() < self.share and self.kinds
        return drawn.choice(list(self.kinds)) if wrong else None


def chosen(options: Sequence[str], *place: object) -> str:
    """One of the options, at random but the same each time."""
    return _drawn("chosen", *place).choice(list(options))


def _drawn(*place: object) -> random.Random:
    return random.Random(":".join(map(str, place)))
