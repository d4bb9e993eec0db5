"""One run of `chartaudit audit`: many bundles, one outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from agent.at_once import in_order
from agent.cli.messages import explain_fault, warn
from agent.context import Coder, Drafter, Reviewer
from agent.errors import BundleError, UsageError
from agent.exchanges.recorded import NotRecorded
from agent.intake import find_bundles, read_bundle
from agent.models import AuditReport, Category, ChartBundle, Effects, Finding, Severity
from agent.pipeline import audit
from agent.report.as_json import to_json
from agent.rules import RuleSet
from catalog import Catalog

Kind = TypeVar("Kind", Category, Severity)


@dataclass(frozen=True)
class Selection:
    """Which findings are kept. An empty set keeps all."""

    categories: frozenset[Category] = frozenset()
    severities: frozenset[Severity] = frozenset()

    @classmethod
    def parse(cls, categories: Iterable[str], severities: Iterable[str]) -> Self:
        """From the words of the command line. Raises UsageError naming the ones there are."""
        return cls(
            frozenset(_named(Category, "--category", word) for word in categories),
            frozenset(_named(Severity, "--severity", word) for word in severities),
        )

    def keeps(self, finding: Finding) -> bool:
        return (not self.categories or finding.category in self.categories) and (
            not self.severities or finding.severity in self.severities
        )

    def apply(self, report: AuditReport) -> AuditReport:
        """The report with the kept findings, and a notice when others were left out."""
        kept = tuple(f for f in report.findings if self.keeps(f))
        there = {finding.id for finding in kept}
        # What follows from a finding that is left out stands by itself.
        kept = tuple(
            f if f.follows in there else f.model_copy(update={"follows": None}) for f in kept
        )
        left_out = len(report.findings) - len(kept)
        if not left_out:
            return report
        effects = _of_findings(report.effects, {finding.id for finding in kept})
        wanted = ", ".join(sorted([*self.categories, *self.severities]))
        notice = f"Only findings of {wanted} are shown; {left_out} others were found."
        return report.model_copy(
            update={"findings": kept, "effects": effects, "notices": (*report.notices, notice)}
        )


def _of_findings(effects: Effects | None, ids: set[str]) -> Effects | None:
    """The effects of the findings with these ids; None when there are none."""
    if effects is None:
        return None
    changes = tuple(change for change in effects.changes if ids & set(change.findings))
    return effects.model_copy(update={"changes": changes}) if changes else None


def _named(kinds: type[Kind], option: str, word: str) -> Kind:
    try:
        return kinds(word.strip().lower())
    except ValueError:
        raise UsageError(f"{option}: expected one of {', '.join(kinds)}") from None


@dataclass
class Run:
    """What came of the bundles."""

    audited: list[tuple[ChartBundle, AuditReport]] = field(default_factory=list)
    any_findings: bool = False
    refusals: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    rules: RuleSet | None = None

    @property
    def unaudited(self) -> list[str]:
        """What was said of each bundle that has no report."""
        return self.refusals + self.faults

    def refuse(self, error: BundleError) -> None:
        """Tell and keep a refusal."""
        warn(str(error))
        self.refusals.append(str(error))

    def fail(self, place: Path, error: Exception) -> None:
        """Tell and keep a fault of ours."""
        self.faults.append(f"{place}: {explain_fault(error)}")
        warn(self.faults[-1])

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
    coder: Coder,
    selection: Selection,
    drafter: Drafter | None = None,
    reviewer: Reviewer | None = None,
    at_once: int = 1,
    rules: RuleSet | None = None,
    *,
    effects: bool = True,
    take: Callable[[AuditReport], None] | None = None,
) -> Run:
    """Audit every bundle that the paths stand for; what goes wrong with one is told and counted.

    `at_once` bundles are audited at a time. What comes of them is in the order of the paths. With
    `take` each report is given to it in its turn and not kept: a long batch then needs no more
    memory than a short one.
    """
    outcome = Run(rules=rules)
    with Catalog.open() as catalog:
        audited = partial(
            _audited,
            catalog=catalog,
            coder=coder,
            drafter=drafter,
            reviewer=reviewer,
            rules=rules,
            effects=effects,
        )
        for result in in_order(audited, _places(paths), at_once):
            if isinstance(result, BundleError):
                outcome.refuse(result)
            elif isinstance(result, _Fault):
                outcome.fail(result.place, result.error)
            else:
                report = selection.apply(result[1])
                outcome.any_findings |= bool(report.findings)
                if take is None:
                    outcome.audited.append((result[0], report))
                else:
                    take(report)
    return outcome


@dataclass(frozen=True, slots=True)
class _Fault:
    """A bundle whose audit failed by a fault of ours."""

    place: Path
    error: Exception


def _audited(
    place: Path | BundleError,
    catalog: Catalog,
    coder: Coder,
    drafter: Drafter | None,
    reviewer: Reviewer | None,
    rules: RuleSet | None,
    effects: bool,
) -> tuple[ChartBundle, AuditReport] | BundleError | _Fault:
    """The audit of the bundle there, or why there is none."""
    if isinstance(place, BundleError):
        return place
    try:
        bundle = read_bundle(place)
        report = audit(
            bundle,
            catalog=catalog,
            coder=coder,
            drafter=drafter,
            reviewer=reviewer,
            rules=rules,
            effects=effects,
        )
        return bundle, report
    except BundleError as error:
        return error
    except NotRecorded as error:
        return BundleError(str(place), f"step {error.step}", error.expected)
    except Exception as error:  # noqa: BLE001 - one bundle must not end the batch
        return _Fault(place, error)


def _places(paths: Iterable[Path]) -> Iterator[Path | BundleError]:
    for path in paths:
        try:
            yield from find_bundles(path)
        except BundleError as error:
            yield error
