"""`chartaudit eval calibrate`: a profile for the offline coder, from a user's labelled charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.options import CodeSetDate, Format, Output, Split
from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.coding.profile import Profile


def calibrate(
    goldset: Annotated[
        str,
        typer.Argument(
            metavar="GOLDSET",
            help="native:FILE (or a .jsonl file), codiesp:FOLDER or medcoder:FOLDER.",
        ),
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the profile.")],
    split: Split = None,
    on: CodeSetDate = None,
    output: Output = Format.TABLE,
) -> None:
    """Fit the offline coder's confidence to labelled charts and save it as a named profile.

    Fitted are priors (of the charts with a wording, how many have a code, and in how many that
    place is marked for it), weights, trees and one threshold; no rule changes. Scores are printed
    for the charts it was fitted on and, side by side, for charts held out in five folds: the second
    column is what new charts of the same kind may expect. A profile holds no text of a chart.
    --profile NAME of audit, code and eval run uses it.

    \b
    Example:
      chartaudit eval calibrate codiesp:gold/codiesp --split train --name codiesp
    """
    from agent.cli.output import say, say_json
    from agent.coding.profile import checked, save_profile
    from evals.calibration import calibrated
    from evals.goldsets import open_goldset

    checked(name)
    opened = open_goldset(goldset, split, on)
    try:
        profile = calibrated(opened, name)
    except ValueError as problem:
        raise UsageError(f"{goldset}: cannot be calibrated on: {problem}") from None
    path = save_profile(profile)
    if output is Format.JSON:
        say_json(_record(profile) | {"path": str(path)})
        return
    say(f"{profile.goldset}: {profile.charts} charts, {len(profile.priors)} wordings")
    say(f"{'':12}{'fitted on':>12}{'held out':>12}")
    for measure in ("precision", "recall", "f1"):
        ours, theirs = getattr(profile.train, measure), getattr(profile.held_out, measure)
        say(f"{measure:12}{ours:>12.3f}{theirs:>12.3f}")
    ours, theirs = profile.train.among_candidates, profile.held_out.among_candidates
    say(f"{'among 25':12}{ours:>12.3f}{theirs:>12.3f}")
    say(f"Written: {path}")


def _record(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "goldset": profile.goldset,
        "data_sha256": profile.data_sha256,
        "charts": profile.charts,
        "wordings": len(profile.priors),
        "threshold": profile.threshold,
        "train": profile.train.model_dump(),
        "held_out": profile.held_out.model_dump(),
        "weights": dict(zip(profile.features, profile.weights, strict=False)),
    }
