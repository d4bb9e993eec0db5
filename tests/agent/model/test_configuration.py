"""chartaudit.toml says how a model is asked; options win over it, and it never holds a key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scripted_endpoint import Endpoint, bundle, choosing, scripted

from agent.configuration import Configuration, configured
from agent.errors import UsageError
from agent.transport.limits import Limits

HYPERTENSION = choosing(("Essential hypertension", "affirmed", "I10"))
EXAMPLE = Path(__file__).parents[3] / "docs" / "chartaudit.example.toml"
REPOSITORY = Path(__file__).parents[3]


def written(folder: Path, text: str) -> Path:
    file = folder / "chartaudit.toml"
    file.write_text(text, encoding="utf-8")
    return file


def naming(endpoint: Endpoint, rest: str = "") -> str:
    """A configuration that names the scripted model."""
    return f'[model]\nname = "scripted"\nbase_url = "{endpoint.url}"\n{rest}'


def audited(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The command run in the folder, on a chart of one note."""
    (folder / "chart.json").write_text(bundle().model_dump_json(), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "agent.cli", "audit", "chart.json", "--format", "json", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )


def test_without_a_file_the_built_in_limits_hold() -> None:
    endpoint = Configuration().endpoint("any", "http://127.0.0.1:9/v1")
    assert endpoint.limits == Limits()


def test_the_example_file_is_read_whole() -> None:
    configuration = configured(EXAMPLE).configuration
    assert configuration.price_of(configuration.model.name or "") is not None


@pytest.mark.parametrize(
    ("text", "told"),
    {
        '[model]\nnames = "x"': "model.names: unknown key; known here: name, base_url",
        "[limit]\ntimeout = 1": "limit: unknown key; known here: model, limits",
        '[prices."m"]\nprompt = 1\ncompletion = 1\ncache = 1': "prices.m.cache: unknown key",
        "[limits]\ntimeout = -1": "limits.timeout: Input should be greater than 0",
        "[limits]\ntimeout = inf": "limits.timeout: Input should be a finite number",
        "[limits]\nattempts = true": "limits.attempts: Input should be a valid integer",
        "[limits\n": "is not TOML",
    }.items(),
)
def test_a_mistake_is_told_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        configured(written(tmp_path, text))
    assert told in str(caught.value)
    assert "chartaudit.toml" in str(caught.value)


def test_a_file_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read"):
        configured(tmp_path / "none.toml")


@pytest.mark.parametrize("key", ["api_key", "api-key", "API_KEY", "token"])
def test_a_key_in_the_file_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(UsageError, match="CHARTAUDIT_API_KEY") as caught:
        configured(written(tmp_path, f'[model]\n{key} = "sk-very-secret"'))
    assert "sk-very-secret" not in str(caught.value)


def test_a_budget_in_dollars_without_a_price_is_refused_with_the_table_to_add() -> None:
    configuration = Configuration.model_validate({"budget": {"usd": 1.0}})
    with pytest.raises(UsageError, match=r'\[prices\."m"\]'):
        configuration.endpoint("m", "http://127.0.0.1:9/v1")


def test_the_working_folders_file_names_the_model_and_the_command_says_so(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint))
        done = audited(tmp_path)
    assert json.loads(done.stdout)["coder"] == "model"
    assert f"the notes go to the model scripted at {endpoint.url}" in done.stderr


def test_offline_asks_nobody_whatever_the_file_names(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint))
        done = audited(tmp_path, "--offline")
        assert endpoint.asked == []
    assert json.loads(done.stdout)["coder"] == "offline"


def test_options_win_over_the_file(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as named, scripted(HYPERTENSION) as given:
        written(tmp_path, naming(named))
        audited(tmp_path, "--model", "another", "--base-url", given.url)
        assert named.asked == []
        assert given.asked[0].body["model"] == "another"


def test_the_price_table_gives_the_cost_in_the_report(tmp_path: Path) -> None:
    prices = '[prices."scripted"]\nprompt = 1000\ncompletion = 2000\n'
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, prices))
        done = audited(tmp_path)
    # three answers, each of 100 prompt and 10 completion tokens
    assert json.loads(done.stdout)["model"]["cost_usd"] == pytest.approx(0.36)


def test_a_model_without_a_price_has_no_cost_rather_than_none_to_pay(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint))
        done = audited(tmp_path)
    assert json.loads(done.stdout)["model"]["cost_usd"] is None


def test_the_tokens_allowed_end_the_asking_before_they_are_passed(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint))
        done = audited(tmp_path, "--max-tokens", "1000")
        assert endpoint.asked == []
    report = json.loads(done.stdout)
    assert report["coder"] == "offline"
    assert "the next question might pass the 1000 tokens allowed" in report["notices"][0]


def test_the_budget_ends_the_asking_before_it_is_passed(tmp_path: Path) -> None:
    prices = '[prices."scripted"]\nprompt = 1000\ncompletion = 1000\n'
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, prices))
        done = audited(tmp_path, "--budget", "0.5")
        assert endpoint.asked == []
    assert "might pass the budget of $0.5" in json.loads(done.stdout)["notices"][0]


def test_a_budget_without_a_model_is_refused(tmp_path: Path) -> None:
    done = audited(tmp_path, "--budget", "1")
    assert done.returncode == 2
    assert "--budget goes with a model" in done.stderr
