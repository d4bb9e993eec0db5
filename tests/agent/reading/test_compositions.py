"""Findings at sites, in whatever words and order a note has them."""

from __future__ import annotations

import pytest

from agent.models import Document
from agent.reading import read
from catalog import CatalogView


def codes(view: CatalogView, text: str) -> set[str]:
    mentions = read(Document(id="note", text=text), view).mentions
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return {m.candidates[0] for m in mentions}


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("mass in the left testicle", "N50.9"),
        ("pain, worse on the right, of the knee", "M25.561"),
        ("breast mass on the left", "N63.20"),
        ("carcinoma of the right kidney", "C64.1"),
        ("bladder tumor", "D49.4"),
        ("metastasis to the left lung", "C78.02"),
        ("abscess of the right thigh", "L02.415"),
        ("ulcer of the left foot", "L97.529"),
        ("enlarged spleen", "R16.1"),
        ("benign tumor of the stomach", "D13.1"),
        ("a lump in the upper pole of the right kidney", "N28.89"),
        ("cyst of the jaw", "M27.40"),
        ("vision loss in the right eye", "H54.61"),
        ("loss of vision in both eyes", "H54.3"),
        ("vision loss", "H54.7"),
    ],
)
def test_a_finding_at_a_site_is_read_as_its_code(view: CatalogView, phrase: str, code: str) -> None:
    assert codes(view, phrase) == {code}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("liver and bone metastases", {"C78.7", "C79.51"}),
        ("hepatic, pulmonary and osseous metastases", {"C78.7", "C78.00", "C79.51"}),
        ("pain and swelling of the left knee", {"M25.562", "M25.462"}),
        ("pain in the left knee and swelling of the right hip", {"M25.562", "M25.451"}),
        ("nausea, vomiting and diarrhea", {"R11.2", "R19.7"}),
        ("cyst of the left kidney and of the liver", {"N28.1", "K76.89"}),
    ],
)
def test_joined_sites_and_findings_are_each_read(
    view: CatalogView, phrase: str, expected: set[str]
) -> None:
    assert codes(view, phrase) == expected


def test_what_a_title_says_goes_before(view: CatalogView) -> None:
    assert codes(view, "secondary malignant neoplasm of brain") == {"C79.31"}
