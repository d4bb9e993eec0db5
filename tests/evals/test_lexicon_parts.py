"""The lexicon's parts are measured by leaving them out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from catalog.words import LEXICON, read_synonyms, synonym_files
from evals.lexicon import parts


def test_every_file_of_synonyms_and_the_abbreviations_are_parts() -> None:
    files = {part.file for part in parts()}
    assert files == {"abbreviations.yaml", *(f"synonyms/{file.name}" for file in synonym_files())}


def test_the_parts_hold_all_wordings() -> None:
    synonyms = [part.entries for part in parts() if part.file.startswith("synonyms/")]
    assert sum(synonyms) == len(read_synonyms())


@pytest.mark.slow
def test_another_folder_is_read_where_the_environment_names_it(tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "lexicon"
    shutil.copytree(LEXICON, copy)
    for file in (copy / "synonyms").glob("*.yaml"):
        file.write_text("synonyms: {made up ailment: [I10]}\n", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", "from catalog.words import read_synonyms; print(read_synonyms())"],
        env={"CHARTAUDIT_LEXICON": str(copy), "PYTHONPATH": str(LEXICON.parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.strip() == "{'made up ailment': ('I10',)}"
