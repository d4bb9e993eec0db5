"""The Index and the tables are walked from the command line, once they were added."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import ROOT
from commandline import chartaudit as run

DAY = ("--on", "2024-03-01")
TABLE_DAY = ("--on", "2026-05-04")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library with a small Index, external cause index and tables of our own."""
    folder = tmp_path_factory.mktemp("library")
    files = [ROOT / f"tests/data/{n}.xml" for n in ("index", "external-index", "neoplasm", "drug")]
    added = run("catalog", "add", *files, CHARTAUDIT_LIBRARY=str(folder))
    assert added.returncode == 0, added.stderr
    return str(folder)


def _told(library: str, *arguments: str) -> str:
    ended = run("catalog", *arguments, CHARTAUDIT_LIBRARY=library)
    assert ended.returncode == 0, ended.stderr
    return " ".join(ended.stdout.split())


def _json(library: str, *arguments: str) -> Any:
    return json.loads(_told(library, *arguments, "--format", "json"))


def test_an_entry_is_printed_with_its_code_title_citation_and_subterms(library: str) -> None:
    told = _told(library, "index", "sciatica", *DAY)
    assert "Sciatica (infective) M54.3- IDX:Sciatica" in told
    assert "M54.31 Sciatica, right side" in told
    assert "Subterms - with lumbago M54.4-" in told


def test_a_side_that_was_said_leaves_its_codes_alone(library: str) -> None:
    told = _told(library, "index", "pain in right knee", *DAY)
    assert "M25.561 Pain in right knee" in told
    assert "M25.562" not in told


def test_a_bracketed_manifestation_is_completed_and_said_to_come_second(library: str) -> None:
    told = _told(library, "index", "amyloid heart", *DAY)
    assert "E85.4 [I43]" in told
    assert "And in brackets, sequenced after it (OCG:I.A.13) I43 Cardiomyopathy" in told


def test_a_link_that_with_presumes_is_marked(library: str) -> None:
    told = _told(library, "index", "type 2 diabetes, chronic kidney disease", *DAY)
    assert "related unless the record says otherwise (OCG:I.A.15)" in told


def test_a_reference_is_followed_and_named(library: str) -> None:
    told = _told(library, "index", "pain, leg", *DAY)
    assert "see Pain, limb, lower" in told
    assert "referred to by IDX:Pain>leg" in told


def test_a_reference_to_neoplasms_ends_in_the_table(library: str) -> None:
    first = _json(library, "index", "carcinoma, breast", *DAY)[0]
    assert first["citation"] == "IDX:Carcinoma"
    assert [row["code"] for row in first["neoplasms"]] == ["C50.9-"]
    assert "C50.911" in first["neoplasms"][0]["codes"]


def test_codes_of_one_stem_are_told_by_their_7th_characters(library: str) -> None:
    told = _told(library, "index", "fracture, femur, neck", *DAY)
    assert "S72.001- Fracture of unspecified part of neck of right femur; 7th character" in told


def test_an_abbreviation_is_looked_up_spelled_out(library: str) -> None:
    told = _told(library, "index", "T2DM with CKD", *DAY)
    assert "IDX:Diabetes, diabetic>type 2>with>chronic kidney disease" in told
    assert "Looked up as: type 2 diabetes with chronic kidney disease" in told


def test_a_release_that_is_not_in_force_is_named(library: str) -> None:
    told = _told(library, "index", "sciatica", "--on", "2026-05-04")
    assert "is the nearest at hand; it is not the one in force on 2026-05-04" in told


def test_a_phrase_without_main_term_gets_advice(library: str) -> None:
    assert "No main term fits" in _told(library, "index", "xyzzy", *DAY)


def test_the_external_cause_index_is_walked_likewise(library: str) -> None:
    told = _told(library, "external-cause", "fall, from ladder", *DAY)
    assert "EXT:Fall, falling>ladder" in told
    assert "W11.XXX- Fall on and from ladder; 7th character A, D, S" in told
    assert "related unless" not in told


def test_a_site_and_a_behaviour_lead_to_a_code(library: str) -> None:
    (first, *_) = _json(library, "neoplasm", "breast", "--behavior", "malignant-primary")
    assert (first["code"], first["citation"]) == ("C50.9-", "NEO:Neoplasm, neoplastic>breast")
    assert first["codes"][0] == {
        "code": "C50.911",
        "title": "Malignant neoplasm of unspecified site of right female breast",
    }


def test_without_a_behaviour_every_column_is_printed(library: str) -> None:
    told = _told(library, "neoplasm", "breast", *TABLE_DAY)
    assert "malignant-primary C50.9- malignant-secondary C79.81 in-situ D05.-" in told


def test_a_substance_and_an_intent_lead_to_a_code(library: str) -> None:
    told = _told(library, "drug", "aspirin", "--intent", "adverse effect", *TABLE_DAY)
    assert "T39.015- Adverse effect of aspirin; 7th character A, D, S" in told


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        (("drug", "aspirin", "--intent", "by mistake"), "self-harm"),
        (("neoplasm", "breast", "--behavior", "bad"), "in-situ"),
    ],
)
def test_an_unknown_column_is_refused_with_the_choices(
    library: str, arguments: tuple[str, ...], choice: str
) -> None:
    refused = run("catalog", *arguments, CHARTAUDIT_LIBRARY=library)
    assert refused.returncode == 2
    assert choice in refused.stderr


@pytest.mark.parametrize("command", ["index", "external-cause", "neoplasm", "drug"])
def test_without_the_official_file_the_remedy_is_said(tmp_path: Path, command: str) -> None:
    missing = run("catalog", command, "fall", CHARTAUDIT_LIBRARY=str(tmp_path))
    assert missing.returncode == 2
    assert "chartaudit catalog add" in missing.stderr
