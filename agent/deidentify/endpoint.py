"""Whether an endpoint is on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_local(base_url: str) -> bool:
    """Whether the host is a loopback address or `localhost`; a name is not looked up."""
    host = (urlsplit(base_url).hostname or "").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
