"""Short notes of our own: the codes proposed for them, against those that the guidelines give."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.coding import OfflineCoder
from agent.models import ChartBundle, Document, Encounter, Setting
from agent.pipeline import read_and_code
from catalog import CatalogView
from catalog.citations import resolve

NOTES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("own_notes.yaml").read_text("utf-8")
)
_SECTION = re.compile(r"\(((?:I{1,3}|IV)(?:\.[\w]+)*)\)")


def proposed(note: dict[str, Any], view: CatalogView) -> set[str]:
    encounter = Encounter(setting=Setting(note["setting"]), service_from=date(2026, 5, 4))
    bundle = ChartBundle(
        bundle_id="note", encounter=encounter, documents=(Document(id="note", text=note["text"]),)
    )
    context, _ = read_and_code(bundle, view, OfflineCoder())
    return {proposal.code for proposal in context.proposals}


@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
def test_the_codes_of_the_notes_are_found(view: CatalogView, *, held: bool) -> None:
    right = found = wanted = 0
    apart = []
    for note in NOTES:
        if note["held"] is held:
            codes, gold = proposed(note, view), set(note["codes"])
            right, found, wanted = right + len(codes & gold), found + len(codes), wanted + len(gold)
            if codes != gold:
                apart.append((note["name"], sorted(gold - codes), sorted(codes - gold)))
    assert 2 * right / (found + wanted) >= 0.95, apart


def test_there_are_notes_enough() -> None:
    assert len(NOTES) >= 30
    assert len({note["name"] for note in NOTES}) == len(NOTES)


@pytest.mark.parametrize("note", NOTES, ids=[note["name"] for note in NOTES])
def test_every_code_is_billable_and_every_section_named_is_a_guideline(
    note: dict[str, Any], view: CatalogView
) -> None:
    for code, reason in note["codes"].items():
        assert view.is_billable(code), code
        for section in _SECTION.findall(reason):
            assert resolve(view, f"OCG:{section}") is not None, section
