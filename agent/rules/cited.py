"""What a citation resolves to, looked up once for an encounter: by the rule, and by the proof."""

from __future__ import annotations

from agent.context import AuditContext
from agent.rules.kept import kept
from catalog.citations import Authority, resolve


@kept
def cited(context: AuditContext, citation: str) -> Authority | None:
    """The rule that an id names, in force on the date of service or not; None if there is none."""
    return context.own_entries.get(citation) or resolve(context.catalog, citation)


def in_force(context: AuditContext, citation: str) -> bool:
    """Whether the id resolves to a rule in force on the date of service."""
    found = cited(context, citation)
    return found is not None and found.in_force(context.catalog.date)
