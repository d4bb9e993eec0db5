"""Month names as notes write them."""

from __future__ import annotations

FULL = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NUMBER = {name.lower(): n for n, name in enumerate(FULL, start=1)}
NUMBER |= {name[:3].lower(): n for n, name in enumerate(FULL, start=1)} | {"sept": 9}
MONTH = rf"(?:{'|'.join(FULL)}|Sept|{'|'.join(name[:3] for name in FULL)})"
