"""Sections of the added guidelines are read, listed and searched from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import chartaudit as run
from official_files import guidelines_text

IN_FORCE = ("--on", "2026-05-04")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("guidelines")
    (folder / "guidelines.txt").write_text(guidelines_text(), encoding="utf-8")
    added = run(
        "catalog", "add", folder / "guidelines.txt", CHARTAUDIT_LIBRARY=str(folder / "library")
    )
    assert added.returncode == 0
    return str(folder / "library")


def test_a_section_is_printed_with_its_place_and_the_sections_below_it(library: str) -> None:
    shown = run("catalog", "guideline", "I.A.2", *IN_FORCE, CHARTAUDIT_LIBRARY=library).stdout
    assert "OCG:I.A.2" in shown
    assert "FY2026, page 3" in shown
    assert "  I.A.2.b  Second kind" in shown
    assert "nearest at hand" not in shown


def test_json_gives_the_text_of_all_below(library: str) -> None:
    ended = run(
        "catalog", "guideline", "I.B", *IN_FORCE, "--format", "json", CHARTAUDIT_LIBRARY=library
    )
    answer = json.loads(ended.stdout)
    assert (answer["citation"], answer["in_force"]) == ("OCG:I.B", True)
    assert [section["id"] for section in answer["subsections"]] == ["I.B.1"]
    assert "Look it up, then verify it" in answer["text"]


def test_words_lead_to_sections(library: str) -> None:
    found = run("catalog", "guideline", "--search", "second kinds", CHARTAUDIT_LIBRARY=library)
    assert found.stdout.startswith("I.A.2.b       Second kind")


def test_without_a_section_the_sections_are_listed(library: str) -> None:
    listed = run("catalog", "guideline", *IN_FORCE, CHARTAUDIT_LIBRARY=library).stdout
    assert [name in listed for name in ("I.A ", "I.B ", "Appendix I", "I.A.1")] == [
        True,
        True,
        True,
        False,
    ]


def test_an_edition_that_is_not_in_force_is_said(library: str) -> None:
    shown = run("catalog", "guideline", "I.B.1", "--on", "2024-05-04", CHARTAUDIT_LIBRARY=library)
    assert "FY2026 edition is the nearest at hand" in " ".join(shown.stdout.split())


def test_an_unknown_section_is_refused_with_the_one_it_would_lie_in(library: str) -> None:
    ended = run("catalog", "guideline", "I.A.9.z", *IN_FORCE, CHARTAUDIT_LIBRARY=library)
    assert ended.returncode == 2
    assert "no such section in the FY2026 edition; see: chartaudit catalog guideline I.A" in (
        ended.stderr
    )


def test_without_guidelines_the_remedy_is_told(tmp_path: Path) -> None:
    ended = run("catalog", "guideline", "I.B.1", CHARTAUDIT_LIBRARY=str(tmp_path))
    assert ended.returncode == 2
    assert "chartaudit catalog fetch" in ended.stderr
