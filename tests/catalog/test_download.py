"""Downloads are bounded, retried, continued where they were cut off, and refused in plain words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from official_site import HOST, OfficialSite, official_site

from catalog.library.download import Downloads, NotFetched, shown

CONTENT = bytes(range(256)) * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def site() -> Iterator[OfficialSite]:
    with official_site() as up:
        yield up


def fetch(
    site: OfficialSite, folder: Path, digest: str | None = None, seconds: float = 30.0
) -> bytes:
    with Downloads(folder, seconds, pause=0.01) as downloads:
        return downloads.fetch(f"{site.url}/{HOST}/file.zip", digest).read_bytes()


def test_a_file_arrives_whole_under_its_own_name(site: OfficialSite, tmp_path: Path) -> None:
    site.publish("Table%20and%20Index.zip", CONTENT)
    with Downloads(tmp_path, 30) as downloads:
        path = downloads.fetch(f"{site.url}/{HOST}/Table%20and%20Index.zip", DIGEST)
    assert (path.name, path.read_bytes()) == ("Table and Index.zip", CONTENT)


def test_a_download_cut_off_goes_on_where_it_stopped(site: OfficialSite, tmp_path: Path) -> None:
    site.publish("file.zip", CONTENT, cuts=[100_000, 50_000])
    assert fetch(site, tmp_path) == CONTENT
    assert site.ranges_asked() == ["", "bytes=100000-", "bytes=150000-"]


def test_a_server_without_ranges_sends_the_whole_file_again(
    site: OfficialSite, tmp_path: Path
) -> None:
    site.publish("file.zip", CONTENT, cuts=[100_000], ranges=False)
    assert fetch(site, tmp_path, DIGEST) == CONTENT


def test_another_version_is_not_joined_to_what_was_begun(
    site: OfficialSite, tmp_path: Path
) -> None:
    site.publish("file.zip", b"old" * 50_000, cuts=[30_000] * 4)
    with pytest.raises(NotFetched, match="cut off"):
        fetch(site, tmp_path)
    site.publish("file.zip", CONTENT)
    assert fetch(site, tmp_path) == CONTENT


def test_the_next_run_goes_on_with_what_an_earlier_one_received(
    site: OfficialSite, tmp_path: Path
) -> None:
    site.publish("file.zip", CONTENT, cuts=[50_000] * 4)
    with pytest.raises(NotFetched, match="cut off"):
        fetch(site, tmp_path)
    assert fetch(site, tmp_path) == CONTENT
    assert site.ranges_asked()[-1] == "bytes=200000-"


def test_a_file_received_but_not_installed_is_not_sent_again(
    site: OfficialSite, tmp_path: Path
) -> None:
    site.publish("file.zip", CONTENT)
    assert fetch(site, tmp_path) == fetch(site, tmp_path) == CONTENT
    assert site.ranges_asked() == ["", f"bytes={len(CONTENT)}-"]


def test_a_wrong_hash_is_refused_and_nothing_kept(site: OfficialSite, tmp_path: Path) -> None:
    site.publish("file.zip", CONTENT[:-1])
    with pytest.raises(NotFetched, match="SHA-256 is not the one listed"):
        fetch(site, tmp_path, DIGEST)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_beginning_is_dropped_and_the_file_fetched_anew(
    site: OfficialSite, tmp_path: Path
) -> None:
    site.publish("file.zip", CONTENT, cuts=[50_000] * 4)
    with pytest.raises(NotFetched):
        fetch(site, tmp_path)
    (part,) = tmp_path.glob("*/*.part")
    part.write_bytes(b"x" * part.stat().st_size)
    assert fetch(site, tmp_path, DIGEST) == CONTENT


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/zip"])
def test_a_web_page_in_the_place_of_a_file_is_refused(
    site: OfficialSite, tmp_path: Path, kind: str
) -> None:
    site.publish("file.zip", "\n<!DOCTYPE html><html>Not here</html>", kind=kind)
    with pytest.raises(NotFetched, match="web page"):
        fetch(site, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "reason", "attempts"),
    [(404, "not found", 1), (403, "HTTP 403", 1), (503, "HTTP 503", 4)],
)
def test_only_what_may_pass_is_tried_again(
    site: OfficialSite, tmp_path: Path, status: int, reason: str, attempts: int
) -> None:
    site.publish("file.zip", b"", status=status)
    with pytest.raises(NotFetched, match=reason):
        fetch(site, tmp_path)
    assert len(site.ranges_asked()) == attempts


def test_redirects_are_followed_but_not_without_end(site: OfficialSite, tmp_path: Path) -> None:
    site.publish("moved.zip", CONTENT)
    site.publish("file.zip", b"", moved_to=f"/{HOST}/moved.zip")
    assert fetch(site, tmp_path) == CONTENT
    site.publish("file.zip", b"", moved_to=f"/{HOST}/file.zip")
    with pytest.raises(NotFetched, match="redirected too often"):
        fetch(site, tmp_path / "again")


def test_a_server_that_drips_is_left_when_the_time_is_over(
    site: OfficialSite, tmp_path: Path
) -> None:
    site.publish("file.zip", CONTENT, drip=0.05)
    with pytest.raises(NotFetched, match="time given is over"):
        fetch(site, tmp_path, seconds=0.5)
    site.publish("file.zip", CONTENT)
    assert fetch(site, tmp_path) == CONTENT
    assert site.ranges_asked()[-1].startswith("bytes=")


def test_a_file_beyond_all_official_sizes_is_not_received(
    site: OfficialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.library.download.LARGEST_FILE", 100_000)
    site.publish("file.zip", CONTENT)
    with pytest.raises(NotFetched, match="larger than"):
        fetch(site, tmp_path)


@pytest.mark.parametrize("url", ["ftp://example.gov/a.zip", "file:///etc/passwd", "http://", "a b"])
def test_other_addresses_are_refused(tmp_path: Path, url: str) -> None:
    with Downloads(tmp_path, 5) as downloads, pytest.raises(NotFetched, match="https://"):
        downloads.fetch(url)


def test_a_host_that_is_not_there_is_told_once_and_at_once(tmp_path: Path) -> None:
    with Downloads(tmp_path, 30) as downloads:
        for name in ("a.zip", "b.zip"):
            with pytest.raises(NotFetched, match="cannot be found"):
                downloads.fetch(f"https://no-such-host.invalid/{name}")


def test_a_port_where_nobody_listens_is_told(tmp_path: Path) -> None:
    with official_site() as gone:
        pass
    with Downloads(tmp_path, 30) as downloads, pytest.raises(NotFetched, match="cannot be reached"):
        downloads.fetch(f"{gone.url}/file.zip")


def test_an_unencrypted_answer_to_https_is_told(site: OfficialSite, tmp_path: Path) -> None:
    with Downloads(tmp_path, 30) as downloads, pytest.raises(NotFetched, match="encrypted"):
        downloads.fetch(f"{site.url.replace('http:', 'https:')}/file.zip")


def test_no_credentials_are_kept_or_shown() -> None:
    assert shown("https://ann:pw@example.gov/a.zip?token=1#x") == "https://example.gov/a.zip"
