"""Money and tokens of a run: held over all its processes and sittings, a question at a time.

What was charged stands in a file of the run's folder, not in the predictions: a run that is killed
in the middle of a case has paid for questions of which no prediction tells.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.transport.allowance import Allowance
from agent.transport.failures import BudgetReached
from agent.transport.prices import Price
from agent.transport.spent import Spent

FILE_NAME = "charges.sqlite"
#: Seconds to wait while another process of the run writes.
_PATIENCE = 60.0
_TABLE = """
CREATE TABLE IF NOT EXISTS charge (
    id TEXT PRIMARY KEY, usd REAL NOT NULL, tokens INTEGER NOT NULL, settled INTEGER NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a run may spend in all its sittings; None is no bound."""

    usd: float | None = None
    tokens: int | None = None


class Charges(Allowance):
    """The charges in the file at `path`, which every process of a run shares.

    A question is let go only when its dearest outcome still fits besides all that is charged and
    all that is held for questions on their way; so the cap is never passed. What is held for a
    question stays when its process is killed: the endpoint may answer it, and may charge for it.
    """

    def __init__(self, path: Path, cap: Cap, price: Price | None) -> None:
        super().__init__(price=price)
        self._path = path
        self._cap = cap
        self._open: dict[tuple[int, int], list[str]] = {}
        #: Whether a question was refused for the cap.
        self.reached = False
        with self._transaction() as connection:
            connection.execute(_TABLE)

    @property
    def spent(self) -> float:
        """US dollars charged so far, with what is held for questions that were lost."""
        with self._transaction() as connection:
            return round(_sums(connection)[0], 6)

    def hold(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Set aside the most that a question can take. Raises BudgetReached if it is too much."""
        cost = self._price.of(prompt_tokens, completion_tokens)
        tokens = prompt_tokens + completion_tokens
        with self._transaction() as connection:
            usd_so_far, tokens_so_far = _sums(connection)
            within = (self._cap.usd is None or usd_so_far + cost <= self._cap.usd) and (
                self._cap.tokens is None or tokens_so_far + tokens <= self._cap.tokens
            )
            if within:
                name = uuid.uuid4().hex
                connection.execute("INSERT INTO charge VALUES (?, ?, ?, 0)", (name, cost, tokens))
        if not within:
            self.reached = True
            raise BudgetReached("the next question might pass the run's budget")
        self._open.setdefault((prompt_tokens, completion_tokens), []).append(name)

    def settle(self, prompt_tokens: int, completion_tokens: int, spent: Spent) -> None:
        """Put what a question took in the place of what was held for it."""
        name = self._open[prompt_tokens, completion_tokens].pop()
        cost = max(
            self._price.of(
                spent.prompt_tokens, spent.completion_tokens, spent.cached_prompt_tokens
            ),
            spent.stated_cost_usd,
        )
        with self._transaction() as connection:
            connection.execute(
                "UPDATE charge SET usd = ?, tokens = ?, settled = 1 WHERE id = ?",
                (cost, spent.tokens, name),
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(
            sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _sums(connection: sqlite3.Connection) -> tuple[float, int]:
    usd, tokens = connection.execute(
        "SELECT coalesce(sum(usd), 0), coalesce(sum(tokens), 0) FROM charge"
    ).fetchone()
    return float(usd), int(tokens)
