"""The command line tells what is kept of the exchanges with models, and deletes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commandline import chartaudit
from typer.testing import CliRunner

from agent.cli.app import app
from agent.exchanges import RecordedExchange
from agent.exchanges.store import ExchangeStore, default_path


@pytest.fixture
def kept() -> Path:
    """A store with one exchange, and one file set aside."""
    path = default_path()
    store = ExchangeStore(path, print)
    store.put(RecordedExchange("http://host/v1", {"messages": "asked"}, {"choices": []}, {}))
    store.close()
    path.with_name(f"{path.name}.damaged-1").write_bytes(b"damaged")
    return path


def test_show_says_how_many_and_where(kept: Path) -> None:
    shown = " ".join(chartaudit("exchanges", "show", COLUMNS="500").stdout.split())
    assert "1 exchange in" in shown
    assert str(kept.parent) in shown.replace(" ", "")
    assert "in clear text" in shown
    assert "damaged-1" in shown


def test_show_says_that_there_is_nothing() -> None:
    assert "No exchanges are kept" in chartaudit("exchanges", "show").stdout
    assert not default_path().exists()


def test_clear_deletes_all_of_it_and_asks_first(kept: Path) -> None:
    assert chartaudit("exchanges", "clear", stdin="n\n").returncode == 1
    assert len(os.listdir(kept.parent)) == 2
    assert chartaudit("exchanges", "clear", "--yes").returncode == 0
    assert os.listdir(kept.parent) == []


def test_a_key_fits_the_store(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cryptography")
    key = CliRunner().invoke(app, ["exchanges", "key"]).stdout.strip()
    monkeypatch.setenv("CHARTAUDIT_STORE_KEY", key)
    shown = CliRunner().invoke(app, ["exchanges", "show"]).stdout
    assert "encrypted" in " ".join(shown.split())


@pytest.mark.parametrize("option", ["--replay", "--no-store", "--record=folder"])
def test_options_of_exchanges_want_a_model(option: str, tmp_path: Path) -> None:
    done = chartaudit("audit", tmp_path, option)
    assert done.returncode == 2
    assert "goes with --model" in done.stderr
