"""The form of a code's end: 7th character and placeholder X, told from shape and dated validity.

The validity rules share these, so that each malformed code falls to exactly one of them.
"""

from __future__ import annotations

from catalog import CatalogView, CodeState, canonical, compact, pad

_LENGTH = 7


def lacking_seventh(view: CatalogView, code: str) -> tuple[str, ...]:
    """The codes with a 7th character that complete a code which has none; empty when that is
    not what it lacks. Holds for `S39.012` and, with placeholders to fill, for `W19`.
    """
    status = view.status(code)
    if status.state is not CodeState.HEADER:
        return ()
    below = status.replacements
    stem = compact(pad(code, ""))
    extended = all(len(compact(c)) == _LENGTH and compact(c).startswith(stem) for c in below)
    return below if extended and _takes_seventh(view, below[0]) else ()


def _takes_seventh(view: CatalogView, code: str) -> bool:
    """Whether the last of seven characters is a 7th character, and not a mere subdivision.

    Codes such as C44.1021 are subdivided to seven characters. A code that the Tabular List in hand
    does not know is judged by its letter.
    """
    if view.entry(code) is None:
        return code[-1].isalpha()
    return view.seventh_characters(code) is not None


def wrong_seventh(view: CatalogView, code: str) -> tuple[str, ...]:
    """Codes that share the first six characters of a seven-character code not valid on the date."""
    bare = compact(code)
    if len(bare) != _LENGTH or view.is_billable(code):
        return ()
    return view.billable_below(bare[:6])


def surplus_character(view: CatalogView, code: str) -> str | None:
    """The billable code that remains when a letter at the end, which it does not take, is cut.

    `M99.86A` leaves `M99.86`, and so does `M99.86XA`. Digits at the end are no 7th characters
    of this kind: `M54.502` is a code that does not exist.
    """
    bare = compact(code)
    if view.is_billable(code) or not bare[3:] or not bare[-1].isalpha():
        return None
    stem = bare[:-1]
    for candidate in (stem, stem.rstrip("X")):
        if len(candidate) >= 3 and view.is_billable(candidate):
            return canonical(candidate)
    return None


def missing_placeholder(view: CatalogView, code: str) -> tuple[str, ...]:
    """Codes meant by one in which the placeholder X is left out or too short; empty if none.

    `W19A` is W19.XXXA. `T36.0A` leaves out the X and the character after it: it may be any
    T36.0X-A code.
    """
    bare = compact(code)
    if view.is_billable(code) or not 3 < len(bare) < _LENGTH:
        return ()
    below = [(c, compact(c)) for c in view.billable_below(bare[:3])]
    exact = tuple(
        c for c, form in below if "X" in form[3:] and _without_x(form) == _without_x(bare)
    )
    if exact:
        return exact
    stem, last = bare[:-1], bare[-1]
    return tuple(
        c
        for c, form in below
        if last.isalpha()
        and len(form) == _LENGTH
        and form.startswith(stem + "X")
        and form.endswith(last)
    )


def _without_x(bare: str) -> str:
    return bare[:3] + bare[3:].replace("X", "")
