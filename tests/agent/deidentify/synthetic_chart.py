"""Charts with planted identifiers: templates of ours, filled from pools of made-up values.

A slot `{name}` takes a value of that kind; the same seed gives the same chart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from catalog.data_files import load_yaml

TEMPLATES = load_yaml(Path(__file__).parent / "templates.yaml")
_SLOT = re.compile(r"\{(\w+)\}")
#: Slots that hold names, as against those of a fixed form.
NAME_SLOTS = frozenset({"name", "surname", "given", "turned", "caps", "rare"})


@dataclass(frozen=True)
class Planted:
    """An identifier that was planted at a place of the text."""

    start: int
    end: int
    slot: str


@dataclass(frozen=True)
class SyntheticChart:
    """A text and what is planted in it."""

    text: str
    planted: tuple[Planted, ...]


def charts(part: str, copies: int) -> Iterator[SyntheticChart]:
    """Each template of a part (`built` or `held_out`), filled in as many ways."""
    for number, template in enumerate(TEMPLATES[part]):
        for copy in range(copies):
            yield _filled(template, random.Random(f"{part}-{number}-{copy}"))


def _filled(template: str, chance: random.Random) -> SyntheticChart:
    text, planted, last = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[last : slot.start()]
        value = _value(slot[1], chance)
        planted.append(Planted(len(text), len(text) + len(value), slot[1]))
        text += value
        last = slot.end()
    return SyntheticChart(text + template[last:], tuple(planted))


def _value(slot: str, chance: random.Random) -> str:
    pool = TEMPLATES["pools"]
    pick = chance.choice

    def drawn(character: str) -> str:
        if character == "9":
            return str(chance.randint(1, 9))
        return pick("ABCDEFGHJKLMNPRSTUVWXYZ") if character == "?" else character

    match slot:
        case "given" | "surname" | "rare" | "city" | "street" | "organisation":
            return str(pick(pool[slot]))
        case "name":
            return pick(["{g} {s}", "{g} {i}. {s}", "{g} {s}"]).format(**_person(chance))
        case "turned":
            return pick(["{s}, {g}", "{s}, {g} {i}", "{s}, {g} {i}."]).format(**_person(chance))
        case "caps":
            return pick(["{g} {s}", "{s}, {g}", "{s},{g} {i}"]).format(**_person(chance)).upper()
        case "date":
            return _date(chance)
        case "age":
            return str(chance.randint(90, 108))
        case _:
            return "".join(map(drawn, str(pick(pool[slot]))))


def _person(chance: random.Random) -> dict[str, str]:
    pool = TEMPLATES["pools"]
    return {
        "g": str(chance.choice(pool["given"])),
        "s": str(chance.choice(pool["surname"])),
        "i": chance.choice("ABCDEFGHJKLMRSTW"),
    }


def _date(chance: random.Random) -> str:
    day = date(2019, 1, 1) + timedelta(days=chance.randint(0, 2600))
    forms = [
        "%m/%d/%Y",
        "%m/%d/%y",
        "%Y-%m-%d",
        "%B %-d, %Y",
        "%b %-d, %Y",
        "%-d %b %Y",
        "%-m/%-d/%Y",
    ]
    forms += ["%d-%b-%Y", "%m-%d-%Y", "%B %-dth", "%-m-%-d-%y", "%b. %-d, %Y"]
    return day.strftime(chance.choice(forms))
