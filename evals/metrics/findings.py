"""Findings of the audit against the findings it had to make: overall, by category, by kind.

Gold and reported findings are matched one to one within a case (see `evals.matching`). A match is
filed under the gold category, an extra finding under its own. Findings of every severity and
status count, except those that answer a declared finding; `findings.proved.precision` is the
precision of the proved ones alone. `findings.fix_correct` is the share of matches whose action and
codes are those of gold.

Each category that any finding has also has `findings.<category>.precision`, `.recall` and `.f1`;
each kind of injected error, in seeded sets, has `findings.kinds.<kind>.recall`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from agent.models import Status
from evals.contracts import Estimate, Row, Scores, Table
from evals.figures import Figure, agreement, ratio
from evals.sample import Sample, Scored


def measure(sample: Sample) -> list[Figure]:
    figures = agreement(
        "findings.micro",
        sample.count(lambda case: len(case.findings.matched)),
        sample.count(_reported),
        sample.count(lambda case: len(case.findings.matched) + len(case.findings.missed)),
    )
    for category in _categories(sample):
        figures += _of_category(sample, category)
    for kind in _kinds(sample):
        figures.append(_of_kind(sample, kind))
    return [*figures, _fix_correct(sample), _proved(sample)]


def tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """Findings by category, by kind of injected error, and by the rule that reported them."""
    return {
        "findings_by_category": [
            {"category": category, **_values(scores, f"findings.{category}")}
            for category in _categories(sample)
        ],
        "findings_by_kind": [
            {
                "kind": kind,
                **_interval(scores[f"findings.kinds.{kind}.recall"]),
                "fix_right": _fixed_of_kind(sample, kind),
            }
            for kind in _kinds(sample)
        ],
        "findings_by_rule": _by_rule(sample),
    }


def _of_category(sample: Sample, category: str) -> list[Figure]:
    matched = _counts(lambda case: (match.gold.category for match in case.findings.matched))
    missed = _counts(lambda case: (gold.category for gold in case.findings.missed))
    extra = _counts(lambda case: (reported.category for reported in case.findings.extra))
    right = sample.count(lambda case: matched(case)[category])
    return agreement(
        f"findings.{category}",
        right,
        right + sample.count(lambda case: extra(case)[category]),
        right + sample.count(lambda case: missed(case)[category]),
    )


def _of_kind(sample: Sample, kind: str) -> Figure:
    found = sample.count(
        lambda case: sum(match.gold.kind == kind for match in case.findings.matched)
    )
    missed = sample.count(lambda case: sum(gold.kind == kind for gold in case.findings.missed))
    return ratio(f"findings.kinds.{kind}.recall", found, found + missed)


def _fix_correct(sample: Sample) -> Figure:
    return ratio(
        "findings.fix_correct",
        sample.count(lambda case: sum(match.fix_right for match in case.findings.matched)),
        sample.count(lambda case: len(case.findings.matched)),
    )


def _proved(sample: Sample) -> Figure:
    right = sample.count(
        lambda case: sum(m.reported.status is Status.PROVED for m in case.findings.matched)
    )
    extra = sample.count(lambda case: sum(r.status is Status.PROVED for r in case.findings.extra))
    return ratio("findings.proved.precision", right, right + extra)


def _reported(case: Scored) -> int:
    return len(case.findings.matched) + len(case.findings.extra)


def _counts(values: Callable[[Scored], Iterator[str]]) -> Callable[[Scored], Counter[str]]:
    return lambda case: Counter(values(case))


def _categories(sample: Sample) -> list[str]:
    """Categories of any gold or reported finding, in order of their names."""
    return sorted(
        {match.gold.category.value for case in sample for match in case.findings.matched}
        | {gold.category.value for case in sample for gold in case.findings.missed}
        | {reported.category.value for case in sample for reported in case.findings.extra}
    )


def _kinds(sample: Sample) -> list[str]:
    gold = (one for case in sample for one in case.gold.findings or ())
    kinds = {one.kind for one in gold if not one.declared}
    return sorted(kinds - {""})


def _fixed_of_kind(sample: Sample, kind: str) -> float | None:
    """Of the errors of the kind that were found, the share with the right fix."""
    fixes = [m.fix_right for case in sample for m in case.findings.matched if m.gold.kind == kind]
    return sum(fixes) / len(fixes) if fixes else None


def _by_rule(sample: Sample) -> Table:
    matched = Counter(m.reported.rule_id for case in sample for m in case.findings.matched)
    extra = Counter(reported.rule_id for case in sample for reported in case.findings.extra)
    return [
        {
            "rule": rule,
            "reported": matched[rule] + extra[rule],
            "right": matched[rule],
            "precision": matched[rule] / (matched[rule] + extra[rule]),
        }
        for rule in sorted(matched | extra)
    ]


def _values(scores: Scores, prefix: str) -> Row:
    parts = {name: scores[f"{prefix}.{name}"] for name in ("precision", "recall", "f1")}
    return {
        "gold": parts["recall"].n,
        "reported": parts["precision"].n,
        **{name: found.value for name, found in parts.items()},
    }


def _interval(found: Estimate) -> Row:
    return {"gold": found.n, "recall": found.value, "low": found.low, "high": found.high}
