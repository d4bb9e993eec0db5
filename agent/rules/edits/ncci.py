"""Which of NCCI's tables a claim is held against, and the modifiers that part a pair."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Setting
from catalog.data_files import load_yaml
from catalog.ncci.quarterly import Service

#: Claims with services that NCCI's tables are for.
SETTINGS = frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.EMERGENCY})
#: The first characters that a CPT or HCPCS code has: for rules that are about any of them.
ANY_PROCEDURE = tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def service_of(context: AuditContext) -> Service:
    """The services of the claim: a physician's, or those of an outpatient hospital."""
    professional = context.bundle.encounter.setting is Setting.PROFESSIONAL
    return Service.PRACTITIONER if professional else Service.HOSPITAL


@cache
def parting_modifiers() -> frozenset[str]:
    """The modifiers that NCCI takes to tell the two services of a pair apart."""
    groups = load_yaml(Path(__file__).parent / "ncci_modifiers.yaml")["modifiers"]
    return frozenset(modifier for group in groups.values() for modifier in group)
