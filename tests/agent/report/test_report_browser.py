"""The HTML report in a real browser: widths, filters, and the way from quote to note and back."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from report_sample import AUDITED

from agent.report.html import to_html
from catalog import Catalog

pytestmark = pytest.mark.slow

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    "--virtual-time-budget=4000",
    "--window-size=1400,1000",
)

#: Opens the report in a frame of a given width, runs steps there and writes down what they return.
HARNESS = """<!doctype html><body><iframe id="frame" src="report.html{hash}"
 style="width:{width}px;height:800px;border:0"></iframe><pre id="result"></pre><script>
const frame = document.getElementById("frame");
const pause = () => new Promise((done) => setTimeout(done, 100));
frame.onload = async () => {{
  const view = frame.contentWindow, page = frame.contentDocument;
  const all = (selector) => [...page.querySelectorAll(selector)];
  const steps = async () => {{ {steps} }};
  try {{ await pause(); result.textContent = JSON.stringify(await steps()); }}
  catch (error) {{ result.textContent = JSON.stringify(String(error)); }}
}};
</script>"""

SHOWN = "all('.finding').filter((f) => f.offsetParent !== null).map((f) => f.id)"


@pytest.fixture(scope="session")
def browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("needs Chromium or Google Chrome on the PATH, and there is none")


@pytest.fixture(scope="module")
def report(catalog: Catalog) -> str:
    return to_html(AUDITED, catalog)


def run_steps(
    browser: str, folder: Path, report: str, steps: str, *, width: int = 1280, hash: str = ""
) -> Any:
    """What the steps return in the report, opened at the width with the URL hash."""
    (folder / "report.html").write_text(report, encoding="utf-8", newline="")
    harness = folder / "harness.html"
    harness.write_text(HARNESS.format(width=width, hash=hash, steps=steps), encoding="utf-8")
    done = subprocess.run(
        [
            browser,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            harness.as_uri(),
        ],
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    result = re.search(r'<pre id="result">(.*?)</pre>', done.stdout, re.DOTALL)
    assert result is not None
    return json.loads(html.unescape(result.group(1)))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_does_not_scroll_sideways(
    browser: str, tmp_path: Path, report: str, width: int
) -> None:
    steps = "return [page.documentElement.scrollWidth, page.documentElement.clientWidth]"
    wide, room = run_steps(browser, tmp_path, report, steps, width=width)
    assert width - 20 <= room <= width
    assert wide <= room


def test_every_finding_is_shown_at_first(browser: str, tmp_path: Path, report: str) -> None:
    assert len(run_steps(browser, tmp_path, report, f"return {SHOWN}")) == 6


def test_a_click_on_a_filter_hides_the_other_findings_and_keeps_the_state_in_the_address(
    browser: str, tmp_path: Path, report: str
) -> None:
    steps = f"""page.querySelector('[data-value="error"]').click(); await pause();
        return [{SHOWN}, view.location.hash,
                page.querySelector('[data-value="error"]').getAttribute('aria-pressed'),
                page.getElementById('shown').textContent]"""
    assert run_steps(browser, tmp_path, report, steps) == [
        ["b1-f1", "b1-f2"],
        "#severity=error",
        "true",
        "2 of 6 findings",
    ]


def test_the_address_of_a_filtered_page_shows_the_same_findings(
    browser: str, tmp_path: Path, report: str
) -> None:
    found = run_steps(
        browser,
        tmp_path,
        report,
        f"return {SHOWN}",
        hash="#severity=error,warning&amp;status=needs_review",
    )
    assert found == ["b1-f4", "b1-f5"]


def test_a_filter_hides_bundles_that_have_no_such_finding(
    browser: str, tmp_path: Path, report: str
) -> None:
    steps = "return all('.bundle').filter((b) => !b.hidden).map((b) => b.id)"
    assert run_steps(browser, tmp_path, report, steps, hash="#severity=error") == ["b1"]


def test_a_click_on_a_quote_brings_its_words_into_view_and_emphasises_them(
    browser: str, tmp_path: Path, report: str
) -> None:
    steps = """const quote = all('#b1-f1 a.quote')[1]; quote.click(); await pause();
        const mark = page.getElementById(quote.hash.slice(1));
        const box = mark.getBoundingClientRect();
        return [all('mark.on').map((m) => m.textContent).join(''),
                box.top >= 0 && box.bottom <= view.innerHeight]"""
    assert run_steps(browser, tmp_path, report, steps) == ["begin physical therapy today", True]


def test_a_click_on_words_that_two_findings_quote_leads_to_one_and_then_the_other(
    browser: str, tmp_path: Path, report: str
) -> None:
    steps = """const words = page.querySelector('mark.several a');
        words.click(); await pause(); const first = view.location.hash;
        words.click(); await pause(); return [first, view.location.hash]"""
    assert run_steps(browser, tmp_path, report, steps) == ["#b1-f1", "#b1-f2"]


def test_the_chart_s_script_does_not_run(browser: str, tmp_path: Path, report: str) -> None:
    hostile = report.replace("<main", "<script>document.title = 'run'</script><main")
    steps = "return page.title"
    assert run_steps(browser, tmp_path, hostile, steps) == "Coding audit: 3 bundles"
