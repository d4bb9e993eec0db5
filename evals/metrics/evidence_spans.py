"""Evidence: do the spans that predicted codes rest on agree with those that human coders marked?

Over distinct spans of a case, whatever their code, so that evidence is scored apart from coding.
`exact`: same document, start and end. `overlap`: a gold and a predicted span share a character,
paired one to one by maximum matching. Only cases count in which every gold code has a span: in
others a predicted span that gold lacks may still be right. A coder that gives every mention of a
condition as evidence has low precision against coders who mark it once; `evidence.located` asks
less: of the codes that are right, the share with a predicted span that overlaps one of gold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evals.contracts import GoldSpan
from evals.figures import Figure, agreement, ratio
from evals.matching import Span, count_overlapping, overlapping
from evals.sample import Sample, Scored

Place = tuple[str, int, int]


def measure(sample: Sample) -> list[Figure]:
    return [
        *_agreement(sample, "evidence.exact", lambda gold, ours: len(gold & ours)),
        *_agreement(
            sample,
            "evidence.overlap",
            lambda gold, ours: count_overlapping(_spans(gold), _spans(ours)),
        ),
        ratio(
            "evidence.located",
            sample.count(lambda case: sum(_located(case))),
            sample.count(lambda case: len(_located(case))),
        ),
    ]


def _located(case: Scored) -> list[bool]:
    """For each right code that has gold spans, whether its evidence overlaps one of them."""
    ours = {code.code: code.spans for code in case.prediction.codes if code.kept}
    return [
        any(overlapping(mine, span) for mine in ours[gold.code] for span in gold.spans)
        for gold in case.gold.codes or ()
        if gold.spans and gold.code in ours
    ]


def _agreement(
    sample: Sample, prefix: str, count: Callable[[set[Place], set[Place]], int]
) -> list[Figure]:
    return agreement(
        prefix,
        sample.count(lambda case: count(_gold(case), _predicted(case)) if _marked(case) else 0),
        sample.count(lambda case: len(_predicted(case)) if _marked(case) else 0),
        sample.count(lambda case: len(_gold(case)) if _marked(case) else 0),
    )


def _marked(case: Scored) -> bool:
    return bool(case.gold.codes) and all(code.spans for code in case.gold.codes or ())


def _gold(case: Scored) -> set[Place]:
    return _places(span for code in case.gold.codes or () for span in code.spans)


def _predicted(case: Scored) -> set[Place]:
    return _places(span for code in case.prediction.codes if code.kept for span in code.spans)


def _places(spans: Iterable[Span]) -> set[Place]:
    return {(span.document_id, span.start, span.end) for span in spans}


def _spans(places: set[Place]) -> list[GoldSpan]:
    return [
        GoldSpan(document_id=document_id, start=start, end=end)
        for document_id, start, end in sorted(places)
    ]
