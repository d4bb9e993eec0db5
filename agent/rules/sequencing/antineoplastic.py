"""Services on a claim that give antineoplastic treatment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agent.context import AuditContext
from catalog.data_files import load_yaml

BRACHYTHERAPY = "brachytherapy"
EXTERNAL_BEAM = "external_beam"
INFUSION = "infusion"


@cache
def services(kind: str) -> tuple[str, ...]:
    """Procedure codes of a kind of treatment."""
    return tuple(load_yaml(Path(__file__).parent / "antineoplastic_services.yaml")[kind])


def given(context: AuditContext, kind: str) -> str | None:
    """The first procedure on the claim that gives treatment of the kind, or None."""
    codes = services(kind)
    return next(
        (line.procedure for line in context.bundle.claim.lines if line.procedure in codes), None
    )
