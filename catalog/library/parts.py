"""What the catalog is composed of on a date: each part with its release, and how far it holds.

A part whose release is not in force that day falls back to the nearest at hand; a part of which
nothing is at hand is absent. Reports, commands and notices all speak from this.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from catalog.library.official import edition_name
from catalog.release import Release

if TYPE_CHECKING:
    from catalog.library.installed import Installed
    from catalog.lookup import CatalogView

#: What the user does to have the official files.
REMEDY = "chartaudit catalog fetch"


class PartName(StrEnum):
    """The parts, in the order in which a coder comes by them."""

    CODE_SET = "code_set"
    NOTES = "notes"
    INDEX = "index"
    EXTERNAL_INDEX = "external_index"
    NEOPLASM = "neoplasm"
    DRUG = "drug"
    GUIDELINES = "guidelines"
    EDITS = "edits"
    CONVERSION_TABLE = "conversion_table"
    POA_EXEMPT = "poa_exempt"
    COVERAGE = "coverage"

    @property
    def label(self) -> str:
        """The part as an auditor says it."""
        return _LABELS[self]


_LABELS = {
    PartName.CODE_SET: "Code set",
    PartName.NOTES: "Tabular List",
    PartName.INDEX: "Alphabetic Index",
    PartName.EXTERNAL_INDEX: "External cause index",
    PartName.NEOPLASM: "Table of Neoplasms",
    PartName.DRUG: "Table of Drugs and Chemicals",
    PartName.GUIDELINES: "Official Guidelines",
    PartName.EDITS: "Edits",
    PartName.CONVERSION_TABLE: "Conversion table",
    PartName.POA_EXEMPT: "POA-exempt list",
    PartName.COVERAGE: "Coverage articles",
}
#: Parts that come from the library alone, and what is lost without the release in force.
_FROM_LIBRARY = {
    PartName.INDEX: "terms are looked up in the Tabular List alone, with lower recall",
    PartName.EXTERNAL_INDEX: "external causes are looked up in the Tabular List alone",
    PartName.NEOPLASM: "neoplasms are looked up in the Tabular List alone",
    PartName.DRUG: "substances are looked up in the Tabular List alone",
    PartName.GUIDELINES: "guidelines are cited in the words of the rulebook, without their text",
    PartName.CONVERSION_TABLE: "replacements of codes come from the MS-DRG conversion",
    PartName.POA_EXEMPT: "which codes are exempt from POA reporting is not known",
    PartName.COVERAGE: "which diagnoses support a service is told by policy packs alone",
}
#: Parts without which an audit finds or shows less; the others have a source that is shipped, or
#: are asked for by name.
_MISSED = (
    PartName.INDEX,
    PartName.EXTERNAL_INDEX,
    PartName.NEOPLASM,
    PartName.DRUG,
    PartName.GUIDELINES,
)


class Standing(StrEnum):
    """How a part stands on the date."""

    IN_FORCE = "in_force"
    NEAREST = "nearest"
    ABSENT = "absent"


class Part(NamedTuple):
    """A part of the catalog on a date: its release (None when absent), and that in a sentence."""

    name: PartName
    release: Release | None
    standing: Standing
    sentence: str


def parts_of(view: CatalogView) -> tuple[Part, ...]:
    """Every part on the view's date, in the order of PartName."""
    return tuple(_part(view, name) for name in PartName)


def release_of(found: Installed) -> Release:
    """The release that a file of the library holds, its name with the edition."""
    name = found.name
    if found.kind in {PartName.GUIDELINES, PartName.CONVERSION_TABLE, PartName.POA_EXEMPT}:
        name = f"{name}, {edition_name(found.effective_from)}"
    return Release(name, found.effective_from, found.effective_to, found.sha256)


def release_notice(view: CatalogView) -> str | None:
    """What to know of titles, notes and validity when their releases are not in force; or None."""
    sentences = [
        part.sentence
        for part in (_part(view, PartName.NOTES), _part(view, PartName.CODE_SET))
        if part.standing is not Standing.IN_FORCE
    ]
    return " ".join(sentences) or None


def library_notices(view: CatalogView) -> tuple[str, ...]:
    """At most two sentences: the parts that are neighbours, and those that are absent."""
    parts = [part for part in parts_of(view) if part.name in _MISSED]
    return tuple(
        sentence for sentence in (_neighbours(parts, view.date), _absent(parts)) if sentence
    )


def _part(view: CatalogView, name: PartName) -> Part:
    release: Release | None
    if name in _FROM_LIBRARY:
        found = view.catalog.releases.in_reach(name.value, view.date)
        release = release_of(found) if found else None
    elif name is PartName.NOTES:
        release = view.tabular_list.release
    else:
        release = view.catalog.editor
    if release is None:
        return Part(name, None, Standing.ABSENT, _absence(name))
    if release.in_force(view.date):
        return Part(name, release, Standing.IN_FORCE, f"{release.name} is in force.")
    return Part(name, release, Standing.NEAREST, _fallback(name, release, view.date))


def _absence(name: PartName) -> str:
    return f"{name.label}: none at hand; {_FROM_LIBRARY[name]}."


def _fallback(name: PartName, release: Release, day: date) -> str:
    if name in {PartName.CODE_SET, PartName.EDITS}:
        return (
            f"{release.name} knows codes and edits from {_period(release)} only, so not for {day}."
        )
    sentence = (
        f"{release.name} is the nearest {_named(name)} at hand; it is in force from "
        f"{_period(release)}, not on {day}."
    )
    if name is not PartName.NOTES:
        return sentence
    return (
        f"{sentence} Titles and notes come from it; which codes are billable is dated and comes "
        "from the Medicare Code Editor."
    )


def _neighbours(parts: list[Part], day: date) -> str:
    near = [p.release for p in parts if p.standing is Standing.NEAREST and p.release is not None]
    if not near:
        return ""
    named = "; ".join(f"{release.name} ({_period(release)})" for release in near)
    return f"Nearest at hand, not in force on {day}: {named}. Add others with: {REMEDY}"


def _absent(parts: list[Part]) -> str:
    names = [part.name for part in parts if part.standing is Standing.ABSENT]
    if not names:
        return ""
    lost = ["recall is lower"] if set(names) != {PartName.GUIDELINES} else []
    lost += ["guideline texts are not shown"] if PartName.GUIDELINES in names else []
    named = ", ".join(_named(name) for name in names)
    return f"Not at hand: {named}; {' and '.join(lost)}. Add with: {REMEDY}"


def _named(name: PartName) -> str:
    """The label within a sentence: names of documents keep their capitals."""
    if name in {PartName.EXTERNAL_INDEX, PartName.CONVERSION_TABLE}:
        return name.label[0].lower() + name.label[1:]
    return name.label


def _period(release: Release) -> str:
    return f"{release.effective_from} to {release.effective_to or 'further notice'}"
