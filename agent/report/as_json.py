"""The report as JSON: keys sorted, ASCII only, so that equal audits give equal bytes."""

from __future__ import annotations

import json

from agent.models import AuditReport


def to_json(report: AuditReport, indent: bool = False) -> str:
    """One AuditReport, without a line end.

    Without `indent` it is one line, so that many bundles make JSON Lines. ASCII only, because
    chart text may hold characters that end a line or steer a terminal.
    """
    if indent:
        return json.dumps(report.model_dump(mode="json"), sort_keys=True, indent=2)
    return json.dumps(report.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
