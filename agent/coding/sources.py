"""Where the codes that a chart may need come from: the reader, the Index, titles, the coder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.coding.near import Place, near_codes, one_billable
from agent.coding.weighing import weight
from agent.context import Assertion, AuditContext, Mention, Proposal

#: Candidates of a mention that count; the reader seldom has more.
_MOST_CHOICES = 6

#: Sources whose record a profile keeps: of the charts for which they offer a code, the share that
#: has it.
READ, ENTERED, TITLED = "read", "index", "titles"
SOURCES = (READ, ENTERED, TITLED)


@dataclass(frozen=True, slots=True)
class Read:
    """How the reader's mentions offer a code.

    `choice` is its best place among a mention's candidates; `first` says that a mention that
    affirms has it first. `mentions`, `weight` and `score` are of mentions that affirm.
    """

    choice: int
    first: bool = False
    affirmed: bool = False
    mentions: int = 0
    weight: float = 0.0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Offers:
    """The codes that one chart offers, by source: billable ones, headers completed.

    `places` tells where words lead to the codes of the Index and of titles.
    """

    read: dict[str, Read]
    entered: dict[str, float]
    titled: dict[str, float]
    proposed: dict[str, float]
    places: dict[str, Place]

    def of(self, source: str) -> frozenset[str]:
        """The codes of a source that its record counts."""
        if source == READ:
            return frozenset(code for code, read in self.read.items() if read.first)
        return frozenset(self.entered if source == ENTERED else self.titled)

    def codes(self) -> frozenset[str]:
        """All codes offered."""
        return frozenset((*self.read, *self.entered, *self.titled, *self.proposed))


def offers_of(context: AuditContext, proposals: Iterable[Proposal]) -> Offers:
    """What the chart offers; `proposals` are the offline coder's."""
    near = near_codes(context.documents, context.catalog)
    read: dict[str, Read] = {}
    for mention in context.mentions:
        counts = weight(mention, context, diagnosed=True)
        for choice, header in enumerate(mention.candidates[:_MOST_CHOICES]):
            for code in one_billable(header, context.catalog):
                known = read.get(code) or Read(choice)
                read[code] = _with(known, mention, choice, counts)
    proposed = {proposal.code: proposal.confidence for proposal in proposals}
    return Offers(read, near.entered, near.titled, proposed, near.places)


def _with(read: Read, mention: Mention, choice: int, counts: float) -> Read:
    if mention.assertion is not Assertion.AFFIRMED:
        return replace(read, choice=min(read.choice, choice))
    return Read(
        min(read.choice, choice),
        read.first or choice == 0,
        True,
        read.mentions + 1,
        max(read.weight, counts),
        max(read.score, mention.score),
    )
