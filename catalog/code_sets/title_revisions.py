"""How a code's title was revised, from the order files and lists of changes in the library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from catalog.code_sets.change_list import open_change_list
from catalog.code_sets.orders import find_line
from catalog.codes import canonical
from catalog.library.installed import Installed
from catalog.library.official import Kind
from catalog.library.releases import Releases

_APRIL, _OCTOBER = 4, 10
_DAY = timedelta(days=1)


class TitleRevision(NamedTuple):
    """A title gave way to another, from the day `earliest` on or from one up to `latest`.

    The two days are the same where the editions at hand leave no gap.
    """

    earliest: date
    latest: date
    before: str
    after: str


class _Told(NamedTuple):
    first: date
    last: date
    title: str
    revised: bool | None


def title_revisions(releases: Releases, code: str) -> tuple[TitleRevision, ...]:
    """The revisions of a code's long title, in order of date; empty without order files.

    Raises OfficialFileError when a file of the library is damaged.
    """
    told = sorted(_told(releases, canonical(code)))
    return tuple(
        TitleRevision(_earliest(old, new), _latest(old, new), old.title, new.title)
        for old, new in pairwise(told)
        if old.title != new.title
    )


def _told(releases: Releases, code: str) -> Iterator[_Told]:
    for held in releases.at_hand(Kind.ORDER_FILE):
        line, revised = find_line(held.path, code)
        if line is not None:
            yield _Told(held.effective_from, _last(held), line.title, revised)
    for held in releases.at_hand(Kind.CHANGE_LIST):
        for listed in open_change_list(held.path).changes:
            if listed.code == code and listed.after is not None:
                yield _Told(held.effective_from, _last(held), listed.after.title, None)


def _last(held: Installed) -> date:
    return held.effective_to or date.max


def _earliest(old: _Told, new: _Told) -> date:
    """April's own revisions are in April's addenda; any other is as old as the gap at most."""
    gap = old.last + _DAY if old.last < new.first else new.first
    return new.first if new.revised and new.first.month == _APRIL else min(gap, new.first)


def _latest(old: _Told, new: _Told) -> date:
    """What April's edition holds and its addenda do not list stood in October's already."""
    october = date(new.first.year - 1, _OCTOBER, 1)
    if new.revised is False and new.first.month == _APRIL and old.last < october:
        return october
    return new.first
