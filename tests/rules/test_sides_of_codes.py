"""Which codes stand for the same condition at another side."""

from __future__ import annotations

import random

import pytest

from agent.rules.specificity.sides import side_axis, side_of
from catalog import CatalogView


@pytest.mark.parametrize(
    ("code", "axis"),
    [
        ("M79.606", {"right": "M79.604", "left": "M79.605", "unspecified": "M79.606"}),
        ("M54.31", {"right": "M54.31", "left": "M54.32", "unspecified": "M54.30"}),
        ("S93.401A", {"right": "S93.401A", "left": "S93.402A", "unspecified": "S93.409A"}),
        (
            "G56.00",
            {
                "right": "G56.01",
                "left": "G56.02",
                "bilateral": "G56.03",
                "unspecified": "G56.00",
            },
        ),
        (
            "M17.11",
            {"right": "M17.11", "left": "M17.12", "bilateral": "M17.0", "unspecified": "M17.10"},
        ),
        (
            "M17.0",
            {"right": "M17.11", "left": "M17.12", "bilateral": "M17.0", "unspecified": "M17.10"},
        ),
        (
            "H53.419",
            {
                "right": "H53.411",
                "left": "H53.412",
                "bilateral": "H53.413",
                "unspecified": "H53.419",
            },
        ),
    ],
)  # fmt: skip
def test_codes_by_side(view: CatalogView, code: str, axis: dict[str, str]) -> None:
    assert side_axis(view, code) == axis


@pytest.mark.parametrize("code", ["M54.50", "I50.9", "I50.810", "E11.9", "M99.86", "X"])
def test_a_condition_without_right_and_left_codes_has_no_side(view: CatalogView, code: str) -> None:
    assert side_axis(view, code) == {}
    assert side_of(view, code) is None


def test_every_member_of_an_axis_sees_the_same_axis(view: CatalogView) -> None:
    codes = random.Random(7).sample(sorted(view.all_billable()), 600)
    for code in codes:
        axis = side_axis(view, code)
        for side, other in axis.items():
            assert view.is_billable(other)
            assert side_axis(view, other) == axis, (code, other)
            assert side_of(view, other) == side
