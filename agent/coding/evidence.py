"""What speaks for a code in a chart, as numbers that a person can read: a profile weighs these."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent.context import Assertion, Mention, Proposal
from catalog import CatalogView
from catalog.words import reader

#: Names of the features, in the order of `features`.
FEATURES = (
    "best prior",
    "second prior",
    "charts behind the best prior",
    "charts that hold its wording",
    "its wording is one word",
    "share of the title that wordings hold",
    "share of the wording that the title holds",
    "best prior of a wording from the title",
    "strong priors",
    "how common the code is",
    "proposed by the offline coder",
    "first choice of a mention",
    "later choice of a mention",
    "mentioned as absent or uncertain only",
    "symptom code",
    "title share x best prior",
    "wording share x best prior",
    "proposed x best prior",
    "first choice x best prior",
    "mention without prior",
    "title share x wording share",
    "common x first choice",
)
_FLOOR = 0.01
_STRONG = 0.5


@dataclass(frozen=True, slots=True)
class Prior:
    """Of the charts that hold a wording, how many have the code."""

    wording: str
    charts: int
    coded: int

    @property
    def share(self) -> float:
        """The share, drawn towards zero where few charts stand behind it."""
        return (self.coded - 0.5) / (self.charts + 1)


@dataclass(slots=True)
class Evidence:
    """All that speaks for one code in one chart."""

    code: str
    common: float
    priors: list[Prior] = field(default_factory=list)
    choice: int | None = None
    absent: bool = False
    proposed: bool = False


def gather(
    priors: Mapping[str, Iterable[Prior]],
    mentions: Sequence[Mention],
    proposals: Sequence[Proposal],
    common: Mapping[str, float],
    most_choices: int = 6,
) -> dict[str, Evidence]:
    """Evidence by code: from priors, mentions' candidates and the offline coder's proposals."""
    rarest = min(common.values(), default=_FLOOR)
    found: dict[str, Evidence] = {}

    def of(code: str) -> Evidence:
        if code not in found:
            found[code] = Evidence(code, common.get(code, rarest))
        return found[code]

    for code, known in priors.items():
        of(code).priors = sorted(known, key=lambda p: (-p.share, p.wording))
    for mention in mentions:
        absent = mention.assertion is not Assertion.AFFIRMED
        for choice, code in enumerate(mention.candidates[:most_choices]):
            evidence = of(code)
            if evidence.choice is None or (choice, absent) < (evidence.choice, evidence.absent):
                evidence.choice, evidence.absent = choice, absent
    for proposal in proposals:
        of(proposal.code).proposed = True
    return found


def features(evidence: Evidence, catalog: CatalogView) -> tuple[float, ...]:
    """The features of one code, as `FEATURES` names them."""
    title = _title(evidence.code, catalog)
    shares = [prior.share for prior in evidence.priors[:2]] + [_FLOOR] * 2
    best = evidence.priors[0] if evidence.priors else Prior("", 0, 0)
    words = best.wording.split()
    within = [(len(title.intersection(p.wording.split())), p) for p in evidence.priors]
    of_title = max((held / max(1, len(title)) for held, _ in within), default=0.0)
    of_wording = sum(word in title for word in words) / max(1, len(words))
    touching = max((p.share for held, p in within if held), default=_FLOOR)
    odds = _log_odds(shares[0])
    first = evidence.choice == 0
    common = math.log(evidence.common)
    return (
        odds,
        _log_odds(shares[1]),
        math.log1p(best.coded),
        math.log1p(best.charts),
        float(len(words) == 1),
        of_title,
        of_wording,
        _log_odds(touching),
        math.log1p(sum(p.share > _STRONG for p in evidence.priors)),
        common,
        float(evidence.proposed),
        float(first),
        float(evidence.choice is not None and not first),
        float(evidence.absent),
        float(evidence.code[0] == "R"),
        of_title * odds,
        of_wording * odds,
        evidence.proposed * odds,
        first * odds,
        float(first and not evidence.absent and not evidence.priors),
        of_title * of_wording,
        common * (first and not evidence.absent),
    )


def _title(code: str, catalog: CatalogView) -> frozenset[str]:
    title = catalog.title(code) or catalog.title(code[:3])
    return reader().key(title) - {"unspecified"}


def _log_odds(share: float) -> float:
    return math.log(max(share, _FLOOR) / (1 - min(share, 1 - _FLOOR)))
