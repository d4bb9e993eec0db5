"""`catalog fetch` and `catalog add URL`, against a web server on this machine and folders."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import ROOT, chartaudit, environment
from official_samples import INDEX, TABULAR
from official_site import OfficialSite, listing, official_site

INDEX_ENTRY = {"kinds": ["index"], "sha256": hashlib.sha256(INDEX.encode()).hexdigest()}


@pytest.fixture
def site() -> Iterator[OfficialSite]:
    with official_site() as up:
        yield up


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty library; downloads wait beside the compiled catalog, which the tests share."""
    folder = tmp_path / "library"
    monkeypatch.setenv("CHARTAUDIT_LIBRARY", str(folder))
    monkeypatch.delenv("CHARTAUDIT_MIRROR", raising=False)
    return folder


def listed() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        chartaudit("catalog", "list", "--format", "json").stdout
    )
    return [release for release in found if release["id"]]


def test_a_mirror_is_installed_whole_and_dates_come_from_the_listing(
    library: Path, tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "2024").mkdir(parents=True)
    (mirror / "2024/renamed.xml").write_text(TABULAR)
    (mirror / "index.csv").write_text(INDEX)
    (mirror / "readme.txt").write_text("nothing official\n")
    entries = listing(
        tmp_path / "listing.yaml",
        {"file": "a.xml", "sha256": hashlib.sha256(TABULAR.encode()).hexdigest()},
        {"file": "b.csv", **INDEX_ENTRY},
    )
    told = chartaudit("catalog", "fetch", "--all", "--mirror", mirror, "--listing", entries)
    assert told.returncode == 0, told.stderr
    assert "left out   readme.txt" in told.stdout
    assert [(r["kind"], r["effective_from"], r["origin"]) for r in listed()] == [
        (
            "index",
            "2023-10-01",
            {"place": "mirror index.csv", "sha256": INDEX_ENTRY["sha256"]},
        ),
        (
            "tabular",
            "2023-10-01",
            {
                "place": "mirror 2024/renamed.xml",
                "sha256": hashlib.sha256(TABULAR.encode()).hexdigest(),
            },
        ),
    ]
    again = chartaudit("catalog", "fetch", "--all", "--mirror", mirror, "--listing", entries)
    assert "2 at hand before" in again.stdout


def test_files_are_fetched_and_the_list_tells_their_address(
    library: Path, site: OfficialSite, tmp_path: Path
) -> None:
    entries = listing(
        tmp_path / "listing.yaml",
        {"url": site.publish("2024/tabular.xml", TABULAR)},
        {"url": site.publish("2024/index.csv", INDEX, cuts=[40]), **INDEX_ENTRY},
    )
    asked = ("catalog", "fetch", "2024", "--base-url", site.url, "--listing", entries)
    told = chartaudit(*asked)
    assert told.returncode == 0, told.stderr
    assert f"{site.url}/ftp.example.gov/2024/index.csv" in [
        release["origin"]["place"]  # type: ignore[index]
        for release in listed()
    ]
    asked_before = len(site.asked)
    assert "2 at hand before" in chartaudit(*asked).stdout
    assert len(site.asked) == asked_before


