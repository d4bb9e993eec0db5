"""Shared fixtures: one compiled catalog for the whole session, and where official files may lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from catalog import Catalog, CatalogView
from evals.hierarchy import Hierarchy

# A busy machine is no fault of the code: property tests have no time limit of their own.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def _library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty library of added releases, so that no test depends on what the user has added."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARTAUDIT_LIBRARY", str(tmp_path_factory.mktemp("library")))
        yield


@pytest.fixture(autouse=True)
def _exchanges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of exchanges for each test alone, so that none finds another's answers."""
    monkeypatch.setenv("CHARTAUDIT_EXCHANGES", str(tmp_path / "exchanges"))
    monkeypatch.delenv("CHARTAUDIT_STORE_KEY", raising=False)


@pytest.fixture(scope="session")
def catalog() -> Iterator[Catalog]:
    """The compiled catalog, as a user's first command makes it."""
    with Catalog.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def view(catalog: Catalog) -> CatalogView:
    """The catalog on a day when the Tabular List at hand is in force."""
    return catalog.on(date(2026, 5, 4))


@pytest.fixture(scope="session")
def hierarchy(catalog: Catalog) -> Hierarchy:
    """The Tabular tree of the release at hand."""
    return Hierarchy(catalog.tabular_list)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of official files beside the checkout; the test is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("needs the official files in ../shared, which are not here")
    return SHARED
