"""`chartaudit audit`: bundles in, findings out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.exchange_options import NoStore, Record, Replay, keeping_for
from agent.cli.options import (
    BaseUrl,
    BudgetUsd,
    ConfigFile,
    Deidentify,
    MaxTokens,
    ModelName,
    Offline,
    ProfileName,
    ShiftDates,
)
from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.cli.run import Run


class ReportFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    MD = "md"
    HTML = "html"


def audit(
    bundles: Annotated[
        list[Path],
        typer.Argument(
            metavar="BUNDLE",
            help="A JSON bundle, a folder with a claim and notes, or a folder of these.",
        ),
    ],
    output: Annotated[
        ReportFormat, typer.Option("--format", help="What is printed.")
    ] = ReportFormat.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also write report.html, report.json and report.md here."),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 1 when there are findings.")
    ] = False,
    category: Annotated[
        list[str] | None,
        typer.Option(metavar="CATEGORY", help="Keep these findings only; may be repeated."),
    ] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SEVERITY", help="error, warning or advice: keep these only; may be repeated."
        ),
    ] = None,
    effects: Annotated[
        bool | None,
        typer.Option(
            "--effects/--no-effects",
            help="Show which DRG and HCCs the disputed codes carry, after the findings. Default: "
            "as configured, else shown.",
            show_default=False,
        ),
    ] = None,
    model: ModelName = None,
    base_url: BaseUrl = None,
    draft: Annotated[
        bool | None,
        typer.Option(
            "--draft/--no-draft",
            help="Let the model word the findings too, once fixed. Default: as configured, else "
            "not.",
            show_default=False,
        ),
    ] = None,
    review: Annotated[
        bool | None,
        typer.Option(
            "--review/--no-review",
            help="With a model: let it say of each finding whether it agrees, and raise others. "
            "Default: as configured, else so.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Processes, which keep to the limits of a model together. Default: as many as "
            "cores, where there are bundles enough to gain by it.",
            show_default=False,
        ),
    ] = None,
    profile: ProfileName = None,
    no_store: NoStore = False,
    record: Record = None,
    replay: Replay = None,
    config: ConfigFile = None,
    offline: Offline = False,
    budget: BudgetUsd = None,
    max_tokens: MaxTokens = None,
    deidentify: Deidentify = None,
    shift_dates: ShiftDates = False,
) -> None:
    """Audit chart bundles and print the findings.

    Each finding says what is wrong or missing, quotes the chart, cites the rule in force on the
    date of service, and recommends one action. JSON is one report, or one a line for several
    bundles. A bundle that cannot be read is told on standard error and in the reports; the others
    go on, and the exit code is then 2.

    \b
    Examples:
      chartaudit audit examples
      chartaudit audit visit.json --format json
      chartaudit audit claims/ --out out --exit-code
      chartaudit audit visit.json --severity error --category validity
      chartaudit audit visit.json --model NAME --base-url URL --replay
    """
    from agent.cli.auditing import Asked, Auditing
    from agent.cli.coder import endpoint_for, sharing_for
    from agent.cli.run import run
    from agent.cli.selection import Selection
    from agent.configuration import configured
    from agent.rules.selection import selected

    chosen = configured(config)
    selected(chosen)  # so that a mistake is told before all else
    selection = Selection.parse(category or [], severity or [])
    endpoint = endpoint_for(
        model,
        base_url,
        profile,
        config=config,
        offline=offline,
        budget=budget,
        max_tokens=max_tokens,
    )
    keeping = keeping_for(endpoint.model if endpoint else None, no_store, record, replay, config)
    sharing = sharing_for(endpoint, deidentify, shift_dates=shift_dates, config=config)
    section = chosen.configuration.audit
    asked = None
    if endpoint is not None:
        asked = Asked(
            endpoint.model,
            endpoint.base_url,
            endpoint.limits,
            endpoint.budget,
            sharing,
            keeping,
            section.draft if draft is None else draft,
            section.review if review is None else review,
        )
    elif draft:
        raise UsageError("--draft: needs --model NAME and --base-url URL")
    lines = output is ReportFormat.JSON and out is None
    with_effects = section.effects if effects is None else effects
    auditing = Auditing(chosen, selection, asked, profile, with_effects, lines)
    outcome = run(bundles, auditing, jobs, typer.echo if lines else None)
    if out is not None:
        # Before printing, so that a reader that closes the pipe early does not cost the reports.
        outcome.write(out)
    _print(outcome, output)
    raise typer.Exit(outcome.exit_code(findings_count=exit_code))


def _print(outcome: Run, output: ReportFormat) -> None:
    if output is ReportFormat.TABLE:
        outcome.print_table()
        return
    text = {
        ReportFormat.JSON: outcome.json,
        ReportFormat.MD: outcome.markdown,
        ReportFormat.HTML: outcome.html,
    }
    if outcome.audited:
        typer.echo(text[output](), nl=False)
