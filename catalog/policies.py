"""Policy packs: dated YAML that says which diagnoses support which procedures."""

from __future__ import annotations

from catalog.citations import Authority


def policy_items() -> dict[str, Authority]:
    """Citable policy items by id (`POL:<policy>:<item>`)."""
    return {}
