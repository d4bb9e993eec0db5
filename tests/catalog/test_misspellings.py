"""Which word a misspelt one is taken for, and which are left as they are."""

from __future__ import annotations

import pytest

from catalog import Catalog
from catalog.likeness import another_word, sound
from catalog.misspellings import Meant, Misspellings, misspellings
from catalog.terms import load
from catalog.words import LEXICON, reader


@pytest.fixture(scope="module")
def found(catalog: Catalog) -> Misspellings:
    return misspellings(catalog, load(catalog))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pnuemonia", "pneumonia"),
        ("hypertention", "hypertension"),
        ("diabetis", "diabetes"),
        ("hemoroids", "hemorrhoids"),
        ("neumonia", "pneumonia"),
        ("Asthama", "asthma"),
    ],
)
def test_a_misspelt_word_is_taken_for_the_one_that_was_meant(
    found: Misspellings, written: str, meant: str
) -> None:
    assert found.meant(written) == Meant(meant, alone=True)


@pytest.mark.parametrize(
    ("written", "either"),
    [
        ("hypetension", "hypertension or hypotension"),
        ("perioneal", "peroneal, perineal or peritoneal"),
        ("concusion", "concussion or contusion"),
        ("uretheral", "ureteral or urethral"),
    ],
)
def test_a_word_that_could_be_two_is_taken_for_none(
    found: Misspellings, written: str, either: str
) -> None:
    assert found.meant(written) is None, either


def test_no_everyday_word_is_taken_for_another(catalog: Catalog, found: Misspellings) -> None:
    terms = load(catalog)
    words = (LEXICON / "spelling" / "common.txt").read_text(encoding="utf-8").split()
    unknown = [w for w in words if not all(t in terms.tokens for t in reader().tokens(w))]
    assert [word for word in unknown if found.meant(word)] == []


@pytest.mark.parametrize("written", ["MARSA", "antiSM", "gout2", "goat", "x"])
def test_acronyms_codes_and_short_words_are_left_alone(found: Misspellings, written: str) -> None:
    assert found.meant(written) is None


@pytest.mark.parametrize(
    ("one", "other", "both_exist"),
    [
        ("intrarenal", "infrarenal", True),
        ("hyperemic", "hyperemia", True),
        ("arthrosis", "arthritis", True),
        ("arthritus", "arthritis", False),
        ("myocardal", "myocardial", False),
        ("vasculer", "vascular", False),
    ],
)
def test_a_prefix_or_an_ending_makes_another_word(one: str, other: str, both_exist: bool) -> None:
    assert another_word(one, other) is both_exist


def test_words_written_by_ear_sound_alike() -> None:
    assert sound("neumonia") == sound("pneumonia")
    assert sound("hemoroid") == sound("hemorrhoid")
    assert sound("ileum") != sound("colon")
