"""The store of exchanges: one SQLite file in the user's data folder, readable by its owner alone.

Several processes may use it at once: each exchange is a transaction of its own. A file that is
damaged is set aside, not deleted, and a new one is begun.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from agent.errors import UsageError
from agent.exchanges import claims
from agent.exchanges.cipher import KEY_VARIABLE, Cipher
from agent.exchanges.recorded import RecordedExchange

Result = TypeVar("Result")

FILE_NAME = "exchanges.sqlite"
_FORMAT = 1
#: Seconds to wait while another process writes.
_PATIENCE = 30.0
#: Errors of using a file that is sound, such as a full disk; others mean that it is damaged.
_OF_USE = (sqlite3.OperationalError, sqlite3.ProgrammingError)
_BESIDE = ("-wal", "-shm")
_TABLES = """
CREATE TABLE IF NOT EXISTS exchange (
    key TEXT NOT NULL, endpoint TEXT NOT NULL, sealed INTEGER NOT NULL,
    digest TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (key, endpoint)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""
_PROOF = b"chartaudit exchanges"


def default_path() -> Path:
    """Where the store lies: in `CHARTAUDIT_EXCHANGES`, else the platform's folder for user data."""
    chosen = os.environ.get("CHARTAUDIT_EXCHANGES")
    if chosen:
        return Path(chosen) / FILE_NAME
    from platformdirs import user_data_path

    return user_data_path("chartaudit") / "exchanges" / FILE_NAME


class ExchangeStore:
    """The exchanges in the file at `path`, made when there is none.

    With a key in CHARTAUDIT_STORE_KEY everything but the keys and the endpoints is encrypted, also
    what was stored before without one. `tell` is given what a person should know. Raises UsageError
    when the file cannot be used, or when the key is not the one that it was encrypted with.
    """

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self.path = path
        self._tell = tell
        self._cipher = Cipher.configured()
        self._lock = threading.Lock()
        self._file: int = 0
        try:
            self._connection = self._opened()
        except _OF_USE as error:
            raise self._unusable(error) from None
        except sqlite3.DatabaseError:
            self._connection = self._begun_anew()

    @property
    def encrypted(self) -> bool:
        """Whether what is kept is encrypted."""
        return self._cipher is not None

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, key: str, endpoint: str) -> RecordedExchange | None:
        """The exchange of that key with that endpoint, if there is a sound one."""
        try:
            return self._careful(lambda: self._read(key, endpoint))
        except UsageError as error:
            self._tell(str(error))
            return None

    def put(self, exchange: RecordedExchange) -> RecordedExchange:
        """Keep the exchange unless its key is there; returns the one that is kept.

        When the disk does not take it, that is told, and the run goes on without.
        """
        body = exchange.to_json().encode("ascii")
        if self._cipher is not None:
            body = self._cipher.encrypt(body)
        key = exchange.key
        row = (key, exchange.endpoint, self._cipher is not None, _digest(body), body)

        def insert() -> RecordedExchange:
            done = self._connection.execute(
                "INSERT OR IGNORE INTO exchange VALUES (?, ?, ?, ?, ?)", row
            )
            if done.rowcount == 1:
                return exchange
            return self._read(key, exchange.endpoint) or exchange

        try:
            return self._careful(insert)
        except UsageError as error:
            self._tell(f"{error}; this answer is not kept")
            return exchange

    def claim(self, key: str, endpoint: str, seconds: float) -> bool:
        """Whether the request is this process's to send; not while another one asks it.

        The claim holds for so many seconds at most, and is to be given up by `release`. When the
        file does not take it, the request may be sent: another process's then costs a second call.
        """
        try:
            return self._careful(lambda: claims.claim(self._connection, key, endpoint, seconds))
        except UsageError as error:
            self._tell(str(error))
            return True

    def release(self, key: str, endpoint: str) -> None:
        """Give up a claim."""
        # What cannot be given up runs out.
        with suppress(UsageError):
            self._careful(lambda: claims.release(self._connection, key, endpoint))

    def __len__(self) -> int:
        return int(
            self._careful(
                lambda: self._connection.execute("SELECT count(*) FROM exchange").fetchone()[0]
            )
        )

    def _careful(self, use: Callable[[], Result]) -> Result:
        """Use the connection, one thread at a time; a damaged file is set aside, then once more."""
        with self._lock:
            try:
                return use()
            except _OF_USE as error:
                raise self._unusable(error) from None
            except sqlite3.DatabaseError:
                self._connection.close()
                self._connection = self._begun_anew()
            try:
                return use()
            except sqlite3.DatabaseError as error:
                raise self._unusable(error) from None

    def _begun_anew(self) -> sqlite3.Connection:
        """A connection to a new file in place of the damaged one."""
        self._set_aside()
        try:
            return self._opened()
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: sqlite3.Error) -> UsageError:
        return UsageError(
            f"{self.path}: cannot be used ({error}); see that it can be written and the disk is "
            "not full, or keep nothing with --no-store"
        )

    def _set_aside(self) -> None:
        """Rename the damaged file, unless another process has put a new one in its place."""
        with suppress(FileNotFoundError):
            if self.path.stat().st_ino != self._file:
                return
            number = 1
            while (aside := self.path.with_name(f"{FILE_NAME}.damaged-{number}")).exists():
                number += 1
            self.path.replace(aside)
            for ending in _BESIDE:
                Path(f"{self.path}{ending}").unlink(missing_ok=True)
            self._tell(
                f"{self.path}: was damaged; it is set aside as {aside.name}, a new one begun"
            )

    def _opened(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made here, so that nobody else can read it at any time; SQLite's own files beside it
            # are given the same mode.
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                self._file = os.fstat(descriptor).st_ino
            finally:
                os.close(descriptor)
            self.path.chmod(0o600)
        except OSError as error:
            raise UsageError(
                f"{self.path}: cannot be written ({error.strerror}); set CHARTAUDIT_EXCHANGES to a "
                "folder that can, or keep nothing with --no-store"
            ) from None
        connection = sqlite3.connect(
            self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Set up the tables of a new file; check format and key of one that is there."""
        # A killed process loses nothing in this mode, and an exchange need not wait for the disk.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in {0, _FORMAT}:
            raise UsageError(
                f"{self.path}: was written by another version of chartaudit; see: "
                "chartaudit exchanges clear"
            )
        if not found:
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_FORMAT};")
            connection.execute("COMMIT")
        # Also in a file of an earlier version, which goes on without it.
        connection.execute(claims.TABLE)
        self._check_key(connection)

    def _check_key(self, connection: sqlite3.Connection) -> None:
        """Raise UsageError unless the key fits; encrypt what was stored before there was one."""
        proof = connection.execute("SELECT value FROM meta WHERE name = 'proof'").fetchone()
        if proof is not None:
            if self._cipher is None:
                raise UsageError(
                    f"{self.path}: is encrypted; set {KEY_VARIABLE} to its key, or keep nothing "
                    "with --no-store"
                )
            if self._cipher.decrypt(proof[0]) != _PROOF:
                raise UsageError(
                    f"{self.path}: is encrypted with another key than that in {KEY_VARIABLE}; give "
                    "that key, or see: chartaudit exchanges clear"
                )
        elif self._cipher is not None:
            self._encrypt(connection, self._cipher)

    @staticmethod
    def _encrypt(connection: sqlite3.Connection, by: Cipher) -> None:
        """Encrypt every exchange, and leave no clear text in the file."""
        connection.execute("BEGIN IMMEDIATE")
        rows = connection.execute("SELECT key, endpoint, body FROM exchange WHERE NOT sealed")
        for key, endpoint, body in rows.fetchall():
            sealed = by.encrypt(body)
            connection.execute(
                "UPDATE exchange SET sealed = 1, digest = ?, body = ? "
                "WHERE key = ? AND endpoint = ?",
                (_digest(sealed), sealed, key, endpoint),
            )
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('proof', ?)", (by.encrypt(_PROOF),))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _read(self, key: str, endpoint: str) -> RecordedExchange | None:
        row = self._connection.execute(
            "SELECT sealed, digest, body FROM exchange WHERE key = ? AND endpoint = ?",
            (key, endpoint),
        ).fetchone()
        if row is None:
            return None
        sealed, digest, body = row
        body = body if isinstance(body, bytes) else b""
        clear = self._clear(body) if sealed else body
        try:
            if clear is not None and digest == _digest(body):
                return RecordedExchange.from_json(clear)
        except ValueError:
            pass
        self._connection.execute(
            "DELETE FROM exchange WHERE key = ? AND endpoint = ?", (key, endpoint)
        )
        self._tell(f"{self.path}: one exchange was damaged and is left out")
        return None

    def _clear(self, body: bytes) -> bytes | None:
        return None if self._cipher is None else self._cipher.decrypt(body)


def stored_files(path: Path) -> tuple[Path, ...]:
    """All files of the store at `path`, also those set aside."""
    return tuple(sorted(path.parent.glob(f"{FILE_NAME}*"))) if path.parent.is_dir() else ()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
