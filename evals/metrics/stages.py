"""Where gold codes are lost: the share of them that each stage still holds.

`mention`: reading found the condition. Where gold has spans for the code, a mention overlaps one;
where it has none, some mention offers a code of the same category. `candidate`: the code is among
the candidates of a mention or of the chart. `selected`: the coder chose it. `kept`: the rules let
it stand. A code that a later stage holds counts at every earlier one too (a combination code is
chosen without a mention of its own), so that each difference is what the stage lost.
"""

from __future__ import annotations

from evals.contracts import GoldCode, Scores, Table
from evals.figures import Figure, ratio
from evals.matching import overlapping
from evals.sample import Sample, Scored, as_floats

STAGES = ("mention", "candidate", "selected", "kept")


def measure(sample: Sample) -> list[Figure]:
    gold = sample.count_coded(lambda case: len(case.gold_codes))
    held = [_held(case) for case in sample]
    return [
        ratio(f"stages.{stage}", as_floats(len(codes[stage]) for codes in held), gold)
        for stage in STAGES
    ]


def tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """Gold codes reached and lost at each stage."""
    rows: Table = []
    before = sum(len(case.gold_codes) for case in sample)
    held = [_held(case) for case in sample]
    for stage in STAGES:
        reached = sum(len(codes[stage]) for codes in held)
        share = scores[f"stages.{stage}"].value
        rows.append({"stage": stage, "reached": reached, "lost": before - reached, "share": share})
        before = reached
    return {"stages": rows}


def stage_lost(case: Scored, code: str) -> str | None:
    """The first stage that does not hold the gold code; None when it was kept."""
    held = _held(case)
    return next((stage for stage in STAGES if code not in held[stage]), None)


def _held(case: Scored) -> dict[str, frozenset[str]]:
    """The gold codes that each stage holds."""
    offered = {code for mention in case.prediction.mentions for code in mention.candidates}
    kept = case.gold_codes & case.predicted
    selected = kept | (case.gold_codes & case.selected)
    candidate = selected | (case.gold_codes & {*offered, *case.prediction.candidates})
    categories = {code[:3] for code in offered}
    mention = candidate | {
        gold.code for gold in case.gold.codes or () if _mentioned(case, gold, categories)
    }
    return {"mention": mention, "candidate": candidate, "selected": selected, "kept": kept}


def _mentioned(case: Scored, gold: GoldCode, categories: set[str]) -> bool:
    if not gold.spans:
        return gold.code[:3] in categories
    return any(
        overlapping(span, mention) for span in gold.spans for mention in case.prediction.mentions
    )
