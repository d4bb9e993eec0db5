"""Codes that a note of the classification asks for, so that one omission is one finding."""

from __future__ import annotations

from agent.context import AuditContext
from agent.models import Action
from agent.rules.conventions.cnv02_manifestation_order import ManifestationOrder
from agent.rules.conventions.cnv03_code_first import CodeFirst
from agent.rules.conventions.cnv04_use_additional import UseAdditionalCode
from agent.rules.conventions.cnv05_residual_category import ResidualCategory
from agent.rules.conventions.cnv07_code_also import CodeAlso
from agent.rules.conventions.cnv08_manifestation_code import ManifestationCode
from agent.rules.kept import kept
from agent.rules.sequencing.seq03_manifestation_first import ManifestationFirst
from agent.rules.support.sup16_preoperative_diagnosis import PreoperativeDiagnosis

_RULES = (
    ManifestationOrder(),
    CodeFirst(),
    UseAdditionalCode(),
    ResidualCategory(),
    CodeAlso(),
    ManifestationCode(),
    ManifestationFirst(),
    PreoperativeDiagnosis(),
)


@kept
def asked_for(context: AuditContext) -> frozenset[str]:
    """Codes that the convention and sequencing rules say to add, or to put in another's place."""
    return frozenset(
        recommended.code
        for rule in _RULES
        for finding in rule.check(context)
        if finding.recommendation.action in {Action.ADD, Action.REPLACE}
        for recommended in finding.recommendation.codes
    )
