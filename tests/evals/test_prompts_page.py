"""The page of prompts is what an endpoint receives now: an unintended change of a prompt shows."""

from __future__ import annotations

from pathlib import Path

from catalog import Catalog
from evals.simulated.prompts_page import prompts_page

PAGE = Path(__file__).parents[2] / "docs" / "prompts.md"


def test_the_prompts_read_as_the_page_in_the_docs(catalog: Catalog) -> None:
    assert prompts_page(catalog) == PAGE.read_text(encoding="utf-8")
