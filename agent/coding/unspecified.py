"""Codes that leave open what another of their category says, told by the titles alone.

`Heart failure, unspecified` says less than `Chronic diastolic (congestive) heart failure`, and
diabetes `without complications` less than diabetes `with foot ulcer`.
Where a record has the detail, the code that leaves it open is not reported (Official Guidelines
I.A.9.b, I.B.2).
"""

from __future__ import annotations

import re
from functools import lru_cache

from catalog import CatalogView
from catalog.words import reader, singular

_OPEN = re.compile(
    r"\bunspecified\b|\bNOS\b|\bnot specified\b|\bwithout (?:mention of )?complications?\b"
    r"|\buncomplicated\b",
    re.IGNORECASE,
)
#: What a title says besides the condition: that a part is open, or that something is not there.
_NOTHING = re.compile(
    r"\bunspecified (?:site|type|organism|part|cause|location|control|ear|eye|limb|side)s?\b"
    r"|,?\s*\b(?:without|not)\b[^,]*|\bother (?:specified )?|\bunspecified\b|\buncomplicated\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\bwithout ([^,]*)", re.IGNORECASE)
_OTHER = re.compile(r"other ", re.IGNORECASE)
_LEFT_OPEN = re.compile(r"\bunspecified \w+", re.IGNORECASE)
#: Words that tell of an episode; one in the past says nothing of a lasting disease today.
_EPISODE = frozenset(
    ["acute", "exacerbation", "withdrawal", "crisis", "attack", "intoxication", "relapse", "shock",
     "bleeding", "hemorrhage", "obstruction", "rupture", "perforation", "coma"]
)  # fmt: skip


def is_open(view: CatalogView, code: str) -> bool:
    """Whether the code's title says that something is left open."""
    return _OPEN.search(view.title(code)) is not None


def is_other(view: CatalogView, code: str) -> bool:
    """Whether the code stands for the others of its category, those with no code of their own."""
    return _OTHER.match(view.title(code)) is not None


def says_more(view: CatalogView, code: str, leaves_open: str) -> bool:
    """Whether a code says all that another of its category says, and what that one leaves open."""
    if code[:3] != leaves_open[:3] or code == leaves_open:
        return False
    title, fuller = view.title(leaves_open), view.title(code)
    denied = _absent(title)
    if not _OPEN.search(title) and not denied:
        return False
    side, other = _side(view, leaves_open), _side(view, code)
    if side and side != other:
        return False
    less, more = _said(title), _said(fuller)
    if not less or any(word not in more and not _begun(word, more) for word in less):
        return False
    further = _told(fuller) - less
    if other and not side:
        further |= {other}
    if not _OPEN.search(title):
        return not denied.isdisjoint(further)
    return bool(further) or (is_other(view, code) and not _OPEN.search(fuller))


def tells_of_episode(view: CatalogView, code: str, leaves_open: str) -> bool:
    """Whether what the code says more is an episode, over when it is over."""
    further = _told(view.title(code)) - _said(view.title(leaves_open))
    return not further.isdisjoint(_EPISODE)


def _side(view: CatalogView, code: str) -> str | None:
    attributes = view.attributes(code)
    return attributes.side if attributes and attributes.side != "unspecified" else None


def _begun(word: str, words: frozenset[str]) -> bool:
    """Whether a stage is told with its letter: the 3 of `stage 3, unspecified` in `stage 3a`."""
    return word.isdigit() and any(other[:-1] == word for other in words)


@lru_cache(maxsize=8192)
def _absent(title: str) -> frozenset[str]:
    """What a title says is not there: the esophagitis of `reflux disease without esophagitis`."""
    return _key(" ".join(_WITHOUT.findall(title)))


@lru_cache(maxsize=8192)
def _said(title: str) -> frozenset[str]:
    return _key(_NOTHING.sub(" ", title))


@lru_cache(maxsize=8192)
def _told(title: str) -> frozenset[str]:
    """What a title says, without the parts that it leaves open."""
    return _key(_NOTHING.sub(" ", _LEFT_OPEN.sub(" ", title)))


def _key(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in reader().key(text))
