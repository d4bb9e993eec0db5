"""A denial or a history counts against the claim only when it is near and plain."""

from __future__ import annotations

from datetime import date

import pytest

from agent import ChartBundle
from agent.context import Assertion, AuditContext
from agent.models import Document
from agent.reading import read
from agent.rules.support.plainly import plainly
from catalog import Catalog


def _plain(catalog: Catalog, text: str, condition: str, assertion: Assertion) -> bool:
    view = catalog.on(date(2026, 5, 4))
    document = Document(id="note", text=text)
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "plain",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": text}],
        }
    )
    context = AuditContext(bundle, view, (read(document, view),))
    found = [
        m
        for m in context.mentions
        if m.text.lower().endswith(condition) and m.assertion is assertion
    ]
    return bool(found) and all(plainly(context, m) for m in found)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Denies fever, chills, and cough.", "cough"),
        ("Chest x-ray shows no pneumonia.", "pneumonia"),
        ("Pneumonia was ruled out.", "pneumonia"),
        ("She is negative for hepatitis C.", "hepatitis c"),
        ("No history of hypertension.", "hypertension"),
        ("We discussed gout; it was ruled out.", "gout"),
        ("Initially considered gout, which the studies did not confirm.", "gout"),
        ("Findings do not support gout.", "gout"),
        ("Pneumonia: ruled out.", "pneumonia"),
    ],
)
def test_a_plain_denial(catalog: Catalog, text: str, condition: str) -> None:
    assert _plain(catalog, text, condition, Assertion.NEGATED)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Without known allergies, with a history of hypertension.", "hypertension"),
        ("No relevant past medical history who came to us with syncope.", "syncope"),
        ("Left testicle with no abnormalities and an epididymal cyst.", "cyst"),
    ],
)
def test_a_denial_of_something_else(catalog: Catalog, text: str, condition: str) -> None:
    assert not _plain(catalog, text, condition, Assertion.NEGATED)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("History of breast cancer.", "breast cancer"),
        ("Pneumonia as a child.", "pneumonia"),
        ("Prior pulmonary embolism.", "embolism"),
    ],
)
def test_a_plain_history(catalog: Catalog, text: str, condition: str) -> None:
    assert _plain(catalog, text, condition, Assertion.HISTORICAL)
