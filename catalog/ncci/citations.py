"""Citations of NCCI's quarterly edits: `NCCI:ptp:<service>` and `NCCI:mue:<service>`."""

from __future__ import annotations

from catalog.citations import Authority
from catalog.lookup import CatalogView
from catalog.ncci.quarterly import Service

_TITLES = {"ptp": "Procedure-to-procedure edits", "mue": "Medically unlikely edits"}
_TEXTS = {
    "ptp": (
        "Of a pair of codes for one patient and day the first is paid; the second only where the "
        "pair's indicator is 1 and a modifier that tells them apart is reported and borne out."
    ),
    "mue": (
        "For a code the most units that are paid: of a line (indicator 1), or of a day, as a "
        "matter of policy (2) or of what is clinically likely (3)."
    ),
}


def resolve_ncci(view: CatalogView, citation: str) -> Authority | None:
    """The quarterly table that an id names, of the quarter at hand; None without any."""
    _, table, name = citation.split(":")
    if table not in _TITLES or name not in Service._value2member_map_:
        return None
    service, ncci = Service(name), view.catalog.releases.ncci
    found = ncci.pairs(service, view.date) if table == "ptp" else ncci.units(service, view.date)
    if found is None:
        return None
    edition = found.editions[0]
    return Authority(
        id=citation,
        authority="CMS National Correct Coding Initiative",
        title=f"{_TITLES[table]}, {service.label}",
        section=edition.edition,
        text=_TEXTS[table],
        effective_from=edition.effective_from,
        effective_to=edition.effective_to,
        release=edition.name,
        source="CMS, Medicare National Correct Coding Initiative Edits",
    )
