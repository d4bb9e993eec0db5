"""One run of `chartaudit audit`: many bundles, one outcome."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from agent.at_once import in_order
from agent.cli.auditing import Audited, Auditing, Auditor, Result, Unaudited
from agent.cli.exchange_options import tell_found
from agent.cli.messages import explain_fault, warn
from agent.errors import BundleError, ChartauditError, UsageError
from agent.exchanges.recorder import Tally
from agent.intake import find_bundles
from agent.models import AuditReport, ChartBundle
from agent.processes import CONTEXT, Processes, cores
from agent.report.as_json import to_json
from agent.rules import RuleSet
from agent.transport.shares import Shares

#: Charts for which it is worth to begin a process, with a model and without one.
_WITH_MODEL = 25
_OFFLINE = 100
#: Bundles tried to make a process ready by.
_TRIED = 5


@dataclass
class Run:
    """What came of the bundles."""

    audited: list[tuple[ChartBundle, AuditReport]] = field(default_factory=list)
    any_findings: bool = False
    refusals: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    rules: RuleSet | None = None
    tally: Tally = field(default_factory=Tally)

    @property
    def unaudited(self) -> list[str]:
        """What was said of each bundle that has no report."""
        return self.refusals + self.faults

    def add(self, result: Result, take: Callable[[str], None] | None) -> None:
        """Keep what came of a bundle, or hand it on; tell and keep why there is no report."""
        if isinstance(result, Unaudited):
            warn(result.told)
            (self.faults if result.fault else self.refusals).append(result.told)
            return
        self.any_findings |= result.has_findings
        if isinstance(result, Audited):
            self.audited.append((result.bundle, self._with_shared_rules(result.report)))
        elif take is not None:
            take(result.text)

    def _with_shared_rules(self, report: AuditReport) -> AuditReport:
        """The report, whose long list of rules is one and the same for all that have it alike."""
        if not self.audited or self.audited[0][1].rules is report.rules:
            return report
        first = self.audited[0][1].rules
        return report.model_copy(update={"rules": first}) if first == report.rules else report

    def json(self) -> str:
        """One report a line."""
        return "".join(f"{to_json(report)}\n" for _, report in self.audited)

    def markdown(self) -> str:
        from agent.report.markdown import to_markdown_run

        return to_markdown_run(self.audited, self.unaudited)

    def html(self) -> str:
        from agent.report.html import to_html

        return to_html(self.audited, unaudited=self.unaudited, rules=self.rules)

    def json_file(self) -> str:
        """One JSON value: the report, or the list of reports when there are several."""
        if len(self.audited) == 1:
            return to_json(self.audited[0][1], indent=True) + "\n"
        return "[\n" + ",\n".join(to_json(report) for _, report in self.audited) + "\n]\n"

    def print_table(self) -> None:
        """Every audit as an auditor reads it, and below several of them one line each."""
        from rich.console import Console

        from agent.report.phrases import shared_notices
        from agent.report.terminal import print_table, print_terminal, print_unaudited

        console = Console(highlight=False)
        told = shared_notices([report for _, report in self.audited])
        for number, (bundle, report) in enumerate(self.audited):
            if number:
                console.print()
            print_terminal(report, bundle, console, told)
        if len(self.audited) > 1:
            console.print()
            print_table(self.audited, console)
        if self.audited and self.unaudited:
            # Said before on standard error, but by now far above the last line.
            print_unaudited(self.unaudited, console)

    def write(self, folder: Path) -> None:
        """Write report.html, report.json and report.md to the folder, made if need be."""
        texts = {
            "report.html": self.html(),
            "report.json": self.json_file(),
            "report.md": self.markdown(),
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"--out {folder}: cannot be written: {error.strerror}") from None

    def exit_code(self, *, findings_count: bool) -> int:
        """70 after a fault of ours, 2 after a refusal, 1 for findings if these count, else 0."""
        if self.faults:
            return 70
        if self.refusals:
            return 2
        return int(findings_count and self.any_findings)


def run(
    paths: Sequence[Path],
    auditing: Auditing,
    jobs: int | None = None,
    take: Callable[[str], None] | None = None,
) -> Run:
    """Audit every bundle that the paths stand for; what goes wrong with one is told and counted.

    What comes of them is in the order of the paths, over however many processes (`jobs`; without a
    number as many as the batch gains by). With `take` each report is given to it, as a line, in its
    turn and not kept: a long batch then needs no more memory than a short one.
    """
    places = list(_places(paths))
    auditor = Auditor(auditing)
    outcome = Run(rules=auditor.rules)
    asked = auditing.asked
    at_once = asked.charts_at_once if asked else 1
    jobs = jobs or _gained(len(places), asked is not None)
    jobs = min(jobs, at_once if asked else jobs, max(1, len(places)))
    results: Generator[Result]
    if jobs == 1:
        results = _in_threads(auditor, places, at_once, outcome)
    else:
        # Opened here first, so that what is wrong with catalog or store is told once.
        auditor.close()
        results = _in_processes(auditing, places, jobs, -(-at_once // jobs), outcome)
    with closing(results):
        for result in results:
            outcome.add(result, take)
    if asked is not None and asked.keeping is not None:
        tell_found(outcome.tally, auditor.place)
    return outcome


def _in_threads(
    auditor: Auditor, places: Sequence[Path | BundleError], at_once: int, outcome: Run
) -> Generator[Result]:
    if min(at_once, len(places)) > 1:
        auditor.make_ready(places[:_TRIED])
    try:
        yield from in_order(auditor.work, places, at_once)
    except BaseException:
        auditor.stop()
        raise
    outcome.tally += auditor.close()


def _in_processes(
    auditing: Auditing,
    places: Sequence[Path | BundleError],
    jobs: int,
    at_once: int,
    outcome: Run,
) -> Generator[Result]:
    asked = auditing.asked
    shares = Shares.of_processes(asked.limits.concurrency, CONTEXT) if asked else None

    def closed(tally: Tally) -> None:
        outcome.tally += tally

    begin = partial(_begun, auditing, shares, places[:_TRIED] if at_once > 1 else ())
    yield from Processes(begin, jobs, at_once, Unaudited.lost, closed).in_order(places)


def _begun(
    auditing: Auditing, shares: Shares | None, places: Sequence[Path | BundleError]
) -> Auditor:
    """The auditor of a process, made ready by the places; it ends where there can be none."""
    try:
        auditor = Auditor(auditing, shares)
        auditor.make_ready(places)
        # What is loaded stays: it need not be gone through again and again for what may be freed.
        gc.freeze()
        return auditor
    except Exception as error:  # noqa: BLE001 - told in one line, as the command's own would be
        warn(str(error) if isinstance(error, ChartauditError) else explain_fault(error))
        raise SystemExit(70) from None


def _gained(charts: int, with_model: bool) -> int:
    """Processes that so many charts gain by: to begin one takes as long as some charts."""
    return min(cores(), max(1, charts // (_WITH_MODEL if with_model else _OFFLINE)))


def _places(paths: Iterable[Path]) -> Iterator[Path | BundleError]:
    for path in paths:
        try:
            yield from find_bundles(path)
        except BundleError as error:
            yield error
