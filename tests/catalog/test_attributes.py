"""Titles are taken apart into side, site and the condition that remains."""

from __future__ import annotations

import pytest

from catalog import CatalogView
from catalog.sites import find_sites, within


@pytest.mark.parametrize(
    ("code", "side", "site"),
    [
        ("M79.651", "right", "thigh"),
        ("M79.662", "left", "lower leg"),
        ("M79.606", "unspecified", "lower extremity"),
        ("M79.609", None, "limb"),
        ("M25.571", "right", "ankle and foot"),
        ("M99.85", None, "pelvic region"),
        ("M99.89", None, "abdomen and other regions"),
        ("M54.50", None, "lumbar region"),
        ("M54.31", "right", None),
        ("M17.0", "bilateral", "knee"),
        ("H25.13", "bilateral", None),
    ],
)
def test_side_and_site_of_a_code(
    view: CatalogView, code: str, side: str | None, site: str | None
) -> None:
    attributes = view.attributes(code)
    assert attributes is not None
    assert (attributes.side, attributes.site) == (side, site)


def test_pain_at_another_site_is_a_variant_across_categories(view: CatalogView) -> None:
    assert {"M79.651", "M79.661", "M25.561", "M79.604"} <= set(view.variants("M79.661"))


def test_variants_keep_the_seventh_character(view: CatalogView) -> None:
    assert view.variants("S93.401A") == ("S93.401A", "S93.402A", "S93.409A")


def test_a_header_has_no_attributes(view: CatalogView) -> None:
    assert view.attributes("M54.3") is None


def test_the_longest_site_name_wins() -> None:
    found = find_sites("pain in the lower leg, not the leg")
    assert [place.site for place in found] == ["lower leg", "lower extremity"]


@pytest.mark.parametrize(
    ("narrow", "broad", "expected"),
    [("knee", "lower extremity", True), ("toe", "limb", True), ("hip", "knee", False)],
)
def test_a_site_lies_within_larger_ones(narrow: str, broad: str, expected: bool) -> None:
    assert within(narrow, broad) is expected
