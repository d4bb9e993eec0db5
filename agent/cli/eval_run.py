"""`chartaudit eval run` and `eval score`: a gold set in, a run's folder out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.exchange_options import NoStore, Record, Replay, close, keeping_for
from agent.cli.options import (
    BaseUrl,
    CodeSetDate,
    ConfigFile,
    Deidentify,
    MaxTokens,
    ModelName,
    ProfileName,
    ShiftDates,
    Split,
)
from agent.cli.semantic import Semantic, prepare
from agent.errors import UsageError

if TYPE_CHECKING:
    from evals.contracts import Manifest
    from evals.goldsets import GoldSet
    from evals.runner import Outcome

_SHOWN_ROWS = 10
_SHOWN_ERRORS = 3


class CoderChoice(StrEnum):
    """Who reads the notes."""

    OFFLINE = "offline"
    MODEL = "model"
    NONE = "none"


def run(
    goldset: Annotated[
        str,
        typer.Argument(
            metavar="GOLDSET",
            help="native:FILE (or a .jsonl file), codiesp:FOLDER or medcoder:FOLDER.",
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="RUN", help="Folder of the run; made, or gone on with.")
    ],
    coder: Annotated[
        CoderChoice, typer.Option(help="Who proposes codes; none leaves the rules alone.")
    ] = CoderChoice.OFFLINE,
    rules: Annotated[bool, typer.Option(help="Whether the rules run.")] = True,
    index: Annotated[bool, typer.Option(help="Whether the Alphabetic Index may be used.")] = True,
    semantic: Semantic = False,
    split: Split = None,
    on: CodeSetDate = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Run the first N cases only.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes. Default: one a core."),
    ] = None,
    profile: ProfileName = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review",
            help="With --coder model: also ask for its review of the findings, and score that.",
        ),
    ] = False,
    model: ModelName = None,
    base_url: BaseUrl = None,
    config_file: ConfigFile = None,
    deidentify: Deidentify = None,
    shift_dates: ShiftDates = False,
    prompt_price: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="USD",
            help="Price of a million prompt tokens. Default: as configured.",
        ),
    ] = None,
    completion_price: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="USD",
            help="Price of a million completion tokens. Default: as configured.",
        ),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="USD",
            help="Ask nothing more that might pass this sum, over all sittings of the run.",
        ),
    ] = None,
    max_tokens: MaxTokens = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin again, whatever the folder holds.")
    ] = False,
    no_store: NoStore = False,
    record: Record = None,
    replay: Replay = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Run the cases again that ended in an error.")
    ] = False,
) -> None:
    """Audit every case of a gold set and score the answers.

    The run's folder holds what it rests on (manifest.json), each case's prediction
    (predictions.jsonl), what is right (gold.jsonl), the gold rows that could not be used
    (refused.jsonl) and the figures (scores.json). The same command goes on with a run that was
    interrupted; a finished run is only scored again. No file of it holds words of a chart; what a
    model was asked and answered is in the store of exchanges (see: chartaudit exchanges show).

    \b
    Examples:
      chartaudit eval run codiesp:gold/codiesp --split dev --out runs/codiesp
      chartaudit eval run medcoder:gold/medcoder --coder none --out runs/rules
      chartaudit eval run ours.jsonl --no-rules --out runs/ours
    """
    from agent.cli.eval_model import asked_by, priced, told_cap
    from agent.cli.eval_progress import Progress
    from agent.cli.messages import warn
    from agent.configuration import configured
    from agent.processes import cores
    from agent.rules.selection import selected
    from evals.budget import Cap
    from evals.contracts import RunConfig
    from evals.goldsets import open_goldset
    from evals.runner import Sitting
    from evals.runner import run as run_goldset

    if profile is not None and coder is not CoderChoice.OFFLINE:
        raise UsageError(f"--profile goes with --coder offline, not {coder.value}")
    if review and coder is not CoderChoice.MODEL:
        raise UsageError(f"--review goes with --coder model, not {coder.value}")
    chosen = configured(config_file)
    selected(chosen)  # so that a mistake is told here, with its file, and not by every process
    configuration = chosen.configuration
    cap = Cap(budget, max_tokens)
    if coder is CoderChoice.MODEL:
        model, base_url = (
            model or configuration.model.name,
            base_url or configuration.model.base_url,
        )
        given = configuration.budget
        cap = Cap(
            given.usd if budget is None else budget,
            given.tokens if max_tokens is None else max_tokens,
        )
    configuration = priced(
        configuration, coder.value, model, base_url, prompt_price, completion_price, cap.usd
    )
    asked = asked_by(configuration, base_url, deidentify, shift_dates, config_file)
    opened = _first(open_goldset(goldset, split, on), limit)
    if semantic:
        _prepare(opened)
    config = RunConfig(
        coder=coder.value,
        rules=rules,
        index=index,
        semantic=semantic,
        profile=profile,
        model=model,
        base_url=base_url,
        on=on.isoformat() if on else None,
        review=review,
        **asked,
    )
    keeping = keeping_for(model, no_store, record, replay, config_file)
    if keeping is not None:
        # A store that cannot be used is told here, and not by every process.
        close(keeping.recorder(warn))
    sitting = Sitting(jobs or cores(), configuration, cap, fresh, retry_failed, keeping)
    try:
        with Progress(money=coder is CoderChoice.MODEL) as progress:
            outcome = run_goldset(
                opened, config, out, sitting, opening=progress.begin, telling=progress.tell
            )
    except KeyboardInterrupt:
        raise UsageError("interrupted; the same command goes on from here") from None
    _say(outcome)
    if not outcome.complete:
        raise UsageError(
            f"{told_cap(cap)}: the next question might pass it, so "
            f"{_cases(outcome.cases - outcome.finished)} not finished; the same command with a "
            "higher one goes on"
        )
    _score(out)


def score(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
) -> None:
    """Score a finished run again, from what it holds; nothing is run or paid for.

    \b
    Example:
      chartaudit eval score runs/codiesp
    """
    from evals.run_folder import MANIFEST

    if not (run_folder / MANIFEST).is_file():
        raise UsageError(f"{run_folder}: holds no run; make one with: chartaudit eval run")
    _score(run_folder)


def _prepare(goldset: GoldSet) -> None:
    """Compile here, once, what every process would else compile for itself."""
    from catalog import Catalog

    with Catalog.open(semantic=True) as catalog:
        for day in sorted({case.bundle.encounter.date_of_service for case in goldset.cases}):
            prepare(catalog.on(day))


def _first(goldset: GoldSet, limit: int | None) -> GoldSet:
    from dataclasses import replace

    return goldset if limit is None else replace(goldset, cases=goldset.cases[:limit])


def _say(outcome: Outcome) -> None:
    """What was run, what was kept out, and what went wrong."""
    manifest = outcome.manifest
    split = f" --split {manifest.split}" if manifest.split else ""
    typer.echo(f"{manifest.goldset}{split}: {outcome.cases} cases, manifest {manifest.digest[:12]}")
    if outcome.begun < outcome.finished:
        typer.echo(f"  {_cases(outcome.finished - outcome.begun)} finished before")
    _say_gold(manifest)
    if outcome.errors:
        typer.echo(
            f"  {outcome.errors} ended in an error and count as not coded; "
            "--retry-failed tries again"
        )
        for error, count in outcome.failed.most_common(_SHOWN_ERRORS):
            typer.echo(f"    {count}: {error}")
    if manifest.config.coder == "model":
        typer.echo(f"  spent ${outcome.spent:.4f}")


def _cases(number: int) -> str:
    return f"{number} case{' was' if number == 1 else 's were'}"


def _say_gold(manifest: Manifest) -> None:
    """How the gold codes stand, and the rows that are refused or not in the catalog."""
    total = sum(manifest.gold_codes.values())
    unbillable = ", ".join(
        f"{count} {state.replace('_', ' ')}"
        for state, count in manifest.gold_codes.items()
        if state != "billable"
    )
    if unbillable:
        typer.echo(f"  of {total} gold codes, not billable on the date: {unbillable}")
    for counted, told in ((False, "gold rows refused"), (True, "gold codes not in the catalog")):
        rows = [row for row in manifest.refused if row.counted is counted]
        if not rows:
            continue
        typer.echo(f"  {len(rows)} {told} (all in refused.jsonl):")
        for row in rows[:_SHOWN_ROWS]:
            typer.echo(f"    {row.source}: {row.reason}")
        if len(rows) > _SHOWN_ROWS:
            typer.echo(f"    and {len(rows) - _SHOWN_ROWS} more")


def _score(folder: Path) -> None:
    """Score the run and print the headline table."""
    from agent.cli.eval_headline import print_headline
    from evals.scoring import score_run

    score_run(folder)
    print_headline(folder)
