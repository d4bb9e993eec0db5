"""Small charts of our own to put errors into, and how a kind is tried on one."""

from __future__ import annotations

import random
from typing import Any

from catalog import CatalogView
from evals.contracts import GoldCase, GoldCode
from evals.seeding.bases import clean_claim
from evals.seeding.chart import Chart
from evals.seeding.kinds import Injected, kinds_named

KNEE: dict[str, Any] = {
    "note": (
        "HISTORY OF PRESENT ILLNESS\nSeen for the first time for this injury of the knee.\n\n"
        "ASSESSMENT\n1. Sprain of the left knee.\n2. Pain in the right elbow.\n3. Hypertension.\n"
    ),
    "codes": {
        "S83.92XA": "Sprain of the left knee",
        "M25.521": "Pain in the right elbow",
        "I10": "Hypertension",
    },
}


def case(content: dict[str, Any], case_id: str = "case") -> GoldCase:
    """A gold case with a clean claim: note, codes with the words they rest on, and what differs."""
    text = content["note"]
    codes = []
    for code, quote in content["codes"].items():
        start = text.index(quote)
        span = {"document_id": "note", "start": start, "end": start + len(quote)}
        codes.append(GoldCode.model_validate({"code": code, "spans": [span]}))
    setting = content.get("setting", "professional")
    made = GoldCase.model_validate(
        {
            "case_id": case_id,
            "bundle": {
                "bundle_id": case_id,
                "patient": content.get("patient", {"age": 45}),
                "encounter": {
                    "setting": setting,
                    "service_from": content.get("date", "2026-05-04"),
                },
                "documents": [{"id": "note", "text": text}],
            },
            "codes": codes,
        }
    )
    bundle = made.bundle.model_copy(update={"claim": clean_claim(made)})
    return made.model_copy(update={"bundle": bundle})


def chart_of(content: dict[str, Any], view: CatalogView) -> Chart:
    """The chart of a case, before any error."""
    made = case(content)
    return Chart(made.bundle, made.codes or (), view)


def injected(name: str, chart: Chart, seed: int = 0) -> Injected | None:
    """What the kind of that name does to a chart."""
    (kind,) = kinds_named([name])
    return kind.inject(chart, random.Random(seed))
