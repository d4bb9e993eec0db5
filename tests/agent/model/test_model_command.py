"""The command line hands a chart to a model and prints what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from scripted_endpoint import Reply, bundle, choosing, scripted


def audited(tmp_path: Path, url: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "chart.json"
    path.write_text(bundle().model_dump_json(), encoding="utf-8")
    options = ["--format", "json", "--model", "scripted", "--base-url", url]
    return subprocess.run(
        [sys.executable, "-m", "agent.cli", "audit", str(path), *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_report_holds_the_models_proposals_and_its_part(tmp_path: Path) -> None:
    with scripted(choosing(("Essential hypertension", "affirmed", "I10"))) as endpoint:
        done = audited(tmp_path, endpoint.url)
    report = json.loads(done.stdout)
    assert [proposal["code"] for proposal in report["proposals"]] == ["I10"]
    assert (report["coder"], report["model"]["name"]) == ("model", "scripted")


def test_a_refused_key_leaves_an_offline_report_and_no_traceback(tmp_path: Path) -> None:
    with scripted(Reply(401, "{}")) as endpoint:
        done = audited(tmp_path, endpoint.url)
    report = json.loads(done.stdout)
    assert report["coder"] == "offline"
    assert "the endpoint refused the key (HTTP 401)" in report["notices"][0]
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_wrong_url_is_a_usage_error_with_the_remedy(tmp_path: Path) -> None:
    done = audited(tmp_path, "localhost:8080")
    assert done.returncode == 2
    assert "--base-url: expected a URL such as http://" in done.stderr
