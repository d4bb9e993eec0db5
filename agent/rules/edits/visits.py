"""Which codes are visits, of what kind, and what goes with each: facts of `visits.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalog.data_files import load_yaml

_FILE = Path(__file__).parent / "visits.yaml"
#: Numbers that evaluation and management has for itself, with eye examinations before them.
_EVALUATION = ((92002, 92014), (99202, 99499))


@dataclass(frozen=True, slots=True)
class VisitFamily:
    """Visit codes of one kind; `places` are those it is reported at, None where it is not told."""

    id: str
    label: str
    new_patient: bool
    once_a_day: bool
    places: frozenset[str] | None
    not_places: frozenset[str]

    def held_at(self, place: str) -> bool:
        """Whether a visit of this kind is reported at the place of service."""
        return place not in self.not_places and (self.places is None or place in self.places)


def visit_family(procedure: str) -> VisitFamily | None:
    """The family of a visit code, or None.

    >>> visit_family("99213").id
    'office_established'
    """
    return _families().get(procedure)


def visit_codes(*ids: str) -> tuple[str, ...]:
    """The codes of these families (of all without ids), for a rule's `about_procedures`."""
    return tuple(code for code, family in _families().items() if not ids or family.id in ids)


def is_evaluation(procedure: str) -> bool:
    """Whether the code is of evaluation and management, eye examinations among them."""
    return procedure.isdigit() and any(low <= int(procedure) <= high for low, high in _EVALUATION)


def is_procedure(procedure: str) -> bool:
    """Whether the code is of anaesthesia, surgery, radiology or the laboratory, and so no visit."""
    return procedure.isdigit() and len(procedure) == 5 and int(procedure) <= 89398


@cache
def _families() -> dict[str, VisitFamily]:
    found: dict[str, VisitFamily] = {}
    for entry in load_yaml(_FILE)["families"]:
        family = _family(entry)
        for span in entry["codes"]:
            low, _, high = span.partition("-")
            for number in range(int(low), int(high or low) + 1):
                found[str(number)] = family
    return found


def _family(entry: dict[str, Any]) -> VisitFamily:
    places = entry.get("places")
    return VisitFamily(
        entry["id"],
        entry["label"],
        entry.get("new_patient", False),
        entry.get("once_a_day", False),
        None if places is None else frozenset(places),
        frozenset(entry.get("not_places", ())),
    )
