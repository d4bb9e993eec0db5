"""What the disputed codes of a claim carry: the contract of a report's section `effects`.

Money plays no part in findings. What stands here is worked out after they are fixed, is given to no
model, and is in no finding and no query.
"""

from __future__ import annotations

from pydantic import Field

from agent.bundle import Strict


class DrgAssigned(Strict):
    """What the MS-DRG grouper makes of a claim."""

    drg: int | None = Field(description="None when the claim cannot be grouped.")
    title: str = ""
    mdc: int | None = None
    severity: str = Field(default="", description="MCC, CC, or empty: of the secondary diagnoses.")
    why_not: str = Field(default="", description="Why the claim cannot be grouped.")


class HccCarried(Strict):
    """A hierarchical condition category of CMS's risk adjustment."""

    model: str = Field(description="Such as V28.")
    hcc: str
    title: str = ""


class Change(Strict):
    """A claim that differs from the billed one as findings say: what it would carry."""

    findings: tuple[str, ...] = Field(description="Ids of the findings that speak of it.")
    change: str = Field(description="What is different, such as `without I50.9`.")
    followed: bool = Field(
        description="Whether it is what a finding recommends; else the claim without the code."
    )
    drg: DrgAssigned | None = None
    hcc_lost: tuple[HccCarried, ...] = ()
    hcc_gained: tuple[HccCarried, ...] = ()


class Effects(Strict):
    """What the claim carries as billed, and what it would with the disputed codes changed."""

    grouper: str = Field(default="", description="The MS-DRG version; empty when not an inpatient.")
    hcc_release: str = Field(default="", description="The mapping of diagnoses to categories.")
    drg: DrgAssigned | None = None
    hcc: tuple[HccCarried, ...] = ()
    changes: tuple[Change, ...] = ()
    notices: tuple[str, ...] = Field(
        default=(), description="What could not be worked out, and why."
    )