def test_what_cannot_be_had_is_told_and_the_rest_installed(
    library: Path, site: OfficialSite, tmp_path: Path
) -> None:
    entries = listing(
        tmp_path / "listing.yaml",
        {"url": site.publish("gone.xml", "", status=404)},
        {"url": site.publish("page.xml", "<html>", kind="text/html")},
        {"url": site.publish("other.csv", INDEX.replace("M54.6", "M54.5")), **INDEX_ENTRY},
        {"url": site.publish("cut.xml", TABULAR[: len(TABULAR) // 2])},
        {"url": site.publish("good.xml", TABULAR)},
    )
    told = chartaudit("catalog", "fetch", "--all", "--base-url", site.url, "--listing", entries)
    assert told.returncode == 2
    assert [release["kind"] for release in listed()] == ["tabular"]
    for reason in ("not found (HTTP 404)", "a web page", "SHA-256", "cut.xml: not well-formed"):
        assert reason in told.stderr
    assert "Traceback" not in told.stderr


def test_an_address_is_added_and_kept_without_its_credentials(
    library: Path, site: OfficialSite
) -> None:
    site.publish("tabular.xml", TABULAR)
    address = f"{site.url}/ftp.example.gov/tabular.xml"
    with_secret = address.replace("http://", "http://ann:secret@")
    told = chartaudit("catalog", "add", f"{with_secret}?token=1", "--effective-from", "2023-10-01")
    assert told.returncode == 0, told.stderr
    (release,) = listed()
    assert release["origin"]["place"] == address  # type: ignore[index]
    assert "secret" not in told.stdout + told.stderr + chartaudit("catalog", "list").stdout


@pytest.mark.parametrize(
    ("name", "content", "how", "reason"),
    [
        ("gone.xml", "", {"status": 404}, "not found (HTTP 404)"),
        ("page.xml", "<html>", {"kind": "text/html"}, "a web page"),
        ("other.txt", "not official\n", {}, "not an official file"),
    ],
)
def test_an_address_that_gives_no_official_file_is_refused(
    library: Path, site: OfficialSite, name: str, content: str, how: dict[str, object], reason: str
) -> None:
    site.publish(name, content, **how)
    told = chartaudit("catalog", "add", f"{site.url}/ftp.example.gov/{name}")
    assert told.returncode == 2
    assert reason in told.stderr
    assert listed() == []


def test_an_address_of_another_scheme_is_refused(library: Path) -> None:
    told = chartaudit("catalog", "add", "ftp://example.gov/a.zip")
    assert told.returncode == 2
    assert "begins with https://" in told.stderr


def test_set_up_says_in_one_line_what_is_missing(library: Path, tmp_path: Path) -> None:
    entries = listing(
        tmp_path / "listing.yaml", {"url": "https://no-such-host.invalid/i.csv", "kinds": ["index"]}
    )
    told = chartaudit("catalog", "fetch", "--set-up", "--listing", entries)
    assert told.returncode == 0
    (line,) = told.stdout.splitlines()
    assert "no Alphabetic Index and Official Guidelines for today" in line
    assert "no-such-host.invalid cannot be found" in line


def test_set_up_takes_the_latest_index_that_a_mirror_has(library: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "index.csv").write_text(INDEX)
    entries = listing(tmp_path / "listing.yaml", {"file": "b.csv", **INDEX_ENTRY})
    told = chartaudit(
        "catalog", "fetch", "--set-up", "--listing", entries, CHARTAUDIT_MIRROR=str(mirror)
    )
    assert "Alphabetic Index (at hand: 2023-10-01)" in told.stdout
    assert [release["kind"] for release in listed()] == ["index"]


def test_a_fetch_killed_midway_leaves_nothing_half_and_the_next_one_ends_it(
    library: Path, site: OfficialSite, tmp_path: Path
) -> None:
    entries = listing(
        tmp_path / "listing.yaml",
        {"url": site.publish("index.csv", INDEX), **INDEX_ENTRY},
        {"url": site.publish("tabular.xml", TABULAR, drip=1.0)},
    )
    asked = ["catalog", "fetch", "2024", "--base-url", site.url, "--listing", str(entries)]
    fetching = subprocess.Popen(
        [sys.executable, "-m", "agent.cli", *asked],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while len(site.ranges_asked()) < 2:
        time.sleep(0.01)
    time.sleep(2.5)  # two or three of the nine pieces have come by then
    fetching.send_signal(signal.SIGKILL)
    fetching.wait()
    assert chartaudit("catalog", "verify").returncode == 0
    site.publish("tabular.xml", TABULAR)
    told = chartaudit(*asked)
    assert told.returncode == 0, told.stderr
    assert site.ranges_asked()[-1].startswith("bytes=")
    assert sorted(str(release["kind"]) for release in listed()) == ["index", "tabular"]
    assert list(library.glob(".adding-*")) == []
    assert chartaudit("catalog", "verify").returncode == 0
