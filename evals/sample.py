"""What every metric is given: the cases of a run, gold beside prediction, and the Tabular tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evals.contracts import GoldLine, Prediction
from evals.hierarchy import Hierarchy
from evals.matching import Matches, match_findings

#: Numbers, one a case unless said otherwise.
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Scored:
    """One case: what people found beside what the audit predicted.

    An audit that failed predicts nothing; what it used still counts.
    """

    def __init__(self, gold: GoldLine, prediction: Prediction) -> None:
        self.gold = gold
        self.prediction = prediction
        if prediction.error:
            self.prediction = Prediction(
                case_id=prediction.case_id, error=prediction.error, usage=prediction.usage
            )

    @property
    def case_id(self) -> str:
        return self.gold.case_id

    @property
    def has_codes(self) -> bool:
        """Whether the gold set knows this case's codes."""
        return self.gold.codes is not None

    @cached_property
    def gold_codes(self) -> frozenset[str]:
        return frozenset(code.code for code in self.gold.codes or ())

    @cached_property
    def selected(self) -> frozenset[str]:
        """Codes that the coder chose."""
        return frozenset(code.code for code in self.prediction.codes)

    @cached_property
    def predicted(self) -> frozenset[str]:
        """Codes that the coder chose and the rules let stand: the audit's answer."""
        return frozenset(code.code for code in self.prediction.codes if code.kept)

    @property
    def has_findings(self) -> bool:
        """Whether the gold set knows this case's findings."""
        return self.gold.findings is not None

    @cached_property
    def findings(self) -> Matches:
        """Gold and reported findings, matched; empty where gold has none on file."""
        if self.gold.findings is None:
            return Matches((), (), ())
        return match_findings(self.gold.findings, self.prediction.findings)


@dataclass(frozen=True)
class Sample:
    """The cases that a metric measures. The order of cases changes no figure."""

    cases: Sequence[Scored]
    hierarchy: Hierarchy

    def __len__(self) -> int:
        return len(self.cases)

    def __iter__(self) -> Iterator[Scored]:
        return iter(self.cases)

    @cached_property
    def clusters(self) -> NDArray[np.intp]:
        """Which cluster each case belongs to, from 0, in the order of cases; shape (cases,).

        Cases made of one note share a cluster; any other case is one by itself.
        """
        names = [(case.gold.cluster is None, case.gold.cluster or case.case_id) for case in self]
        number = {name: place for place, name in enumerate(dict.fromkeys(names))}
        return np.fromiter((number[name] for name in names), dtype=np.intp)

    def count(self, of: Callable[[Scored], float]) -> Floats:
        """A number for each case, shape (cases,)."""
        return as_floats(of(case) for case in self.cases)

    def count_coded(self, of: Callable[[Scored], float]) -> Floats:
        """A number for each case whose codes are known, else 0; shape (cases,)."""
        return as_floats(of(case) if case.has_codes else 0.0 for case in self.cases)


def as_floats(values: Iterable[float]) -> Floats:
    """The values as an array of 64-bit floats."""
    return np.fromiter(values, dtype=np.float64)
