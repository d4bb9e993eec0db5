"""What `chartaudit catalog list --on DATE` prints: the parts of the catalog on a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from agent.cli.options import Format
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from catalog.library.parts import Part


def list_parts(day: date, output: Format) -> None:
    """Print each part with its release on the day; what is not in force is told in a sentence."""
    from catalog import Catalog
    from catalog.library.parts import REMEDY, Standing

    with Catalog.open() as catalog:
        parts = catalog.on(day).in_force()
    if output is Format.JSON:
        say_json({"on": day, "parts": [_record(part) for part in parts]})
        return
    column = max(len(part.name.label) for part in parts)
    for part in parts:
        entry_line(part.name.label, _standing(part), column, indent="")
    fallen = [part for part in parts if part.standing is not Standing.IN_FORCE]
    if fallen:
        say()
    for part in fallen:
        say(part.sentence, hanging="  ")
    if fallen:
        say(f"Add official files with: {REMEDY}")


def _standing(part: Part) -> str:
    if part.release is None:
        return "absent"
    standing = part.standing.value.replace("_", " ")
    release = part.release
    last = release.effective_to or "further notice"
    return f"{standing}: {release.name}, {release.effective_from} to {last}"


def _record(part: Part) -> dict[str, object]:
    return {
        "part": part.name.value,
        "standing": part.standing.value,
        "release": part.release._asdict() if part.release else None,
        "sentence": part.sentence,
    }
