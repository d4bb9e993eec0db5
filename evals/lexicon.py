"""What each part of the lexicon adds, measured by leaving it out; written to docs/lexicon.md.

    python -m evals.lexicon GOLD

GOLD is the folder that holds `codiesp/` and `medcoder_dev/`. Each variant runs in a process of its
own, with a copy of the lexicon's folder that lacks the part.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from agent.coding import OfflineCoder
from agent.coding.ranking import ranked_candidates
from agent.context import AuditContext
from agent.reading import read
from catalog import Catalog
from catalog.words import LEXICON, read_lexicon, read_synonyms, synonym_files
from evals.goldsets import GoldSet, open_goldset

_DEPTH = 25


@dataclass(frozen=True, slots=True)
class Measured:
    """Micro-averaged figures of the offline coder alone over one set."""

    precision: float
    recall: float
    f1: float
    candidates: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the lexicon: its file, how many entries it has, and what is in it."""

    file: str
    entries: int
    what: str


def parts() -> Iterator[Part]:
    """Every part that can be left out."""
    abbreviations = read_lexicon("abbreviations.yaml")["abbreviations"]
    yield Part("abbreviations.yaml", len(abbreviations), "abbreviations")
    for file in synonym_files():
        entries = len(read_lexicon(f"synonyms/{file.name}")["synonyms"])
        yield Part(f"synonyms/{file.name}", entries, f"synonyms: {file.stem.replace('_', ', ')}")


def measure(goldset: GoldSet) -> Measured:
    """The offline coder over the cases that have codes, with the lexicon of this process."""
    right = proposed = gold = offered = 0
    with Catalog.open() as catalog:
        for case in goldset.cases:
            if case.codes is None:
                continue
            view = catalog.on(case.bundle.encounter.date_of_service)
            documents = tuple(read(document, view) for document in case.bundle.documents)
            context = AuditContext(case.bundle, view, documents)
            context = replace(context, proposals=OfflineCoder().propose(context).proposals)
            codes = {code.code for code in case.codes}
            chosen = {proposal.code for proposal in context.proposals}
            right += len(codes & chosen)
            proposed += len(chosen)
            gold += len(codes)
            offered += len(codes.intersection(ranked_candidates(context, _DEPTH)))
    return Measured(
        right / max(1, proposed),
        right / max(1, gold),
        2 * right / max(1, proposed + gold),
        offered / max(1, gold),
    )


def sets(gold: Path) -> dict[str, GoldSet]:
    """The development sets by name."""
    return {
        "CodiEsp dev": open_goldset(f"codiesp:{gold / 'codiesp'}", "dev"),
        "MedCodER dev": open_goldset(f"medcoder:{gold / 'medcoder_dev'}"),
    }


def without(left_out: frozenset[str], gold: Path) -> dict[str, Measured]:
    """What a process measures whose lexicon has nothing in the files named."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "lexicon"
        shutil.copytree(LEXICON, copy)
        for name in left_out:
            key = "abbreviations" if name == "abbreviations.yaml" else "synonyms"
            (copy / name).write_text(yaml.safe_dump({key: {}}), encoding="utf-8")
        told = subprocess.run(
            [sys.executable, "-m", "evals.lexicon", str(gold), "--measure"],
            env={**os.environ, "CHARTAUDIT_LEXICON": str(copy)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    return {name: Measured(**figures) for name, figures in json.loads(told).items()}


def page(gold: Path) -> str:
    """The page: the whole lexicon, and each part left out."""
    whole = without(frozenset(), gold)
    every = list(parts())
    rows = [("the whole lexicon", sum(part.entries for part in every), whole)]
    for part in every:
        rows.append((f"without {part.what}", part.entries, without(frozenset({part.file}), gold)))
        print(f"{part.what}: measured")
    none = without(frozenset(part.file for part in every), gold)
    rows.append(("without all of these", sum(part.entries for part in every), none))
    lines = _opening()
    for name in whole:
        lines += [
            "",
            f"## {name}",
            "",
            "| lexicon | entries | precision | recall | F1 | candidates |",
            "|---|---|---|---|---|---|",
        ]
        for what, entries, measured in rows:
            figures = measured[name]
            lines.append(
                f"| {what} | {entries} | {figures.precision:.3f} | {figures.recall:.3f} "
                f"| {figures.f1:.3f} | {figures.candidates:.3f} |"
            )
    return "\n".join(lines) + "\n"


def _opening() -> list[str]:
    abbreviations = len(read_lexicon("abbreviations.yaml")["abbreviations"])
    text = f"""\
# What the lexicon adds

Written by `make eval` on {date.today().isoformat()}: the offline coder alone, with one part of the
lexicon left out at a time. A part matters where the figures fall without it. Candidates: the share
of gold codes among the first {_DEPTH} offered for the chart. Left without all of these are the
official titles, inclusion terms and, where it is at hand, the Index.

{len(read_synonyms())} wordings and {abbreviations} abbreviations, written by the project, each code
checked against the Tabular List."""
    return text.splitlines()


def main(arguments: list[str] | None = None) -> int:
    """Measure all variants and write the page; with `--measure`, print this process's figures."""
    parser = argparse.ArgumentParser(prog="python -m evals.lexicon", description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--page", type=Path, default=Path("docs/lexicon.md"))
    parser.add_argument("--measure", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        figures = {name: asdict(measure(goldset)) for name, goldset in sets(chosen.gold).items()}
        print(json.dumps(figures))
        return 0
    chosen.page.write_text(page(chosen.gold), encoding="utf-8")
    print(f"Written: {chosen.page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
