"""The NCCI files of the user's library, opened for a service and a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.library.official import Edition
from catalog.ncci.mue import UnitTable, open_mue
from catalog.ncci.ptp import PairTable, open_ptp
from catalog.ncci.quarterly import Service

if TYPE_CHECKING:
    from catalog.library.installed import Installed

_Opened = tuple[sqlite3.Connection, Edition, Service]


class Ncci:
    """Files of one library, each opened once. A day without its quarter gets the nearest one."""

    def __init__(self, pairs: tuple[Installed, ...], units: tuple[Installed, ...]) -> None:
        self._of_pairs, self._of_units = pairs, units
        self._opened: dict[Path, _Opened] = {}
        self._pairs: dict[tuple[Service, date], PairTable | None] = {}
        self._units: dict[tuple[Service, date], UnitTable | None] = {}

    def close(self) -> None:
        """Close what was opened."""
        for connection, _, _ in self._opened.values():
            connection.close()

    def pairs(self, service: Service, day: date) -> PairTable | None:
        """The PTP edits for the day, all parts that are at hand; None without any."""
        key = service, day
        if key not in self._pairs:
            found = self._nearest(self._of_pairs, open_ptp, service, day)
            self._pairs[key] = PairTable(*found) if found else None
        return self._pairs[key]

    def units(self, service: Service, day: date) -> UnitTable | None:
        """The medically unlikely edits for the day; None without any."""
        key = service, day
        if key not in self._units:
            found = self._nearest(self._of_units, open_mue, service, day)
            self._units[key] = UnitTable(*found) if found else None
        return self._units[key]

    def _nearest(
        self,
        installed: tuple[Installed, ...],
        opening: Callable[[Path], _Opened],
        service: Service,
        day: date,
    ) -> tuple[tuple[Edition, ...], tuple[sqlite3.Connection, ...]] | None:
        from catalog.library.installed import nearest

        fitting = []
        for release in installed:
            if release.path not in self._opened:
                self._opened[release.path] = opening(release.path)
            if self._opened[release.path][2] is service:
                fitting.append(release)
        chosen = nearest(tuple(fitting), day)
        if chosen is None:
            return None
        parts = [r for r in fitting if r.effective_from == chosen.effective_from]
        opened = [self._opened[release.path] for release in parts]
        return tuple(edition for _, edition, _ in opened), tuple(c for c, _, _ in opened)
