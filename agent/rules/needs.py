"""What a bundle must hold for a rule to be asked."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from agent.context import AuditContext
from agent.models import Setting, Sex


class Need(StrEnum):
    """Something a bundle, or the catalog, may lack; the value is how a report names it."""

    DOCUMENTATION = "documentation"
    AGE = "the patient's age"
    BIRTH_DATE = "the patient's birth date"
    SEX = "the patient's sex"
    LINES = "service lines"
    SPECIALTY = "the rendering specialty"
    PLACE_OF_SERVICE = "the place of service"
    DISCHARGE_DATE = "the discharge date"
    DISCHARGE_STATUS = "the discharge status"
    POA = "present-on-admission indicators"
    NCCI_PTP = "NCCI's pairs of the quarter, which `chartaudit catalog add` takes"
    NCCI_MUE = "NCCI's most units of the quarter, which `chartaudit catalog add` takes"

    def met(self, context: AuditContext) -> bool:
        """Whether the bundle holds it."""
        return _MET[self](context)


def _has_poa(context: AuditContext) -> bool:
    """Only inpatient claims carry the indicator."""
    inpatient = context.bundle.encounter.setting is Setting.INPATIENT
    return inpatient and any(d.poa for d in context.bundle.claim.diagnoses)


def _has_ncci(context: AuditContext, kind: str) -> bool:
    """Whether the user has added a file of the kind."""
    return bool(context.catalog.catalog.releases.at_hand(kind))


_MET: dict[Need, Callable[[AuditContext], bool]] = {
    Need.DOCUMENTATION: lambda c: any(d.text.strip() for d in c.documents),
    Need.AGE: lambda c: c.bundle.patient.age_on(c.bundle.encounter.service_from) is not None,
    Need.BIRTH_DATE: lambda c: c.bundle.patient.birth_date is not None,
    Need.SEX: lambda c: c.bundle.patient.sex is not Sex.UNKNOWN,
    Need.LINES: lambda c: bool(c.bundle.claim.lines),
    Need.SPECIALTY: lambda c: c.bundle.encounter.rendering_specialty is not None,
    Need.PLACE_OF_SERVICE: lambda c: c.bundle.encounter.place_of_service is not None,
    Need.DISCHARGE_DATE: lambda c: c.bundle.encounter.service_to is not None,
    Need.DISCHARGE_STATUS: lambda c: c.bundle.encounter.discharge_status is not None,
    Need.POA: _has_poa,
    Need.NCCI_PTP: lambda c: _has_ncci(c, "ncci_ptp"),
    Need.NCCI_MUE: lambda c: _has_ncci(c, "ncci_mue"),
}
