"""What stands for a date: month and day crossed out, or the whole chart's dates moved alike.

Crossing out leaves the year, as Safe Harbor allows. Moving keeps the intervals between dates,
which Safe Harbor does not allow: it is an option, and the report says that it was taken.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256

from agent.deidentify.calendar_words import FULL, WEEKDAYS
from agent.deidentify.dates import WrittenDate, month_number, too_old, written_dates
from agent.deidentify.identifiers import Identifier, Passage

_LEAST, _MOST = 15, 364


def crossed_out(text: str, passage: Passage, dates: Iterable[WrittenDate], at: Identifier) -> str:
    """The date with X for each letter and digit of month and day, and of a year that is too old.

    A time of day, which holds no date, is crossed out whole.
    """
    made = list(text)
    if not any(at.start <= written.start and written.end <= at.end for written in dates):
        return "".join("X" if c.isalnum() else c for c in text)
    for written in dates:
        if not (at.start <= written.start and written.end <= at.end):
            continue
        crossed = [written.weekday, written.month, written.day]
        if written.year and too_old(passage.text[slice(*written.year)], passage):
            crossed.append(written.year)
        for place in crossed:
            if place:
                for n in range(place[0] - at.start, place[1] - at.start):
                    made[n] = "X" if made[n].isalnum() else made[n]
    return "".join(made)


def shift_days(passages: Sequence[Passage], seed: str) -> int:
    """The number of days by which to move a chart's dates so that most keep their length.

    Among the candidates that serve equally well, the seed decides.
    """
    written = [(p, w) for p in passages for w in written_dates(p)]
    start = int(sha256(f"{seed}:shift".encode()).hexdigest(), 16)
    span = _MOST - _LEAST + 1
    candidates = [_LEAST + (start + n) % span for n in range(0, span, 7)]
    signed = [days * (-1 if (start >> 8) % 2 else 1) for days in candidates]
    return max(signed, key=lambda days: sum(moved(p, w, days) is not None for p, w in written))


def moved(passage: Passage, written: WrittenDate, days: int) -> str | None:
    """The date moved, in the form and length in which it was written; None if it has no such form.

    A date without a year is taken to be of the year of service. One that tells of an age over 89
    is never moved, but crossed out.
    """
    text = passage.text
    places = (written.weekday, written.month, written.day, written.year)
    parts = [part for part in places if part]
    if written.month is None or written.day is None:
        return None
    year_text = text[slice(*written.year)] if written.year else ""
    if year_text and too_old(year_text, passage):
        return None
    day = _read(text, written, year_text, passage.day.year)
    if day is None:
        return None
    try:
        target = day + timedelta(days=days)
    except OverflowError:
        return None
    if not year_text and target.year != day.year:
        return None
    made = list(text[written.start : written.end])
    for part in parts:
        old = text[slice(*part)]
        new = _part(old, part, written, target)
        if new is None or len(new) != len(old):
            return None
        made[part[0] - written.start : part[1] - written.start] = new
    return "".join(made)


def moved_day(day: date, days: int) -> date:
    """The date of service, moved with the chart's dates."""
    return day + timedelta(days=days)


def _read(text: str, written: WrittenDate, year_text: str, default: int) -> date | None:
    assert written.month is not None
    assert written.day is not None
    digits = year_text.strip("'")
    year = default if not digits else int(digits) if len(digits) == 4 else 2000 + int(digits)
    month, day = month_number(text[slice(*written.month)]), _day_number(text[slice(*written.day)])
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _day_number(text: str) -> int:
    """The day in `3`, `03` or `3rd`; 0 where it is written as a word."""
    figures = re.match(r"\d+", text)
    return int(figures[0]) if figures else 0


def _part(old: str, part: tuple[int, int], written: WrittenDate, target: date) -> str | None:
    if part == written.year:
        digits = old.strip("'")
        return old[: len(old) - len(digits)] + str(target.year)[-len(digits) :]
    if part == written.weekday:
        name = WEEKDAYS[target.weekday()]
        return name if old.lower().endswith("day") else name[: len(old)]
    number = target.month if part == written.month else target.day
    if part == written.day and not old.isdigit():
        return None
    if old.isdigit():
        if len(old) == 2:
            return f"{number:02}"
        return str(number)
    name = FULL[number - 1]
    made = name if len(old) == len(name) else name[:3]
    return made.upper() if old.isupper() and len(old) > 1 else made
