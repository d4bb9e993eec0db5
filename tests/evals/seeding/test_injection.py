"""Seeding gives the same cases for the same seed, and each case is what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from seeding_notes import KNEE, case
from typer.testing import CliRunner

from agent.cli.app import app
from catalog import Catalog
from evals.contracts import GoldCase
from evals.goldsets import open_goldset
from evals.seeding.bases import Base, bases_of
from evals.seeding.injection import seeded
from evals.seeding.kinds import all_kinds, kinds_named

NAMES = ["duplicate_diagnosis", "dropped_code", "flipped_side"]


@pytest.fixture(scope="module")
def bases(catalog: Catalog) -> list[Base]:
    return bases_of([case(KNEE, "one"), case(KNEE, "two")], catalog, clean_only=False).usable


def _lines(cases: list[GoldCase]) -> list[str]:
    return [each.model_dump_json() for each in cases]


def test_there_are_at_least_twenty_kinds() -> None:
    assert len(all_kinds()) >= 20


def test_every_kind_says_what_it_injects_and_when_it_does_not_apply() -> None:
    for kind in all_kinds():
        text = kind.__doc__ or ""
        assert all(word in text for word in ("Injects:", "Finding:", "Fix:", "Not where:")), (
            kind.name
        )


def test_the_same_seed_gives_the_same_bytes(bases: list[Base]) -> None:
    first, second = (_lines(seeded(bases, all_kinds(), seed=3)) for _ in range(2))
    assert first == second


def test_another_seed_gives_other_cases(bases: list[Base]) -> None:
    assert _lines(seeded(bases, all_kinds(), seed=1)) != _lines(seeded(bases, all_kinds(), seed=2))


def test_what_a_kind_does_to_a_bundle_does_not_depend_on_the_other_kinds(bases: list[Base]) -> None:
    for name in NAMES:
        alone = _lines(seeded(bases, kinds_named([name]), clean_share=0))
        beside = _lines(seeded(bases, all_kinds(), clean_share=0))
        assert alone
        assert set(alone) <= set(beside)


def test_several_errors_of_a_case_are_of_different_kinds(bases: list[Base]) -> None:
    for found in seeded(bases, all_kinds(), errors_per_case=3, clean_share=0):
        kinds = [f.kind for f in found.findings or () if not f.declared]
        assert len(kinds) == len(set(kinds))
        assert 1 <= len(kinds) <= 3


def test_the_share_of_clean_cases_is_as_asked(bases: list[Base]) -> None:
    made = seeded(bases, all_kinds(), cases=10, clean_share=0.2)
    assert len(made) == 10
    assert sum(not each.findings for each in made) == 2


def test_with_a_share_of_one_every_bundle_is_left_clean(bases: list[Base]) -> None:
    made = seeded(bases, all_kinds(), clean_share=1.0)
    assert [each.findings for each in made] == [(), ()]


def test_every_case_is_read_back_as_a_native_gold_set(bases: list[Base], tmp_path: Path) -> None:
    from evals.seeding.writing import write

    made = seeded(bases, all_kinds())
    write(made, tmp_path / "seeded.jsonl")
    opened = open_goldset(f"native:{tmp_path / 'seeded.jsonl'}")
    assert opened.refused == ()
    assert [each.case_id for each in opened.cases] == [each.case_id for each in made]


def test_spans_still_hold_the_words_they_held(bases: list[Base]) -> None:
    words = {gold.code: bases[0].chart.quote(gold.spans[0]) for gold in bases[0].chart.codes}
    for made in seeded(bases, all_kinds(), errors_per_case=3):
        text = made.bundle.documents[0].body
        for gold in made.codes or ():
            for span in gold.spans:
                assert text[span.start : span.end].strip()
                if gold.code in words:
                    assert text[span.start : span.end] == words[gold.code]


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(tmp_path: Path) -> None:
    out = tmp_path / "seeded.jsonl"
    ran = CliRunner().invoke(
        app, ["eval", "seed", "shipped", "--out", str(out), "--kinds", "no_such_kind"]
    )
    assert "no_such_kind" in str(ran.exception)
    assert "truncated_code" in str(ran.exception)
    assert not out.exists()


@pytest.mark.slow
def test_the_command_writes_the_same_file_whatever_the_order_of_hashes(tmp_path: Path) -> None:
    written = []
    for order in ("1", "2"):
        out = tmp_path / f"seeded-{order}.jsonl"
        subprocess.run(
            [sys.executable, "-m", "agent.cli", "eval", "seed", "shipped", "--out", str(out)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": order},
        )
        written.append(out.read_bytes())
    assert written[0] == written[1]
    assert written[0].count(b"\n") > 300


def test_a_base_without_any_usable_bundle_is_refused_with_the_way_out(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    out = tmp_path / "seeded.jsonl"
    ran = CliRunner().invoke(app, ["eval", "seed", f"native:{empty}", "--out", str(out)])
    assert "--any-base" in str(ran.exception)
    assert not out.exists()
