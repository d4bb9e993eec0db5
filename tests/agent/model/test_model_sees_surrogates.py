"""What reaches an endpoint holds no planted identifier, and reports quote the original."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from scripted_endpoint import LIMITS, Endpoint, choosing, scripted

from agent import ChartBundle, audit
from agent.coding.model_coder import ModelCoder
from agent.deidentify import Sharing, is_local
from agent.drafting.model_drafter import ModelDrafter
from agent.models import AuditReport
from agent.transport.endpoint import Endpoint as ModelEndpoint
from catalog import Catalog

NOTE = """\
Patient: Oyelaran, Thandiwe M    MRN: 48-22-917    DOB: 03/14/1931
Seen at Harborview Hospital, 412 Maple Street, Springfield, IL 62704 on May 4, 2026.
Phone (217) 555-0148, email thandiwe.o@example.org.

Mrs. Oyelaran is a 95-year-old woman with Parkinson's disease, referred by Dr. Quillfeather.

Assessment:
1. Mrs. Oyelaran has essential hypertension, stable since April 2.
2. Pain in right knee.

Electronically signed by Zbigniew Krasnodarov, MD
"""
PLANTED = (
    """
Oyelaran|Thandiwe|48-22-917|03/14|1931|Harborview|412 Maple|Springfield|62704|555-0148|(217)
thandiwe.o|example.org|Quillfeather|Zbigniew|Krasnodarov|95-year|May 4|April 2
""".strip()
    .replace("\n", "|")
    .split("|")
)


def chart() -> ChartBundle:
    return ChartBundle.model_validate(
        {
            "bundle_id": "visit-884213",
            "patient": {"age": 95, "sex": "female"},
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "author": "Zbigniew Krasnodarov, MD", "text": NOTE}],
            "claim": {"diagnoses": ["M25.562"]},
        }
    )


@pytest.fixture
def far() -> Iterator[Endpoint]:
    """An endpoint under a name that is not this machine's, as far as the product can tell."""
    real: Any = socket.getaddrinfo

    def here(host: Any, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host == "models.example" else host, *rest, **more)

    answer = choosing(
        ("essential hypertension", "affirmed", "I10"),
        ("Pain in right knee", "affirmed", "M25.561"),
    )
    with scripted(answer) as endpoint, pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", here)
        endpoint.url = endpoint.url.replace("127.0.0.1", "models.example")
        yield endpoint


def audited(
    catalog: Catalog, endpoint: Endpoint, sharing: Sharing | None = None
) -> tuple[AuditReport, str]:
    coder = ModelCoder.connect("scripted", endpoint.url, limits=LIMITS, sharing=sharing)
    report = audit(chart(), catalog=catalog, coder=coder)
    return report, json.dumps([asked.body for asked in endpoint.asked], ensure_ascii=False)


def test_no_planted_identifier_reaches_a_remote_endpoint(catalog: Catalog, far: Endpoint) -> None:
    _, sent = audited(catalog, far)
    assert "Parkinson's disease" in sent
    assert [planted for planted in PLANTED if planted in sent] == []


def test_the_date_of_service_is_told_by_its_year(catalog: Catalog, far: Endpoint) -> None:
    _, sent = audited(catalog, far)
    assert "Date of service: 2026." in sent


def test_the_report_quotes_the_original(catalog: Catalog, far: Endpoint) -> None:
    report, _ = audited(catalog, far)
    spans = [span for proposal in report.proposals for span in proposal.evidence]
    assert {proposal.code for proposal in report.proposals} == {"I10", "M25.561"}
    assert all(NOTE[span.start : span.end] == span.quote for span in spans)


def test_a_quote_that_holds_a_surrogate_is_led_back(catalog: Catalog, far: Endpoint) -> None:
    def quoting(asked: Any) -> Any:
        line = next(x for x in asked.text.splitlines() if "has essential hypertension" in x)
        words = line.split("1. ")[1].split(",")[0]
        return choosing((words, "affirmed", "I10"))(asked)

    with scripted(quoting) as endpoint:
        coder = ModelCoder.connect(
            "scripted", endpoint.url, limits=LIMITS, sharing=Sharing(deidentify=True)
        )
        report = audit(chart(), catalog=catalog, coder=coder)
    quotes = [span.quote for proposal in report.proposals for span in proposal.evidence]
    assert quotes == ["Mrs. Oyelaran has essential hypertension"]


def test_the_report_says_that_identifiers_were_replaced(catalog: Catalog, far: Endpoint) -> None:
    report, _ = audited(catalog, far)
    assert report.model is not None
    assert (report.model.deidentified, report.model.dates_shifted) == (True, False)


def test_turning_it_off_for_a_remote_endpoint_is_noted(catalog: Catalog, far: Endpoint) -> None:
    report, sent = audited(catalog, far, Sharing.with_endpoint(far.url, deidentify=False))
    assert "Oyelaran" in sent
    assert any("De-identification was turned off" in notice for notice in report.notices)


def test_dates_that_were_moved_are_said_not_to_be_safe_harbor(
    catalog: Catalog, far: Endpoint
) -> None:
    sharing = Sharing.with_endpoint(far.url, shift_dates=True)
    report, sent = audited(catalog, far, sharing)
    assert [planted for planted in PLANTED if planted in sent] == []
    assert "2026-05-04" not in sent
    assert any("not Safe Harbor" in notice for notice in report.notices)


def test_the_same_chart_is_sent_alike_each_time(catalog: Catalog, far: Endpoint) -> None:
    audited(catalog, far)
    audited(catalog, far)
    sent = [asked.body for asked in far.asked]
    assert sent[: len(sent) // 2] == sent[len(sent) // 2 :]


def test_a_finding_that_tells_a_date_is_not_sent_for_wording(catalog: Catalog) -> None:
    finding = audit(chart(), catalog=catalog).findings[0]
    dated = finding.model_copy(update={"message": "A claim for 2026-05-04 will be rejected."})
    with scripted(choosing()) as endpoint:
        asked = ModelEndpoint("scripted", endpoint.url, LIMITS)
        drafted = ModelDrafter(asked, Sharing(deidentify=True)).draft([dated])
    assert drafted is not None
    assert drafted.findings == (dated,)
    assert any("were not sent" in notice for notice in drafted.notices)
    assert endpoint.asked == []


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.8.0.9/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost:11434/v1", True),
        ("http://192.168.1.20:8080/v1", False),
        ("https://api.openai.com/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://0.0.0.0:8080/v1", False),
    ],
)
def test_only_loopback_is_on_this_machine(url: str, local: bool) -> None:
    assert is_local(url) is local
