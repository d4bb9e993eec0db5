"""Options that several commands share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How an answer is printed: for a person, or for a script."""

    TABLE = "table"
    JSON = "json"


def parse_day(text: str) -> date:
    """A date of service written as YYYY-MM-DD; anything else is a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("expected a date as YYYY-MM-DD, such as 2026-05-04") from None


On = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=parse_day,
        metavar="YYYY-MM-DD",
        help="Date of service; decides what is in force. Default: today.",
        show_default=False,
    ),
]
Output = Annotated[Format, typer.Option("--format", help="table is for people, json for scripts.")]
ModelName = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Let this model read the notes. Default: as configured, else none.",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="Where the model is served (any OpenAI-compatible endpoint).",
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Which rules run, how a model is asked. Default: chartaudit.toml, where it is here.",
        show_default=False,
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no model, whatever chartaudit.toml names.")
]
BudgetUsd = Annotated[
    float | None,
    typer.Option(
        "--budget", min=0, metavar="USD", help="Ask nothing more that might pass this sum."
    ),
]
MaxTokens = Annotated[
    int | None,
    typer.Option(
        "--max-tokens",
        min=0,
        metavar="N",
        help="Ask nothing more that might pass so many tokens, prompts and answers together.",
    ),
]
Deidentify = Annotated[
    bool | None,
    typer.Option(
        "--deidentify/--no-deidentify",
        help="Put surrogates in place of identifiers in what is sent to the model. Default: "
        "unless the endpoint is on this machine.",
        show_default=False,
    ),
]
ShiftDates = Annotated[
    bool,
    typer.Option(
        "--shift-dates",
        help="Move all dates of a chart alike instead of crossing them out; not Safe Harbor.",
    ),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Weigh the offline coder's choices by this profile (made by eval calibrate).",
    ),
]

Split = Annotated[
    str | None,
    typer.Option("--split", metavar="NAME", help="Part of the set, where it has parts."),
]
CodeSetDate = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=parse_day,
        metavar="YYYY-MM-DD",
        help="Date of service for every case; decides the code set. Default: the set's own.",
        show_default=False,
    ),
]


def day_or_today(day: date | None) -> date:
    """The day asked for, or today."""
    return day or date.today()
