"""The baseline table: real runs over the gold sets at hand, written to docs/evals.md.

    python -m evals.baseline GOLD --runs out/evals

GOLD is the folder that holds `codiesp/` and `medcoder_dev/`. Runs go on where they stopped; a run
whose code or data has changed since is begun again. Every figure in the page is one that a run
printed, beside the first characters of its manifest's digest. What `python -m evals.simulated`
measured is put in from docs/model-simulated.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.coding.profile import Profile, save_profile
from agent.errors import UsageError
from agent.processes import cores
from catalog import Catalog
from evals.calibration import calibrated
from evals.contracts import Estimate, Manifest, RunConfig, Table
from evals.goldsets import GoldSet, open_goldset
from evals.runner import Sitting, run
from evals.scoring import score_run
from evals.seeding.bases import bases_of, cases_of
from evals.seeding.injection import seeded
from evals.seeding.kinds import kinds_named
from evals.seeding.writing import write
from evals.simulated.measured import kept
from evals.simulated.page import in_short

_TEMPLATES = Path(__file__).parent / "templates"
_PROFILE = "codiesp-train"
_SEED = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One run: what it was, and what it printed."""

    set: str
    what: str
    manifest: Manifest
    scores: dict[str, Estimate]
    tables: dict[str, Table]
    seconds: float

    def figure(self, key: str) -> str:
        """The figure with its interval, as the page shows it; a dash where there is none."""
        found = self.scores[key]
        if found.value is None:
            return "–"
        if found.low is None or found.high is None:
            return f"{found.value:.3f}"
        return f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})"


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to make."""

    name: str
    set: str
    what: str
    goldset: GoldSet
    config: RunConfig


def main(arguments: list[str] | None = None) -> int:
    """Run what is missing, score all, write the page."""
    parser = argparse.ArgumentParser(prog="python -m evals.baseline", description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--runs", type=Path, default=Path("out/evals"))
    parser.add_argument("--page", type=Path, default=Path("docs/evals.md"))
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("CHARTAUDIT_PROFILES", str((chosen.runs / "profiles").resolve()))
    codiesp, medcoder = chosen.gold / "codiesp", chosen.gold / "medcoder_dev"
    profile = calibrated(open_goldset(f"codiesp:{codiesp}", "train"), _PROFILE)
    save_profile(profile)
    rows = []
    for plan in (*_published(codiesp, medcoder), *_seeded(medcoder, chosen.runs)):
        row = _made(plan, chosen.runs / plan.name)
        rows.append(row)
        print(
            f"{row.set}, {row.what}: {row.figure('codes.micro.f1')} codes, "
            f"{row.figure('findings.micro.f1')} findings, {row.seconds:.0f} s"
        )
    chosen.page.write_text(_page(rows, profile), encoding="utf-8")
    print(f"Written: {chosen.page}")
    return 0


def _published(codiesp: Path, medcoder: Path) -> Iterator[Plan]:
    """The published sets: whole, and with one part left out at a time."""
    for short, name, goldset in (
        ("codiesp", "CodiEsp dev", open_goldset(f"codiesp:{codiesp}", "dev")),
        ("medcoder", "MedCodER dev", open_goldset(f"medcoder:{medcoder}")),
    ):
        whole = RunConfig()
        yield Plan(f"{short}-offline", name, "offline coder, rules on", goldset, whole)
        yield Plan(
            f"{short}-no-rules", name, "offline coder alone", goldset, RunConfig(rules=False)
        )
        yield Plan(f"{short}-no-index", name, "without the Index", goldset, RunConfig(index=False))
        yield Plan(
            f"{short}-profile",
            name,
            "profile fitted on CodiEsp train",
            goldset,
            RunConfig(profile=_PROFILE),
        )


def _seeded(medcoder: Path, runs: Path) -> Iterator[Plan]:
    """Seeded errors in the notes that come with the project, and in MedCodER's."""
    for short, name, base in (
        ("seeded-shipped", "Seeded, shipped notes", "shipped"),
        ("seeded-medcoder", "Seeded, MedCodER dev", f"medcoder:{medcoder}"),
    ):
        goldset = _with_errors(base, runs / f"{short}.jsonl")
        yield Plan(short, name, "coder and rules", goldset, RunConfig())
        yield Plan(f"{short}-rules", name, "rules alone", goldset, RunConfig(coder="none"))


def _with_errors(base: str, path: Path) -> GoldSet:
    """The base's clean bundles with every kind of error that each admits, written to the path."""
    cases, _ = cases_of(base, None)
    with Catalog.open() as catalog:
        bases = bases_of(cases, catalog, clean_only=True)
        made = seeded(bases.usable, kinds_named(()), seed=_SEED)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(made, path)
    return open_goldset(f"native:{path}")


def _made(plan: Plan, folder: Path) -> Row:
    """Run, or go on with, one plan; begun again when what it rests on has changed."""
    started = time.perf_counter()
    try:
        outcome = run(plan.goldset, plan.config, folder, Sitting(cores()))
    except UsageError:
        outcome = run(plan.goldset, plan.config, folder, Sitting(cores(), fresh=True))
    score_run(folder)
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    return Row(
        plan.set,
        plan.what,
        outcome.manifest,
        {key: Estimate(**value) for key, value in scores.items()},
        json.loads((folder / "tables.json").read_text(encoding="utf-8")),
        time.perf_counter() - started,
    )


def _page(rows: list[Row], profile: Profile) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown, of figures and names of our own
        keep_trailing_newline=True,
    )
    return environment.get_template("evals.md.j2").render(
        coded=[row for row in rows if row.scores["findings.micro.f1"].value is None],
        seeded=[row for row in rows if row.scores["findings.micro.f1"].value is not None],
        releases=sorted({name for row in rows for name in row.manifest.releases}),
        profile=profile,
        simulated=in_short(kept()),
        day=date.today().isoformat(),
    )


if __name__ == "__main__":
    sys.exit(main())
