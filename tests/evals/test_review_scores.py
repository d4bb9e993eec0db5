"""What a model says of findings, held against the findings that people made."""

from __future__ import annotations

from contextlib import closing

import pytest
from handmade_runs import case, gold_finding, reported

from agent.coding.model_coder import ModelCoder
from agent.model import Limits
from agent.models import BilledDiagnosis, Claim, Verdict
from agent.review.model_reviewer import ModelReviewer
from agent.rules import all_rules
from catalog import Catalog
from evals.contracts import GoldCase, GoldFinding, GoldLine, Scores
from evals.hierarchy import Hierarchy
from evals.prediction import predict
from evals.sample import Scored
from evals.scoring import score
from evals.seeding.bases import shipped_cases
from evals.simulated.answers import Answering
from evals.simulated.endpoint import simulated_endpoint
from evals.simulated.mistakes import Mistake, Rate

RIGHT = [gold_finding("validity", code) for code in ("M54.5", "S39.012", "M51.36")]


def scores(hierarchy: Hierarchy, *cases: Scored) -> dict[str, float | None]:
    found: Scores = score(cases, hierarchy, resamples=20)[0]
    return {key: one.value for key, one in found.items() if key.startswith("review.")}


def test_verdicts_count_apart_for_right_and_for_wrong_findings(hierarchy: Hierarchy) -> None:
    said = [Verdict.AGREE, Verdict.DISAGREE, None]
    right = [
        reported("validity", gold.code, verdict=verdict)
        for gold, verdict in zip(RIGHT, said, strict=True)
    ]
    wrong = [
        reported("laterality", f"M25.56{n}", verdict=verdict)
        for n, verdict in enumerate((Verdict.DISAGREE, Verdict.CANNOT_TELL))
    ]
    found = scores(hierarchy, case("one", None, (), RIGHT, [*right, *wrong], reviewed=True))
    assert found["review.judged"] == pytest.approx(4 / 5)
    assert found["review.right.agreed"] == found["review.right.disagreed"] == pytest.approx(1 / 3)
    assert (found["review.wrong.agreed"], found["review.wrong.disagreed"]) == (0.0, 0.5)


def test_a_raised_finding_is_right_where_the_rules_had_missed_one_and_never_twice(
    hierarchy: Hierarchy,
) -> None:
    made = [reported("validity", "M54.5")]
    raised = (
        reported("validity", "S39.012"),  # missed by the rules
        reported("validity", "M54.5"),  # found by them already
        reported("laterality", "I10"),  # by nobody
    )
    found = scores(hierarchy, case("one", None, (), RIGHT, made, reviewed=True, raised=raised))
    assert (found["review.raised.right"], found["review.raised.found"]) == (0.5, 0.5)


def test_a_run_without_review_has_no_such_figures(hierarchy: Hierarchy) -> None:
    found = scores(hierarchy, case("one", None, (), RIGHT, [reported("validity", "M54.5")]))
    assert set(found.values()) == {None}


def one_unbilled(shipped: GoldCase) -> GoldCase:
    """The case with its last gold code left off the claim, which is what is to be found."""
    *billed, last = [gold.code for gold in shipped.codes or ()]
    claim = Claim(diagnoses=tuple(BilledDiagnosis(code=code) for code in billed))
    missed = GoldFinding.model_validate({"category": "missed_code", "code": last})
    bundle = shipped.bundle.model_copy(update={"claim": claim})
    return shipped.model_copy(update={"bundle": bundle, "findings": (missed,)})


def test_a_simulated_model_is_measured_as_well_as_it_is_told_to_review(
    catalog: Catalog, hierarchy: Hierarchy
) -> None:
    cases = [one_unbilled(one) for one in shipped_cases() if len(one.codes or ()) > 1][:6]

    def measured(rate: Rate) -> dict[str, float | None]:
        scored = []
        with simulated_endpoint() as endpoint:
            coder = ModelCoder.connect("simulated", endpoint.url, limits=Limits(attempts=1))
            with closing(coder.endpoint):
                for one in cases:
                    endpoint.answering = Answering(one, rate, ("R69",))
                    reviewer = ModelReviewer.beside(coder)
                    made = predict(one, catalog, coder, all_rules(), reviewer)
                    gold = GoldLine(case_id=one.case_id, codes=one.codes, findings=one.findings)
                    scored.append(Scored(gold, made))
        return scores(hierarchy, *scored)

    well, badly = measured(Rate(0.0)), measured(Rate(1.0, (Mistake.WRONG_CANDIDATE,)))
    assert well["review.right.agreed"] == 1.0
    assert badly["review.right.agreed"] == 0.0
    assert badly["review.right.disagreed"] == 1.0
