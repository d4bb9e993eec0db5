"""Where gold codes stand among candidates."""

from __future__ import annotations

import pytest

from catalog import CatalogView
from evals.ceiling import Standing, standing

_CANDIDATES = ("I10", *(f"A{number}" for number in range(30)), "E11.9")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("I10", Standing.FIRST),
        ("E11.9", Standing.DEEPER),
        ("E11.65", Standing.CATEGORY),
        ("J45.909", Standing.NOTHING),
        ("E11", Standing.NOT_BILLABLE),
    ],
)
def test_a_gold_code_stands_in_one_place(view: CatalogView, code: str, expected: Standing) -> None:
    assert standing(code, _CANDIDATES, view) is expected
