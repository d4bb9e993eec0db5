"""Which reported finding answers which gold finding, and which span which, one to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from evals.contracts import GoldFinding, PredictedFinding


class Match(NamedTuple):
    """A gold finding and the reported one that answers it."""

    gold: GoldFinding
    reported: PredictedFinding

    @property
    def fix_right(self) -> bool:
        return fixes(self.gold, self.reported)


class Matches(NamedTuple):
    """The findings of a case: matched, missed by the audit, and reported beyond gold."""

    matched: tuple[Match, ...]
    missed: tuple[GoldFinding, ...]
    extra: tuple[PredictedFinding, ...]


class Span(Protocol):
    """Characters of a document, `end` exclusive."""

    @property
    def document_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def answers(gold: GoldFinding, reported: PredictedFinding) -> bool:
    """Whether the reported finding may be the gold one: category, and code or line.

    A gold finding that names neither code nor line is about the encounter: its category decides.
    """
    if reported.category is not gold.category and reported.category not in gold.accepted:
        return False
    if gold.code is None and gold.line is None:
        return True
    named = {gold.code, *gold.accepted_codes} - {None}
    by_code = not named.isdisjoint({reported.subject_code, *reported.fix})
    return by_code or (gold.line is not None and reported.line == gold.line)


def fixes(gold: GoldFinding, reported: PredictedFinding) -> bool:
    """Whether the recommendation is the gold one: its action, and every code of its fix."""
    return gold.action in {None, reported.action} and set(gold.fix) <= set(reported.fix)


def match_findings(gold: Sequence[GoldFinding], reported: Sequence[PredictedFinding]) -> Matches:
    """The one-to-one matching with the most matches; among those, with most categories and fixes
    right. The order in which findings are given changes nothing.

    Declared gold findings need not be made: none is matched or missed. They are matched after the
    others with what is left, one to one again, and what answers them is left out of account.
    """
    gold = sorted(gold, key=lambda one: one.model_dump_json())
    reported = sorted(reported, key=lambda one: one.model_dump_json())
    wanted = [one for one in gold if not one.declared]
    pairs = _pairs(wanted, reported)
    used = {j for _, j in pairs}
    left = [one for j, one in enumerate(reported) if j not in used]
    known = {j for _, j in _pairs([one for one in gold if one.declared], left)}
    found = {i for i, _ in pairs}
    return Matches(
        tuple(Match(wanted[i], reported[j]) for i, j in pairs),
        tuple(one for i, one in enumerate(wanted) if i not in found),
        tuple(one for j, one in enumerate(left) if j not in known),
    )


def _pairs(
    gold: Sequence[GoldFinding], reported: Sequence[PredictedFinding]
) -> list[tuple[int, int]]:
    """Places of the gold and reported findings that are matched with each other."""
    # One match more outweighs all that categories and fixes can add.
    one_more = 3 * min(len(gold), len(reported)) + 1
    worth = np.array(
        [[_worth(one, other, one_more) for other in reported] for one in gold]
    ).reshape(len(gold), len(reported))
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]


def _worth(gold: GoldFinding, reported: PredictedFinding, one_more: int) -> int:
    if not answers(gold, reported):
        return 0
    return one_more + 2 * (gold.category is reported.category) + fixes(gold, reported)


def overlapping(one: Span, other: Span) -> bool:
    """Whether the spans share a character."""
    return one.document_id == other.document_id and one.start < other.end and other.start < one.end


def count_overlapping(gold: Sequence[Span], predicted: Sequence[Span]) -> int:
    """How many gold spans can be paired, one to one, with a predicted span that overlaps."""
    if not gold or not predicted:
        return 0
    meets = [[overlapping(one, other) for other in predicted] for one in gold]
    paired = maximum_bipartite_matching(csr_array(np.array(meets)), perm_type="column")
    return int(np.count_nonzero(paired >= 0))
