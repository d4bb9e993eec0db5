"""`chartaudit schema`: the bundle's JSON Schema."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from agent.cli.output import say_json


class SchemaFormat(StrEnum):
    JSON = "json"


class Contract(StrEnum):
    """What the schema describes: what goes in, or what comes out."""

    BUNDLE = "bundle"
    REPORT = "report"


def schema(
    contract: Annotated[Contract, typer.Argument(help="Of what.")] = Contract.BUNDLE,
    output: Annotated[SchemaFormat, typer.Option("--format", help="Always JSON.")] = (
        SchemaFormat.JSON
    ),
) -> None:
    """Print the JSON Schema of a bundle or report.

    Use it to check bundles before they are sent, or to complete them in an editor.

    \b
    Example:
      chartaudit schema > bundle.schema.json
    """
    from agent.models import AuditReport, ChartBundle

    if contract is Contract.BUNDLE:
        say_json(ChartBundle.model_json_schema(mode="validation"))
    else:
        say_json(AuditReport.model_json_schema(mode="serialization"))
