"""Two conditions that one code says, and what diabetes brings about: facts of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from catalog.words import read_lexicon

FILE = "combinations.yaml"


class Link(StrEnum):
    """What joins the two: the classification itself, or words of the chart."""

    PRESUMED = "presumed"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Combination:
    """A condition of `one` beside one of `other`, and of `beside` unless it is empty, means `code`.

    Families are beginnings of codes. With `tail`, the code goes on as the code of `one` does.
    `categories` are those of `one`, three characters each.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    beside: tuple[str, ...]
    code: str
    tail: bool
    link: Link
    keeps_one: bool
    keeps_other: bool
    of_chapter: bool
    cites: tuple[str, ...]
    categories: frozenset[str]

    def code_for(self, one: str) -> str:
        """The combination code, where `one` is the code of the first condition."""
        if not self.tail:
            return self.code
        family = next(family for family in self.one if one.startswith(family))
        return self.code + one[len(family) :]


@dataclass(frozen=True, slots=True)
class Worded:
    """A code for the words of a statement, or three: for the right, the left and no side told."""

    words: re.Pattern[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What the words for a combination name too: a code of `family` beside a code of `of`."""

    of: tuple[str, ...]
    family: tuple[str, ...]
    worded: tuple[Worded, ...]


@dataclass(frozen=True, slots=True)
class Complication:
    """What a diabetic has, and how the code of each type of diabetes with it ends."""

    codes: tuple[str, ...]
    said: str
    ending: str
    stays: bool
    link: Link
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diabetes:
    """The types of diabetes, as categories, with the complications that share their endings."""

    types: tuple[str, ...]
    cites: tuple[str, ...]
    complications: tuple[Complication, ...]


@cache
def combinations() -> tuple[Combination, ...]:
    """All combinations but those of diabetes, in the order in which they are tried."""
    return tuple(row for facts in read_lexicon(FILE)["combinations"] for row in _rows(facts))


def combinations_of(code: str) -> Iterator[Combination]:
    """The combinations whose first condition the code may be, in their order."""
    return (row for row in _by_category().get(code[:3], ()) if code.startswith(row.one))


@cache
def _by_category() -> dict[str, tuple[Combination, ...]]:
    found: dict[str, dict[Combination, None]] = {}
    for row in combinations():
        for category in row.categories:
            found.setdefault(category, {})[row] = None
    return {category: tuple(rows) for category, rows in found.items()}


def _rows(facts: dict[str, object]) -> Iterator[Combination]:
    told = facts.get("codes")
    pairs = told.items() if isinstance(told, dict) else [(facts["other"], facts["code"])]
    link = Link(str(facts["link"]))
    keep = facts.get("keep", "none")
    presumption = ("OCG:I.A.15",) if link is Link.PRESUMED else ()
    for other, code in pairs:
        yield Combination(
            one=_strings(facts["one"]),
            other=_strings(other),
            beside=_strings(facts.get("and", ())),
            code=str(code),
            tail=bool(facts.get("tail")),
            link=link,
            keeps_one=keep in ("one", "both"),
            keeps_other=keep in ("other", "both"),
            of_chapter=bool(facts.get("chapter")),
            cites=_strings(facts.get("cites", ())) or ("OCG:I.B.9", *presumption),
            categories=frozenset(family[:3] for family in _strings(facts["one"])),
        )


def _strings(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))  # type: ignore[call-overload]


@cache
def diabetes() -> Diabetes:
    """What the Index lists under "Diabetes, with", as far as it is specific."""
    facts = read_lexicon(FILE)["diabetes"]
    return Diabetes(
        tuple(facts["types"]),
        tuple(facts["cites"]),
        tuple(
            Complication(
                codes=tuple(row["codes"]),
                said=row.get("said", ""),
                ending=row["ending"],
                stays=row["stays"],
                link=Link(row["link"]),
                unless=tuple(row.get("unless", ())),
            )
            for row in facts["complications"]
        ),
    )


@cache
def parts() -> tuple[Part, ...]:
    """What combinations hold, by the words of the statement."""
    return tuple(
        Part(
            tuple(facts["of"]),
            tuple(facts["family"]),
            tuple(
                Worded(
                    re.compile(row["words"], re.IGNORECASE),
                    tuple(row["sides"]) if "sides" in row else (row["code"],),
                )
                for row in facts["rows"]
            ),
        )
        for facts in read_lexicon(FILE)["parts"]
    )


@cache
def linking() -> re.Pattern[str]:
    """Words that join two conditions of one statement."""
    words = "|".join(re.escape(words) for words in read_lexicon(FILE)["linking"])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
