"""What a chart says of a fracture besides its site: whether it is open, and whether displaced."""

from __future__ import annotations

import re

from agent.context import AuditContext
from agent.models import EvidenceSpan
from agent.rules.wording import said

#: The categories of traumatic fractures that the guideline names.
FRACTURES = (
    *("S02", "S12", "S22", "S32", "S42", "S49", "S52", "S59", "S62", "S72", "S79", "S82", "S89"),
    "S92",
)
OPEN = re.compile(
    r"\b(?:open (?!reduction|treatment|surg)(?:[\w-]+ ){0,5}?fractures?|fractures?,? open\b|"
    r"compound (?:[\w-]+ ){0,4}?fractures?|gustilo\w*|bone (?:is )?(?:exposed|visible|protrud\w+))",
    re.IGNORECASE,
)
#: Any words that may stand for an open fracture, so that their absence means something.
MAY_BE_OPEN = re.compile(
    r"\bopen(?! reduction|ing\b)\b|\bcompound\b|gustilo|expos\w+|protrud\w+|through the skin|"
    r"grade [123i]|type [123i]\b",
    re.IGNORECASE,
)
DISPLACED = re.compile(
    r"(?<!non-)(?<!non )(?<!un)\bdisplaced (?:[\w-]+ ){0,6}?fractures?\b", re.IGNORECASE
)
NONDISPLACED = re.compile(
    r"\b(?:non[- ]?displaced|undisplaced) (?:[\w-]+ ){0,6}?fractures?\b", re.IGNORECASE
)
#: Any words that may stand for a fracture in place.
MAY_BE_IN_PLACE = re.compile(
    r"non[- ]?displace\w*|undisplaced|\b(?:no|without|minimal\w*|not) (?:\w+ ){0,2}displace\w*|"
    r"hairline|occult|stress|incomplete|align\w*|buckle|torus|greenstick|impacted|"
    r"in (?:good )?place",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\b(?:no|not|without|denies|negative|possible|versus|vs|rule out|history|prior|old)\b", re.I
)


def stated(context: AuditContext, pattern: re.Pattern[str]) -> list[EvidenceSpan]:
    """Where sentences without denial or doubt say so."""
    return [s.span for s in said(context, pattern) if not _DOUBTED.search(s.sentence)]
