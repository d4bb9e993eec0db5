"""What the rules on presence on admission share: who reports it, and which codes are exempt."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.rules.code_sets import CodeSet, code_set
from agent.rules.instructions import lines_naming

APPENDIX = "OCG:Appendix I"
_CODES = Path(__file__).parent / "poa_codes.yaml"


@cache
def listed(key: str) -> CodeSet:
    """The codes that `poa_codes.yaml` has under a key."""
    return code_set(_CODES, key)


def exempt(context: AuditContext, code: str) -> bool | None:
    """Whether a code is exempt from reporting; None where that is not known.

    The official list in force answers. Without one, only categories that are exempt, or not, as a
    whole are known.
    """
    known = context.catalog.poa_exempt(code)
    if known is not None:
        return known
    if code in listed("never_exempt"):
        return False
    return True if code in listed("always_exempt") else None


def marked(context: AuditContext, *indicators: str) -> tuple[Billed, ...]:
    """Billable diagnoses that carry one of the indicators and are not known to be exempt."""
    return tuple(
        billed
        for billed in context.billable
        if billed.entry.poa in indicators and not exempt(context, billed.code)
    )


def infections_of(context: AuditContext, organism: Billed) -> tuple[Billed, ...]:
    """Billed codes with a use additional code note that names the organism."""
    return tuple(
        billed
        for billed in context.billable
        if any(lines_naming(context.catalog, billed.code, "useAdditionalCode", organism.code))
    )
