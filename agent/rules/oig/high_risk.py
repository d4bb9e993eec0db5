"""What the rules on high-risk diagnoses share: places outside hospitals, and words of the chart."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from agent.context import AuditContext
from agent.models import EvidenceSpan
from agent.rules.evidence import mentions_of, quotes
from agent.rules.kept import kept
from catalog.data_files import load_yaml

#: A bundle holds one encounter; OIG looked at a year of claims.
ONE_BUNDLE = "the patient's other claims of the year cannot be seen from one bundle"
TOOLKIT = "OIG:A-07-23-01213"


def outside_hospital(context: AuditContext) -> bool:
    """Whether the place of service is one where no hospital patient is seen."""
    return context.bundle.encounter.place_of_service in _table()["places_outside_hospital"]


def spoken_of(context: AuditContext, code: str) -> tuple[EvidenceSpan, ...] | None:
    """Where the chart reports the condition as present; None where it has words and none of those.

    The rules on support then speak of the code, and these keep silent.
    """
    found = quotes(mentions_of(context, code))[:2]
    written = any(document.text.strip() for document in context.documents)
    return found if found or not written else None


@kept
def told(context: AuditContext, name: str) -> bool:
    """Whether any document has a word of the list, however it is said."""
    return any(pattern(name).search(document.text) for document in context.documents)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The words of a list."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_table()['words'][name])})(?!\w)", re.IGNORECASE)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = load_yaml(Path(__file__).parent / "high_risk.yaml")
    return table
