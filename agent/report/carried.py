"""The section on what the disputed codes carry, in words that every format shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.models import DrgAssigned, Effects, HccCarried

HEADING = "What the disputed codes carry"
#: Told wherever the section is shown.
CAUTION = "Worked out once the findings were fixed; no finding and no query rests on it."


class ChangeShown(NamedTuple):
    """A changed claim in words: its findings, what is different, and what it would carry."""

    findings: str
    change: str
    drg: str
    hcc: str

    def words(self) -> str:
        """The change with what it would carry, in one sentence."""
        carried = "; ".join(part for part in (self.drg, self.hcc) if part)
        return f"{self.change}: {carried}" if carried else self.change


def as_billed(effects: Effects) -> str:
    """What the claim carries as billed: `DRG 193 Simple Pneumonia ... (MCC); HCC V28 213`."""
    parts = [drg_phrase(effects.drg)] if effects.drg else []
    if effects.hcc_release:
        parts.append(f"HCC {hcc_phrase(effects.hcc)}" if effects.hcc else "no HCC")
    return "; ".join(parts)


def changes_shown(effects: Effects) -> Iterator[ChangeShown]:
    """Each changed claim, in the order of its findings."""
    for change in effects.changes:
        drg = ""
        if change.drg is not None:
            same = effects.drg is not None and change.drg == effects.drg
            drg = "the same DRG" if same else drg_phrase(change.drg)
        moved = [
            *([f"loses {hcc_phrase(change.hcc_lost)}"] if change.hcc_lost else []),
            *([f"gains {hcc_phrase(change.hcc_gained)}"] if change.hcc_gained else []),
        ]
        hcc = "; ".join(moved) or ("the same HCCs" if effects.hcc_release else "")
        words = change.change if change.followed else f"{change.change} (not a recommendation)"
        yield ChangeShown(", ".join(change.findings), words, drg, hcc)


def sources(effects: Effects) -> str:
    """What the section rests on."""
    return "; ".join(part for part in (effects.grouper, effects.hcc_release) if part)


def drg_phrase(drg: DrgAssigned) -> str:
    """`DRG 193 Simple Pneumonia and Pleurisy with MCC`, or why there is none."""
    if drg.drg is None or drg.why_not:
        return f"no DRG: {drg.why_not}"
    return f"DRG {drg.drg:03} {drg.title}"


def hcc_phrase(categories: Sequence[HccCarried]) -> str:
    """`V28 HCC 213 (Title), V24 HCC 84 (Title)`."""
    return ", ".join(f"{c.model} {c.hcc}{f' ({c.title})' if c.title else ''}" for c in categories)
