"""`chartaudit audit`: outputs, filters, refusals and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import chartaudit

NOTE = "ASSESSMENT\n1. Sciatica, right side.\n"


def write_bundle(folder: Path, name: str, *codes: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    content: dict[str, Any] = {
        "bundle_id": name,
        "encounter": {"setting": "professional", "service_from": "2026-05-04"},
        "documents": [{"id": "note", "text": NOTE}],
        "claim": {"diagnoses": list(codes)},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def header_billed(tmp_path: Path) -> Path:
    return write_bundle(tmp_path, "header", "M54.3")


def test_one_bundle_gives_one_report(header_billed: Path) -> None:
    ended = chartaudit("audit", header_billed, "--format", "json")
    report = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert report["bundle_id"] == "header"
    assert "VAL04" in [finding["rule_id"] for finding in report["findings"]]


def test_several_bundles_give_one_report_a_line(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_bundle(tmp_path, name, "M54.3")
    lines = chartaudit("audit", tmp_path, "--format", "json").stdout.splitlines()
    assert [json.loads(line)["bundle_id"] for line in lines] == ["a", "b"]


def test_the_same_bundle_gives_the_same_bytes(header_billed: Path) -> None:
    first, second = (
        chartaudit("audit", header_billed, "--format", "json", PYTHONHASHSEED=seed).stdout
        for seed in ("1", "2")
    )
    assert first == second


def test_findings_give_exit_code_1_only_when_asked(header_billed: Path) -> None:
    assert chartaudit("audit", header_billed).returncode == 0
    assert chartaudit("audit", header_billed, "--exit-code").returncode == 1


def test_a_bad_bundle_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    good = write_bundle(tmp_path, "good", "M54.3")
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    ended = chartaudit("audit", bad, good, tmp_path / "absent.json", "--format", "json")
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["bundle_id"] == "good"
    assert f"{bad}: line 1" in ended.stderr
    assert "absent.json" in ended.stderr


def test_a_bundle_that_was_not_audited_stands_in_the_reports_and_below_the_table(
    tmp_path: Path,
) -> None:
    write_bundle(tmp_path / "in", "good", "M54.3")
    (tmp_path / "in" / "bad.json").write_text("{", encoding="utf-8")
    ended = chartaudit("audit", tmp_path / "in", "--out", tmp_path / "out")
    assert "1 bundle not audited" in ended.stdout.splitlines()[-2]
    assert "bad.json: line 1" in ended.stdout.splitlines()[-1]
    for name in ("report.html", "report.md"):
        report = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "Not audited" in report
        assert "bad.json" in report


def test_a_refusal_names_file_field_and_remedy_and_no_content(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(
        '{"bundle_id": "x", "encounter": {"setting": "John Doe has cancer"}}', encoding="utf-8"
    )
    ended = chartaudit("audit", path)
    assert ended.returncode == 2
    assert f"{path}: encounter.setting: expected outpatient, inpatient" in ended.stderr
    assert "encounter.service_from: is missing; give the first date" in ended.stderr
    assert "John Doe" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_filters_keep_findings_and_say_what_was_left_out(header_billed: Path) -> None:
    kept = chartaudit("audit", header_billed, "--category", "validity", "--format", "json").stdout
    assert {f["category"] for f in json.loads(kept)["findings"]} == {"validity"}
    none = json.loads(
        chartaudit("audit", header_billed, "--category", "units", "--format", "json").stdout
    )
    assert none["findings"] == []
    assert "Only findings of units are shown" in none["notices"][-1]


@pytest.mark.parametrize("option", ["--category", "--severity"])
def test_an_unknown_filter_is_a_usage_error_that_names_the_choices(
    header_billed: Path, option: str
) -> None:
    ended = chartaudit("audit", header_billed, option, "nonsense")
    assert ended.returncode == 2
    assert f"{option}: expected one of" in ended.stderr


def test_out_writes_the_reports(header_billed: Path, tmp_path: Path) -> None:
    ended = chartaudit("audit", header_billed, "--out", tmp_path / "out" / "deep")
    assert "VAL04" in ended.stdout
    written = tmp_path / "out" / "deep"
    assert json.loads((written / "report.json").read_text())["bundle_id"] == "header"
    assert "VAL04" in (written / "report.md").read_text()
    assert "VAL04" in (written / "report.html").read_text()


def test_report_json_of_several_bundles_is_one_list(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_bundle(tmp_path / "in", name, "M54.3")
    chartaudit("audit", tmp_path / "in", "--out", tmp_path)
    reports = json.loads((tmp_path / "report.json").read_text())
    assert [report["bundle_id"] for report in reports] == ["a", "b"]


@pytest.mark.parametrize(("form", "beginning"), [("md", "# "), ("html", "<!doctype html>")])
def test_other_formats_are_printed_whole(header_billed: Path, form: str, beginning: str) -> None:
    printed = chartaudit("audit", header_billed, "--format", form).stdout
    assert printed.lower().startswith(beginning)
    assert "VAL04" in printed


@pytest.mark.slow
def test_an_unreachable_model_leaves_an_offline_audit_that_says_so(header_billed: Path) -> None:
    model = ("--model", "none", "--base-url", "http://127.0.0.1:9/v1")
    ended = chartaudit("audit", header_billed, *model, "--format", "json")
    report = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert "VAL04" in [finding["rule_id"] for finding in report["findings"]]
    assert "offline" in " ".join(report["notices"])


def test_out_that_cannot_be_written_is_told(header_billed: Path) -> None:
    ended = chartaudit("audit", header_billed, "--out", header_billed)
    assert ended.returncode == 2
    assert "--out" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_model_needs_an_address(header_billed: Path) -> None:
    ended = chartaudit("audit", header_billed, "--model", "some-model")
    assert ended.returncode == 2
    assert "--base-url is missing" in ended.stderr


def test_no_colour_codes_reach_a_file(header_billed: Path) -> None:
    assert "\x1b" not in chartaudit("audit", header_billed, NO_COLOR="1").stdout
