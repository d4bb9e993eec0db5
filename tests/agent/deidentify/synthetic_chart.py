"""Charts with planted identifiers: templates of ours, filled from pools of made-up values.

A slot `{name}` takes a value of that kind, `{name_up}` and `{name_low}` the same in capitals and in
small letters; the same seed gives the same chart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from catalog.data_files import load_yaml

_HERE = Path(__file__).parent
TEMPLATES = {
    name: content
    for file in ("templates", "blind", "sealed")
    for name, content in load_yaml(_HERE / f"{file}.yaml").items()
}
_SLOT = re.compile(r"\{(\w+)\}")
#: Slots that hold names, as against those of a fixed form.
NAME_SLOTS = frozenset({"name", "surname", "given", "turned", "caps", "rare"})
NAME_SLOTS |= {f"{slot}_{case}" for slot in NAME_SLOTS for case in ("up", "low")}
_NAME_FORMS = {
    "name": ["{g} {s}", "{g} {i}. {s}", "{g} {s}"],
    "turned": ["{s}, {g}", "{s}, {g} {i}", "{s}, {g} {i}."],
    "caps": ["{g} {s}", "{s}, {g}", "{s},{g} {i}"],
}
_DATE_FORMS = [
    "%m/%d/%Y",
    "%m/%d/%y",
    "%Y-%m-%d",
    "%B %-d, %Y",
    "%b %-d, %Y",
    "%-d %b %Y",
    "%-m/%-d/%Y",
    *("%d-%b-%Y", "%m-%d-%Y", "%B %-dth", "%-m-%-d-%y", "%b. %-d, %Y"),
]


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
    """Each template of a part (`built` or `held_out`), filled in as many ways.

    A part may have pools of its own, as `pools_` and its name.
    """
    pools = {**TEMPLATES["pools"], **TEMPLATES.get(f"pools_{part}", {})}
    for number, template in enumerate(TEMPLATES[part]):
        for copy in range(copies):
            yield _filled(template, pools, random.Random(f"{part}-{number}-{copy}"))


def _filled(template: str, pool: dict[str, list[str]], chance: random.Random) -> SyntheticChart:
    text, planted, last = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[last : slot.start()]
        value = _value(slot[1], pool, chance)
        planted.append(Planted(len(text), len(text) + len(value), slot[1]))
        text += value
        last = slot.end()
    return SyntheticChart(text + template[last:], tuple(planted))


def _value(slot: str, pool: dict[str, list[str]], chance: random.Random) -> str:
    pick = chance.choice

    def drawn(character: str) -> str:
        if character == "9":
            return str(chance.randint(1, 9))
        return pick("ABCDEFGHJKLMNPRSTUVWXYZ") if character == "?" else character

    base, _, case = slot.partition("_")
    if case in {"up", "low"}:
        value = _value(base, pool, chance)
        return value.upper() if case == "up" else value.lower()
    match slot:
        case "given" | "surname" | "rare" | "city" | "county" | "organisation" | "firm" | "school":
            return str(pick(pool[slot]))
        case "name" | "turned" | "caps":
            forms = pool.get(f"{slot}_forms", _NAME_FORMS[slot])
            made = str(pick(forms)).format(**_person(pool, chance))
            return made.upper() if slot == "caps" else made
        case "date":
            return _date(pool.get("date_forms", _DATE_FORMS), chance)
        case "age":
            return str(chance.randint(90, 108))
        case _:
            return "".join(map(drawn, str(pick(pool[slot]))))


def _person(pool: dict[str, list[str]], chance: random.Random) -> dict[str, str]:
    return {
        "g": str(chance.choice(pool["given"])),
        "s": str(chance.choice(pool["surname"])),
        "i": chance.choice("ABCDEFGHJKLMRSTW"),
    }


def _date(forms: list[str], chance: random.Random) -> str:
    day = date(2019, 1, 1) + timedelta(days=chance.randint(0, 2600))
    return day.strftime(chance.choice(forms))
