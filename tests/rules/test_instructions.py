"""Code first notes are read for what they demand, allow and leave open."""

from __future__ import annotations

import pytest

from agent.rules.instructions import Instruction, instructions
from catalog import CatalogView


def _first(view: CatalogView, code: str) -> Instruction:
    return instructions(view, code, "codeFirst")[0]


def test_a_list_of_examples_is_open_and_demands_a_condition(view: CatalogView) -> None:
    found = _first(view, "F02.80")
    assert (found.owner, found.open, found.demanded, found.conditional) == (
        "F02",
        True,
        True,
        False,
    )
    assert found.names("G30.9")
    assert not found.names("I10")


def test_a_single_range_is_closed(view: CatalogView) -> None:
    found = _first(view, "D63.1")
    assert (found.open, found.demanded) == (False, True)
    assert found.names("N18.31")


@pytest.mark.parametrize("code", ["N18.31", "L97.511", "J13", "H54.8"])
def test_any_and_if_applicable_make_a_note_conditional(view: CatalogView, code: str) -> None:
    assert _first(view, code).conditional


def test_a_note_that_only_orders_demands_nothing(view: CatalogView) -> None:
    found = _first(view, "I50.9")
    assert (found.demanded, found.conditional) == (False, False)
    assert found.names("I11.0")


def test_the_note_for_adverse_effects_holds_for_adverse_effects_only(view: CatalogView) -> None:
    assert instructions(view, "T36.0X5A", "codeFirst")
    assert not instructions(view, "T36.0X1A", "codeFirst")
