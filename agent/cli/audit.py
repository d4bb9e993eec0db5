"""`chartaudit audit`: bundles in, findings out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.exchange_options import NoStore, Record, Replay, close, recorder_for
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

if TYPE_CHECKING:
    from agent.cli.run import Run
    from agent.models import AuditReport


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
        bool,
        typer.Option(
            "--effects/--no-effects",
            help="Show which DRG and HCCs the disputed codes carry, after the findings.",
        ),
    ] = True,
    model: ModelName = None,
    base_url: BaseUrl = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Let the model word the findings too, once fixed.")
    ] = False,
    review: Annotated[
        bool,
        typer.Option(
            help="With a model: let it say of each finding whether it agrees, and raise others."
        ),
    ] = True,
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
    from agent.cli.coder import coder_for, drafter_for, endpoint_for, reviewer_for, sharing_for
    from agent.cli.rule_choice import rules_for
    from agent.cli.run import Selection, run

    rules = rules_for(config)
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
    recorder = recorder_for(endpoint.model if endpoint else None, no_store, record, replay, config)
    sharing = sharing_for(endpoint, deidentify, shift_dates=shift_dates, config=config)
    coder = coder_for(endpoint, profile, recorder, sharing)
    try:
        outcome = run(
            bundles,
            coder,
            selection,
            drafter_for(coder) if draft else None,
            reviewer_for(coder) if review else None,
            endpoint.limits.concurrency if endpoint else 1,
            rules,
            effects=effects,
            take=_print_line if output is ReportFormat.JSON and out is None else None,
        )
    except BaseException:
        if endpoint:
            endpoint.pace.stop()
        raise
    close(recorder)
    if out is not None:
        # Before printing, so that a reader that closes the pipe early does not cost the reports.
        outcome.write(out)
    _print(outcome, output)
    raise typer.Exit(outcome.exit_code(findings_count=exit_code))


def _print_line(report: AuditReport) -> None:
    """The report as a line of JSON, as soon as its turn comes."""
    from agent.report.as_json import to_json

    typer.echo(to_json(report))


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
