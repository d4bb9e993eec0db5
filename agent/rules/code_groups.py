"""Groups of codes that several rules speak of, and which billed codes belong to one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from catalog.data_files import load_yaml

_GROUPS = Path(__file__).parent / "code_groups.yaml"


@cache
def group(name: str) -> tuple[str, ...]:
    """The beginnings of the dotted codes of a group in `code_groups.yaml`."""
    return tuple(_read()[name]["codes"])


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = load_yaml(_GROUPS)
    return content


def billed_with(context: AuditContext, *beginnings: str) -> tuple[Billed, ...]:
    """Billed codes that are billable on the date and begin in one of the ways, in claim order."""
    return tuple(b for b in context.billable if b.code.startswith(beginnings))


def billed_of(context: AuditContext, name: str) -> tuple[Billed, ...]:
    """Billed codes of a group, in claim order."""
    return billed_with(context, *group(name))


def proposed_of(context: AuditContext, name: str) -> tuple[str, ...]:
    """Codes of a group that the chart supports and that are not billed, best first."""
    return tuple(
        dict.fromkeys(
            p.code
            for p in context.proposals
            if p.code.startswith(group(name)) and p.code not in context.billed_codes
        )
    )
