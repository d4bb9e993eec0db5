"""How the note asserts a condition, over sentences of our own in every class and scope."""

from __future__ import annotations

import pytest
from assertion_scores import Judged, f1, judged, table

from agent.context import Assertion
from agent.models import Document
from agent.reading import read
from catalog import CatalogView


@pytest.fixture(scope="module")
def sentences(view: CatalogView) -> list[Judged]:
    return list(judged(view))


@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
@pytest.mark.parametrize("assertion", list(Assertion))
def test_the_f1_of_every_class_holds(
    sentences: list[Judged], assertion: Assertion, *, held: bool
) -> None:
    half = [sentence for sentence in sentences if sentence.held is held]
    wrong = [s for s in half if assertion in {s.expected, s.found} and s.expected is not s.found]
    assert f1(half, assertion) >= 0.95, "\n".join(
        f"{s.expected} read as {s.found}: {s.phrase} in {s.text!r}" for s in wrong
    )


@pytest.mark.parametrize(
    "text",
    [
        "Probable gout.",
        "Suspected gout.",
        "Likely gout.",
        "Questionable gout.",
        "Possible gout.",
        "Gout, still to be ruled out.",
        "Rule out gout.",
        "Compatible with gout.",
        "Consistent with gout.",
        "Working diagnosis: gout.",
        "Working diagnosis gout.",
    ],
)
def test_every_uncertain_term_that_the_guidelines_name_leaves_the_diagnosis_open(
    view: CatalogView, text: str
) -> None:
    """Official Guidelines II.H and IV.H."""
    mentions = read(Document(id="note", text=text), view).mentions
    assert [m.assertion for m in mentions] == [Assertion.POSSIBLE]


def test_there_are_sentences_enough(sentences: list[Judged]) -> None:
    print(table(sentences))  # noqa: T201 - the table of docs/assertion.md, shown by `pytest -s`
    assert len(sentences) >= 400
