"""Audits of gold cases with the simulated model, counted at each error rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.coding import OfflineCoder
from agent.coding.model_coder import ModelCoder
from agent.model import Limits
from agent.models import Action, AuditReport, Finding, Status
from agent.pipeline import audit
from agent.review.model_reviewer import ModelReviewer
from catalog import Catalog
from evals.contracts import GoldCase
from evals.seeding.bases import clean_claim
from evals.simulated.answers import Answering
from evals.simulated.endpoint import Endpoint, simulated_endpoint
from evals.simulated.mistakes import Rate

RATES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
_LIMITS = Limits(timeout=30.0, deadline=60.0, attempts=1)
_CODING = frozenset({Action.ADD, Action.REPLACE})


@dataclass(slots=True)
class Agreement:
    """Codes over all cases, against gold."""

    right: int = 0
    said: int = 0
    gold: int = 0

    def add(self, said: set[str], gold: set[str]) -> None:
        self.right += len(said & gold)
        self.said += len(said)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        """Micro F1; 0 where nothing was said or nothing is gold."""
        total = self.said + self.gold
        return 2 * self.right / total if total else 0.0


@dataclass(slots=True)
class Point:
    """What came out at one error rate.

    `believed` takes the model's first answer as it is; `checked` is what the audit proposes.
    `false_believed` are codes that the first answers would have added to claims, `false_quoted`
    those that proof of the quote alone would have let through; none of them is gold. `false_proved`
    are proved findings that ask for a code that is not gold: `unaided` of them the rules make with
    no model as well. `for_review` counts findings that are there because of the model and left to a
    person, `lost` findings that the rules make with no model and that are gone with it.
    """

    rate: float
    believed: Agreement
    checked: Agreement
    offline_notes: int = 0
    false_believed: int = 0
    false_quoted: int = 0
    false_proved: int = 0
    unaided: int = 0
    for_review: int = 0
    lost: int = 0

    @property
    def by_model(self) -> int:
        """False proved findings that are there only because of what the model said."""
        return self.false_proved - self.unaided


def curve(
    cases: Sequence[GoldCase], catalog: Catalog, rates: Sequence[Rate | float] = RATES
) -> Iterator[Point]:
    """A point for each rate, over the cases that have gold codes.

    A case without a claim is given one that bills its gold codes but the last.
    """
    charts = [_with_claim(case) for case in cases if case.codes]
    codes = sorted({gold.code for case in charts for gold in case.codes or ()})
    alone = {
        case.case_id: audit(case.bundle, catalog=catalog, coder=OfflineCoder()) for case in charts
    }
    with simulated_endpoint() as endpoint:
        coder = ModelCoder.connect("simulated", endpoint.url, limits=_LIMITS)
        for rate in rates:
            wanted = rate if isinstance(rate, Rate) else Rate(rate)
            point = Point(wanted.share, Agreement(), Agreement())
            for case in charts:
                view = catalog.on(case.bundle.encounter.date_of_service)
                own = {gold.code for gold in case.codes or ()}
                elsewhere = tuple(c for c in codes if c not in own and view.is_billable(c))
                answering = Answering(case, wanted, elsewhere)
                report = _asked(endpoint, answering, coder, catalog)
                _count(point, answering, report, alone[case.case_id])
            yield point


def _asked(
    endpoint: Endpoint, answering: Answering, coder: ModelCoder, catalog: Catalog
) -> AuditReport:
    endpoint.answering = answering
    reviewer = ModelReviewer.beside(coder)
    return audit(answering.case.bundle, catalog=catalog, coder=coder, reviewer=reviewer)


def _count(point: Point, answering: Answering, report: AuditReport, alone: AuditReport) -> None:
    gold = {code.code for code in answering.case.codes or ()}
    billed = {entry.code for entry in report.billed}
    proposed = {proposal.code for proposal in report.proposals}
    point.offline_notes += report.coder != "model"
    point.believed.add(answering.asserted, gold)
    point.checked.add(proposed, gold)
    point.false_believed += len(answering.asserted - gold - billed)
    if report.coder == "model":
        point.false_quoted += len(proposed - gold - billed)
    proved = [_essence(f) for f in report.findings if f.status is Status.PROVED]
    without_model = [_essence(f) for f in alone.findings]
    false = [finding for finding in proved if _is_false(finding, gold)]
    point.false_proved += len(false)
    point.unaided += sum(finding in without_model for finding in false)
    found = [_essence(finding) for finding in report.findings]
    point.for_review += sum(
        f.status is Status.NEEDS_REVIEW and f not in without_model for f in found
    )
    point.lost += sum(finding not in found for finding in without_model)


def _is_false(finding: Finding, gold: set[str]) -> bool:
    """Whether it asks for a code that is not gold, or for a gold code to go."""
    action, asked = finding.recommendation.action, finding.recommendation.codes
    if action is Action.REMOVE:
        return finding.subject.code in gold
    return action in _CODING and any(recommended.code not in gold for recommended in asked)


def _essence(finding: Finding) -> Finding:
    """The finding without its number in the report, and without what a model says of it."""
    return finding.model_copy(update={"id": "", "review": None})


def _with_claim(case: GoldCase) -> GoldCase:
    """The case with its gold codes billed, but for the last where there are several."""
    claim = clean_claim(case)
    kept = claim.diagnoses[:-1] or claim.diagnoses
    lines = tuple(
        line.model_copy(
            update={
                "diagnosis_pointers": tuple(n for n in line.diagnosis_pointers if n <= len(kept))
            }
        )
        for line in claim.lines
    )
    claim = claim.model_copy(update={"diagnoses": kept, "lines": lines})
    return case.model_copy(
        update={"bundle": case.bundle.model_copy(update={"claim": claim}), "findings": None}
    )
