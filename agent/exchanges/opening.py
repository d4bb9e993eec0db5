"""What a run keeps of its exchanges and where it finds them, as the command line asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.errors import UsageError
from agent.exchanges.cipher import KEY_VARIABLE, Cipher
from agent.exchanges.export import Recording
from agent.exchanges.recorded import Kept
from agent.exchanges.recorder import Recorder
from agent.exchanges.store import ExchangeStore, default_path


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is asked for: `store` keeps in the user's store, `record` copies to a folder.

    `replay` asks nothing of an endpoint: "" finds answers in the store, else in the folder named.
    With `encrypted` nothing is kept in clear text.
    """

    store: bool = True
    record: Path | None = None
    replay: str | None = None
    encrypted: bool = False

    def recorder(self, tell: Callable[[str], None]) -> Recorder | None:
        """The recorder that does so, or None when nothing is kept.

        `tell` is given what a person should know of the store. Raises UsageError when the options
        contradict each other, or when a store or folder cannot be used.
        """
        if self.replay == "" and not self.store:
            raise UsageError("--replay: needs the store; leave out --no-store, or give a folder")
        if self.encrypted and (self.store or self.record) and Cipher.configured() is None:
            raise UsageError(
                f"exchanges.encrypted: no key is in {KEY_VARIABLE}; make one with: chartaudit "
                "exchanges key, or keep nothing with --no-store and no --record"
            )
        copies = Recording(self.record) if self.record is not None else None
        source, place = self._source(copies, tell)
        if source is None:
            return None
        return Recorder(
            source,
            place,
            copies=copies if copies is not source else None,
            replay=self.replay is not None,
        )

    def _source(
        self, copies: Recording | None, tell: Callable[[str], None]
    ) -> tuple[Kept | None, str]:
        """Where answers are found, and its name in a message."""
        if self.replay:
            folder = Path(self.replay)
            return Recording.existing(folder), str(folder)
        if not self.store:
            return copies, str(self.record)
        path = default_path()
        if self.replay is not None and not path.is_file():
            raise UsageError(
                f"--replay: {path} is not there; record by the same command without --replay"
            )
        return ExchangeStore(path, tell), str(path)
