"""Claims on requests: of several processes that want the same answer, one asks for it.

A claim is a row with its owner and the time until which it may hold. It is gone once the answer is
kept, or when there is none. One whose time is up, or whose process is gone, may be taken over.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import time

TABLE = """
CREATE TABLE IF NOT EXISTS claim (
    key TEXT NOT NULL, endpoint TEXT NOT NULL, host TEXT NOT NULL, process INTEGER NOT NULL,
    ends REAL NOT NULL, PRIMARY KEY (key, endpoint)
) WITHOUT ROWID;
"""


def claim(connection: sqlite3.Connection, key: str, endpoint: str, seconds: float) -> bool:
    """Whether the request is this process's to send, for so many seconds at most."""
    now = time.time()
    mine = (socket.gethostname(), os.getpid(), now + seconds)
    added = connection.execute(
        "INSERT OR IGNORE INTO claim VALUES (?, ?, ?, ?, ?)", (key, endpoint, *mine)
    )
    if added.rowcount == 1:
        return True
    row = connection.execute(
        "SELECT host, process, ends FROM claim WHERE key = ? AND endpoint = ?", (key, endpoint)
    ).fetchone()
    if row is None or not _is_stale(now, *row):
        return False
    # Of two that find it stale, one takes it over.
    taken = connection.execute(
        "UPDATE claim SET host = ?, process = ?, ends = ? "
        "WHERE key = ? AND endpoint = ? AND host = ? AND process = ? AND ends = ?",
        (*mine, key, endpoint, *row),
    )
    return taken.rowcount == 1


def release(connection: sqlite3.Connection, key: str, endpoint: str) -> None:
    """Give up the claim, if it is still this process's."""
    connection.execute(
        "DELETE FROM claim WHERE key = ? AND endpoint = ? AND host = ? AND process = ?",
        (key, endpoint, socket.gethostname(), os.getpid()),
    )


def _is_stale(now: float, host: str, process: int, ends: float) -> bool:
    if ends < now:
        return True
    # Elsewhere than on POSIX there is no asking after a process without touching it.
    if host != socket.gethostname() or os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
