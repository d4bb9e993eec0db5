"""A fault in a later step costs that step alone: what the steps before it found stands.

Every fault is committed in assigning codes, in the review of findings and in wording them, after an
endpoint that was well until then. That it is committed in reading is tested beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from faults import LASTING, OWN_TIME, PASSING, limits_for
from scripted_endpoint import LIMITS, NOTE, Asked, Endpoint, Reply, Turn, bundle, choosing, scripted
from wording_model import wording

from agent import AuditReport, audit
from agent.coding.model_coder import ModelCoder
from agent.drafting.model_drafter import ModelDrafter
from agent.model import Limits
from agent.models import Finding, Stage
from agent.review.model_reviewer import ModelReviewer
from catalog import Catalog

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
CHART = bundle(NOTE, "professional", "M25.56", "I10")
#: Questions of a chart that nothing happens to: read, assign, review, draft.
IN_ALL = 4


@dataclass(frozen=True)
class Step:
    """A step, by what its questions look like."""

    name: Stage
    asks: Callable[[Asked], bool]


def _wording(asked: Asked) -> bool:
    return '{"drafts"' in asked.text


STEPS = [
    Step("assign", lambda asked: asked.assigning),
    Step("review", lambda asked: asked.reviewing),
    Step("draft", _wording),
]


def well(asked: Asked) -> Reply:
    """A model that is right in every step."""
    return wording()(asked) if _wording(asked) else RIGHT(asked)


def faulty(step: Step, fault: Turn, times: int) -> Callable[[Asked], Reply]:
    """A model that is right but commits the fault in that step, the first so many times."""
    committed = 0

    def answer(asked: Asked) -> Reply:
        nonlocal committed
        if step.asks(asked) and committed < times:
            committed += 1
            return fault if isinstance(fault, Reply) else fault(asked)
        return well(asked)

    return answer


def audited(catalog: Catalog, turn: Turn, limits: Limits = LIMITS) -> tuple[AuditReport, Endpoint]:
    """The chart through all four steps, which must take no longer than a note may."""
    with scripted(turn) as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url, limits=limits)
        before = time.monotonic()
        report = audit(
            CHART,
            catalog=catalog,
            coder=coder,
            reviewer=ModelReviewer.beside(coder),
            drafter=ModelDrafter(coder.endpoint),
        )
        assert time.monotonic() - before < limits.deadline + OWN_TIME
    return report, endpoint


@pytest.fixture(scope="module")
def undisturbed(catalog: Catalog) -> AuditReport:
    """The chart with an endpoint that is well throughout."""
    report, _ = audited(
        catalog, lambda asked: wording()(asked) if _wording(asked) else RIGHT(asked)
    )
    assert report.model is not None
    assert report.model.calls == IN_ALL
    return report


def fixed(report: AuditReport) -> list[Finding]:
    """The findings without what review and wording add to them."""
    bare = {"review": None, "worded_by": "template", "message": "", "rationale": ""}
    return [f.model_copy(update={**bare, "provider_query": None}) for f in report.findings]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_passing_fault_in_any_step_changes_nothing_of_the_findings_and_is_charged_once(
    catalog: Catalog, undisturbed: AuditReport, step: Step, fault: Turn
) -> None:
    report, endpoint = audited(catalog, faulty(step, fault, 1), limits_for(fault))
    assert (report.findings, report.proposals) == (undisturbed.findings, undisturbed.proposals)
    used = report.model
    assert used is not None
    assert used.without == ()
    assert len(endpoint.asked) == used.calls == IN_ALL + 1
    assert (used.transport_retries, used.prompt_tokens) == (1, 100 * IN_ALL)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize(("fault", "reason"), LASTING.values(), ids=LASTING.keys())
def test_a_lasting_fault_costs_the_step_that_it_is_in_and_no_finding(
    catalog: Catalog, undisturbed: AuditReport, step: Step, fault: Turn, reason: str
) -> None:
    report, endpoint = audited(catalog, faulty(step, fault, 1000), limits_for(fault))
    assert fixed(report) == fixed(undisturbed)
    used = report.model
    assert used is not None
    assert step.name in {one.stage for one in used.without}
    assert all(reason in one.reason for one in used.without if one.stage == step.name)
    assert any(reason in notice for notice in report.notices)
    assert "Zebrawood" not in "".join(report.notices)
    assert used.calls == len(endpoint.asked)
    if step.name != "assign":
        assert report.proposals == undisturbed.proposals
