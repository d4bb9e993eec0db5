"""`chartaudit schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from agent.cli.output import say_json


class SchemaFormat(StrEnum):
    JSON = "json"


class Contract(StrEnum):
    """What the schema describes: what goes in, what comes out, or a line of a gold set."""

    BUNDLE = "bundle"
    REPORT = "report"
    GOLDSET = "goldset"


def schema(
    contract: Annotated[Contract, typer.Argument(help="Of what.")] = Contract.BUNDLE,
    output: Annotated[SchemaFormat, typer.Option("--format", help="Always JSON.")] = (
        SchemaFormat.JSON
    ),
) -> None:
    """Print the JSON Schema of a bundle, of a report, or of a line of a gold set.

    Use it to check bundles before they are sent, or to complete them in an editor.

    \b
    Example:
      chartaudit schema > bundle.schema.json
      chartaudit schema goldset > goldset.schema.json
    """
    from agent.models import AuditReport, ChartBundle

    if contract is Contract.BUNDLE:
        say_json(ChartBundle.model_json_schema(mode="validation"))
    elif contract is Contract.GOLDSET:
        from evals.contracts import GoldCase

        say_json(GoldCase.model_json_schema(mode="validation"))
    else:
        say_json(AuditReport.model_json_schema(mode="serialization"))
