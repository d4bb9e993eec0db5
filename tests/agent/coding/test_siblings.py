"""A statement that spells out a sibling of the open code is coded to the sibling."""

from __future__ import annotations

import pytest

from agent import ChartBundle
from agent.coding import OfflineCoder
from agent.pipeline import read_and_code
from catalog import CatalogView


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("Lumbar disc degeneration with discogenic back pain.", ["M51.360"]),
        ("Degeneration of lumbosacral disc with discogenic back pain, no leg pain.", ["M51.370"]),
        ("Lumbar disc degeneration without discogenic back pain.", ["M51.369"]),
        ("Lumbar degenerative disc disease.", ["M51.369"]),
    ],
)
def test_the_words_beside_a_mention_choose_the_sibling(
    view: CatalogView, statement: str, codes: list[str]
) -> None:
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "siblings",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": f"ASSESSMENT\n1. {statement}\n"}],
        }
    )
    context, _ = read_and_code(bundle, view, OfflineCoder())
    assert [proposal.code for proposal in context.proposals] == codes
