"""The written form of ICD-10-CM codes: shape, dot, placeholder X, 7th character."""

from __future__ import annotations

import re
from functools import lru_cache

PLACEHOLDER = "X"
_SHAPE = re.compile(r"[A-Z](?:[0-9][0-9A-Z]|A[0-9])(?:\.[0-9A-Z]{1,4})?")


@lru_cache(maxsize=1 << 16)
def canonical(code: str) -> str:
    """The code in upper case with its dot: `s39012a` and `S39.012A` are both `S39.012A`.

    Text that has not the shape of a code comes back trimmed and in upper case, so that
    it can still be shown and looked up (in vain).
    """
    bare = compact(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


@lru_cache(maxsize=1 << 16)
def compact(code: str) -> str:
    """The code without dot and blanks, in upper case, as on electronic claims: `S39012A`."""
    return code.strip().upper().replace(".", "").replace(" ", "")


def well_formed(code: str) -> bool:
    """Whether the canonical form has the shape of an ICD-10-CM code, existing or not."""
    return _SHAPE.fullmatch(canonical(code)) is not None


def pad(code: str, seventh: str) -> str:
    """The code with placeholder X up to six characters and `seventh` after them.

    >>> pad("S39.012", "A"), pad("W19", "D")
    ('S39.012A', 'W19.XXXD')
    """
    return canonical(compact(code).ljust(6, PLACEHOLDER) + seventh)
