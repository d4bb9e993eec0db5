"""chartaudit.toml says how a model is asked; options win over it, and it never holds a key."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo
from scripted_endpoint import NOTE, Endpoint, bundle, choosing, scripted

from agent import ChartBundle
from agent.configuration import SECTIONS, Configuration, configured
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


def audited(
    folder: Path, *options: str, chart: ChartBundle | None = None
) -> subprocess.CompletedProcess[str]:
    """The command run in the folder, on a chart of one note."""
    (folder / "chart.json").write_text((chart or bundle()).model_dump_json(), encoding="utf-8")
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


def test_identifiers_are_replaced_as_the_file_says_and_an_option_wins(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, '[deidentify]\nreplace = "on"\nshift_dates = true\n'))
        by_file = json.loads(audited(tmp_path).stdout)["model"]
        by_option = json.loads(audited(tmp_path, "--no-deidentify").stdout)["model"]
    assert (by_file["deidentified"], by_file["dates_shifted"]) == (True, True)
    assert (by_option["deidentified"], by_option["dates_shifted"]) == (False, False)


def test_a_file_that_turns_deidentification_off_for_an_endpoint_elsewhere_is_told(
    tmp_path: Path,
) -> None:
    elsewhere = '[model]\nname = "m"\nbase_url = "http://203.0.113.1:9/v1"\n'
    written(tmp_path, f'{elsewhere}[deidentify]\nreplace = "off"\n[limits]\ndeadline = 0.1\n')
    assert "deidentify.replace is off" in audited(tmp_path).stderr


def test_what_is_kept_of_exchanges_is_as_the_file_says(tmp_path: Path) -> None:
    store = Path(os.environ["CHARTAUDIT_EXCHANGES"])
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, '[exchanges]\nstore = false\nrecord = "kept"\n'))
        first = audited(tmp_path)
        asked = len(endpoint.asked)
        written(tmp_path, naming(endpoint, '[exchanges]\nreplay = "kept"\n'))
        assert audited(tmp_path).stdout == first.stdout
        assert len(endpoint.asked) == asked
    assert not store.exists()


def test_what_belongs_to_an_audit_is_as_the_file_says_unless_an_option_says_otherwise(
    tmp_path: Path,
) -> None:
    chart = bundle(NOTE, "professional", "M54.5", "M06.9")

    def asked_for(endpoint: Endpoint) -> tuple[bool, bool]:
        reviewing = any(asked.reviewing for asked in endpoint.asked)
        return reviewing, any('{"drafts"' in asked.text for asked in endpoint.asked)

    said = "[audit]\nreview = false\ndraft = true\neffects = false\n"
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, said))
        report = json.loads(audited(tmp_path, "--no-store", chart=chart).stdout)
        assert (asked_for(endpoint), report["effects"]) == ((False, True), None)
    options = ("--no-store", "--review", "--no-draft", "--effects")
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, said))
        report = json.loads(audited(tmp_path, *options, chart=chart).stdout)
        assert asked_for(endpoint) == (True, False)
        assert report["effects"] is not None


def test_nothing_is_kept_in_clear_text_where_encryption_is_required(tmp_path: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        written(tmp_path, naming(endpoint, "[exchanges]\nencrypted = true\n"))
        keyless = audited(tmp_path)
        recorded = audited(tmp_path, "--no-store", "--record", "kept")
        assert endpoint.asked == []
        assert audited(tmp_path, "--no-store").returncode == 0
    assert (keyless.returncode, recorded.returncode) == (2, 2)
    assert "CHARTAUDIT_STORE_KEY" in keyless.stderr
    assert "CHARTAUDIT_STORE_KEY" in recorded.stderr


def test_every_key_of_the_file_stands_in_the_example_and_in_the_page() -> None:
    """A table of the page has the keys of each section; the example has them, set or commented."""
    example = EXAMPLE.read_text(encoding="utf-8")
    page = (EXAMPLE.parent / "configuration.md").read_text(encoding="utf-8")
    for name, section in SECTIONS.items():
        shown = re.search(rf"^\[{name}[^\]]*\][^\n]*\n(.*?)(?=^\[|\Z)", example, re.M | re.S)
        assert shown, name
        for key in section.model_fields:
            set_there = re.search(rf"^(# )?{key} = ", shown[1], re.M)
            assert set_there or f"[{name}.{key}]" in example, f"{name}.{key} in the example"
            assert re.search(rf"^\| `{name}` +\| `{key}` ", page, re.M), f"{name}.{key} in the page"


def test_the_page_names_the_built_in_value_of_every_key() -> None:
    page = (EXAMPLE.parent / "configuration.md").read_text(encoding="utf-8")
    for name, section in SECTIONS.items():
        for key, field in section.model_fields.items():
            row = re.search(rf"^\| `{name}` +\| `{key}` +\| ([^|]*) \|", page, re.M)
            assert row, f"{name}.{key}"
            assert row[1].strip() == _as_toml(field), f"{name}.{key}"


def _as_toml(field: FieldInfo) -> str:
    """The built-in value as the file would have it; that there is none, in words."""
    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True)
    return "none" if value is None else f"`{json.dumps(value)}`"
