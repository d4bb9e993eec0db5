"""A note that is longer than the model reads is reviewed in two halves."""

from __future__ import annotations

import json

from scripted_endpoint import LIMITS, NOTE, Asked, Reply, agreeing, bundle, choosing, scripted

from agent import AuditReport, ChartBundle, audit
from agent.coding.model_coder import ModelCoder
from agent.review.model_reviewer import ModelReviewer
from agent.transport.endpoint import Endpoint
from catalog import Catalog

TOO_LONG = Reply(400, json.dumps({"error": {"code": "context_length_exceeded"}}))
CODING = choosing(("Pain in right knee", "affirmed", "M25.561"))


def test_a_part_that_is_longer_than_the_model_reads_is_reviewed_in_halves(catalog: Catalog) -> None:
    filler = "".join(f"Visit remark {n} about nothing in particular.\n" for n in range(60))
    chart = bundle(f"{filler}\n{NOTE}", "professional", "M25.569", "J45.909", "S39.012")
    with scripted(CODING) as whole:
        endpoint = Endpoint("scripted", whole.url, LIMITS)
        audited(catalog, chart, endpoint)
        longest = max(len(asked.text) for asked in whole.asked if asked.reviewing)

    def reads_less(asked: Asked) -> Reply:
        if not asked.reviewing:
            return CODING(asked)
        return TOO_LONG if len(asked.text) >= longest else agreeing(asked)

    with scripted(reads_less) as served:
        report = audited(catalog, chart, Endpoint("scripted", served.url, LIMITS))
        asked = [one for one in served.asked if one.reviewing]
    assert len(asked) == 3, "the whole, and its halves once"
    assert report.model is not None
    assert [one for one in report.model.without if one.stage == "review"] == []
    assert any(finding.review for finding in report.findings)


def audited(catalog: Catalog, chart: ChartBundle, endpoint: Endpoint) -> AuditReport:
    coder = ModelCoder.at(endpoint, characters=100_000)
    return audit(chart, catalog=catalog, coder=coder, reviewer=ModelReviewer.beside(coder))
