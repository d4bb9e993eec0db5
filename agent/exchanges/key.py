"""The key of an exchange: a digest of all that was asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

#: Raised when the same request would be written differently, so that no old key is met by chance.
_FORMAT = 1


def canonical(value: Any) -> str:
    """JSON in ASCII with sorted names and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def key_of(request: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the request as it is sent.

    The request holds the model, the parameters, the rendered messages and the schema of the
    answer; a change of any gives another key. No word of the chart can be read from it.
    """
    return key_of_written(canonical(request))


def key_of_written(request: str) -> str:
    """The key of a request that is written as `canonical` writes it."""
    return hashlib.sha256(f"[{_FORMAT},{request}]".encode("ascii")).hexdigest()
