"""Pressure ulcer codes taken apart: the site, and the stage that the last character tells."""

from __future__ import annotations

#: Meaning of the last character, and of the one in the categories that have no site of their own
#: (L89.4, contiguous sites; L89.9, unspecified site).
_STAGES = {"0": "unstageable", "1": "1", "2": "2", "3": "3", "4": "4", "6": "deep", "9": "open"}
_WITHOUT_SITE = {
    "0": "open",
    "1": "1",
    "2": "2",
    "3": "3",
    "4": "4",
    "5": "unstageable",
    "6": "deep",
}

IN_WORDS = {
    "1": "stage 1",
    "2": "stage 2",
    "3": "stage 3",
    "4": "stage 4",
    "deep": "deep tissue damage",
    "open": "unspecified stage",
    "unstageable": "unstageable",
}


def stage_of(code: str) -> str | None:
    """The stage of a dotted L89 code: 1 to 4, `deep`, `unstageable` or `open`; else None."""
    return _characters(code).get(code[-1])


def site_of(code: str) -> str:
    """The code without its stage; equal for ulcers of one site and side."""
    return code[:-1]


def at_stage(code: str, stage: str) -> str | None:
    """The code of the same site at another stage."""
    found = next((c for c, meaning in _characters(code).items() if meaning == stage), None)
    return None if found is None else site_of(code) + found


def _characters(code: str) -> dict[str, str]:
    return _WITHOUT_SITE if code.startswith(("L89.4", "L89.9")) else _STAGES
