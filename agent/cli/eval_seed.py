"""`chartaudit eval seed`: known errors put into clean bundles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.messages import warn
from agent.errors import UsageError

_SHOWN_ROWS = 10


def seed(
    base: Annotated[
        str,
        typer.Argument(
            metavar="BASE",
            help="Clean bundles: medcoder:PATH, codiesp:PATH, native:PATH, or shipped, the notes "
            "that come with chartaudit.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE.jsonl", help="Where the seeded gold set is written."),
    ],
    split: Annotated[
        str | None, typer.Option("--split", metavar="NAME", help="Part of a set that has parts.")
    ] = None,
    number: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same file.")] = 0,
    kinds: Annotated[
        str | None,
        typer.Option("--kinds", metavar="A,B", help="Kinds of error. Default: all."),
    ] = None,
    errors_per_case: Annotated[
        int, typer.Option("--errors-per-case", min=1, metavar="N", help="Errors in a bundle.")
    ] = 1,
    cases: Annotated[
        int | None,
        typer.Option(
            "--cases",
            min=1,
            metavar="N",
            help="Cases in all. Default: every kind in every bundle that it applies to.",
            show_default=False,
        ),
    ] = None,
    clean_share: Annotated[
        float,
        typer.Option(
            "--clean-share",
            min=0.0,
            max=1.0,
            metavar="SHARE",
            help="Share of cases left without error; each bundle stays so once at most.",
        ),
    ] = 0.2,
    clean_only: Annotated[
        bool,
        typer.Option(
            "--clean-only/--any-base",
            help="Leave out bundles in which the audit finds something before any error; "
            "else declare what it finds.",
        ),
    ] = True,
) -> None:
    """Inject known miscodings into clean bundles, each with the finding that it calls for.

    \b
    Examples:
      chartaudit eval seed shipped --out seeded.jsonl
      chartaudit eval seed medcoder:../shared/gold/medcoder_dev --out seeded.jsonl --cases 500
    """
    from catalog import Catalog
    from evals.seeding.bases import bases_of, cases_of
    from evals.seeding.injection import seeded
    from evals.seeding.kinds import kinds_named
    from evals.seeding.writing import tally, write

    chosen = kinds_named((kinds or "").split(","))
    gold, refused = cases_of(base, split)
    with Catalog.open() as catalog:
        bases = bases_of(gold, catalog, clean_only=clean_only)
        made = seeded(
            bases.usable,
            chosen,
            seed=number,
            errors_per_case=errors_per_case,
            cases=cases,
            clean_share=clean_share,
        )
    if not made:
        raise UsageError(
            f"{base}: no bundle of it can take an error of these kinds, nor stay clean; "
            "--any-base also takes bundles in which the audit finds something"
        )
    write(made, out)
    left_out = [*refused, *bases.refused]
    for row in left_out[:_SHOWN_ROWS]:
        warn(f"left out: {row.source}: {row.reason}")
    if len(left_out) > _SHOWN_ROWS:
        warn(f"left out: {len(left_out) - _SHOWN_ROWS} more")
    for line in tally(made, bases, chosen):
        typer.echo(line)
    typer.echo(f"Written: {out}")
