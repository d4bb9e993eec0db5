"""Write the generated pages: command line, rules, metrics, worksheets, schemas, the README's part.

`python docs/generate.py` writes them; with `--check` it writes nothing and fails when one is out
of date.
"""

from __future__ import annotations

import inspect
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import typer
from rich.console import Console
from typer.testing import CliRunner

from agent import audit
from agent.cli.app import app
from agent.cli.worksheet import print_worksheet
from agent.coding.offline import OfflineCoder
from agent.coding.worksheet import worksheet
from agent.intake import read_bundle
from agent.models import ChartBundle
from agent.pipeline import read_and_code
from agent.report.manual import manual
from agent.report.terminal import print_terminal
from agent.rules import Rule, all_rules
from catalog import Catalog
from catalog.citations import rulebook
from evals.contracts import GoldCase
from evals.hierarchy import Hierarchy
from evals.metrics import all_metrics
from evals.sample import Sample
from evals.scoring import score
from evals.seeding.kinds import all_kinds
from evals.simulated.measured import kept
from evals.simulated.page import page, put_in
from evals.simulated.prompts_page import prompts_page

ROOT = Path(__file__).parent.parent
_KINDS = "<!-- generated: kinds -->"
_BEGIN_SHEET = "<!-- generated: worksheet -->"
_WORKSHEETS = (
    "low-back-strain",
    "diabetes-follow-up",
    "inpatient-possible-pneumonia",
    "leg-pain",
    "disc-degeneration-header-codes",
)
_BEGIN, _END = "<!-- generated: finding -->", "<!-- end -->"


def cli_page() -> str:
    """Every command with its `--help`, at 80 columns."""
    runner = CliRunner(env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"})
    lines = [
        "# Command line",
        "",
        "Generated from `--help` by `make docs`; do not edit.",
    ]
    for names in _command_names():
        shown = runner.invoke(app, [*names, "--help"], prog_name="chartaudit")
        lines += ["", f"## {' '.join(['chartaudit', *names])}", "", "```"]
        lines += [shown.stdout.strip(), "```"]
    return "\n".join(lines) + "\n"


def _command_names() -> Iterator[list[str]]:
    yield []
    root = typer.main.get_command(app)
    for name, command in sorted(getattr(root, "commands", {}).items()):
        yield [name]
        yield from ([name, inner] for inner in sorted(getattr(command, "commands", {})))


def rules_page() -> str:
    """Every rule with what it catches, grouped by family."""
    rules = all_rules()
    lines = [
        "# Rules",
        "",
        f"The {len(rules)} checks, generated from their own documentation by `make docs`; do not",
        "edit. A `*` in a citation stands for the code or note at hand.",
    ]
    for _, family in groupby(rules, key=lambda rule: type(rule).__module__.rsplit(".", 1)[0]):
        members = list(family)
        package = sys.modules[type(members[0]).__module__.rsplit(".", 1)[0]]
        lines += ["", f"## {(inspect.getdoc(package) or package.__name__).splitlines()[0]}"]
        for rule in members:
            lines += _rule_lines(rule)
    return "\n".join(lines) + "\n"


def _rule_lines(rule: Rule) -> list[str]:
    page = manual(rule)
    lines = ["", f'### <a id="{rule.id}"></a>{rule.id} {rule.name}', ""]
    lines += [f"{rule.category.value}, {rule.severity.value}", ""]
    for paragraph in page.opening:
        lines += [paragraph, ""]
    lines += [f"- **{label}:** {text}" for label, text in page.parts]
    lines += ["", "Cites:", ""]
    lines += [f"- {_cited(citation)}" for citation in rule.citations]
    return lines


def _cited(citation: str) -> str:
    entry = rulebook().get(citation)
    if entry is None:
        return f"`{citation}`"
    return f"`{citation}` {entry.authority}, {entry.section}: {entry.title}"


def metrics_page() -> str:
    """Every metric with what it measures and the keys of its figures, from its module."""
    with Catalog.open() as catalog:
        nothing = Sample((), Hierarchy(catalog.tabular_list))
        scores, _ = score((), nothing.hierarchy)
        measured = [
            (
                metric,
                [figure.key for figure in metric.measure(nothing)],
                sorted(metric.tables(nothing, scores)) if hasattr(metric, "tables") else [],
            )
            for metric in all_metrics()
        ]
    lines = [
        "# Metrics",
        "",
        "What `chartaudit eval` measures, generated from the metrics' own documentation by",
        "`make docs`; do not edit. The keys are those of a run's `scores.json`. Each figure there",
        "has `value`, `low` and `high` (the 95% interval), and `n`, what it counts over; `value`",
        "is null where the set cannot measure it. Intervals come from a bootstrap that draws",
        "cases, and cases made of one note together; totals have none. Tables stand in",
        "`tables.json`.",
    ]
    for metric, keys, tables in measured:
        heading, _, text = (inspect.getdoc(metric) or "").partition("\n")
        lines += ["", f"## {heading.rstrip('.')}", *([text.rstrip()] if text.strip() else [])]
        if keys:
            lines += ["", "Keys:", "", *(f"- `{key}`" for key in keys)]
        if tables:
            lines += ["", f"Tables: {', '.join(f'`{name}`' for name in tables)}."]
    return "\n".join(lines) + "\n"


def seeded_page() -> str:
    """Every kind of seeded error, under the text that says how they are used."""
    path = ROOT / "docs" / "seeded-errors.md"
    before, _, _ = path.read_text(encoding="utf-8").partition(_KINDS)
    lines = [before + _KINDS, "", f"The {len(all_kinds())} kinds, from their own documentation."]
    for kind in all_kinds():
        page = manual(kind)
        lines += ["", f"### {kind.name}", "", *page.opening, ""]
        lines += [f"- **{label}:** {text}" for label, text in page.parts]
    return "\n".join(lines) + "\n"


def prompts() -> str:
    """Every question that a model is asked about one chart."""
    with TemporaryDirectory() as empty, Catalog.open(library=Path(empty)) as catalog:
        return prompts_page(catalog)


def simulated_page() -> str:
    """What a simulated model's mistakes cost, as `make eval` last measured it."""
    return page(kept())


def evals_page() -> str:
    """The measured figures, with the simulated ones as they stand on their own page."""
    return put_in((ROOT / "docs" / "evals.md").read_text(encoding="utf-8"), kept())


def schema_page() -> str:
    """The bundle's JSON Schema, as `chartaudit schema` prints it."""
    return (
        json.dumps(ChartBundle.model_json_schema(mode="validation"), sort_keys=True, indent=2)
        + "\n"
    )


def goldset_page() -> str:
    """The JSON Schema of a gold set's line, as `chartaudit schema goldset` prints it."""
    return (
        json.dumps(GoldCase.model_json_schema(mode="validation"), sort_keys=True, indent=2) + "\n"
    )


def worksheets() -> str:
    """Five shipped examples as worksheets: how each code came from the words of the note."""
    lines = [
        "# Worksheets",
        "",
        "`chartaudit code NOTE --worksheet` shows how each proposal came from the words of the",
        "note, and why other conditions that the note names were not coded. These five are made",
        "from shipped examples by `make docs`, with nothing in the library; do not edit. With an",
        "Alphabetic Index in the library (`chartaudit catalog fetch`) the line `Index` names the",
        "entries that lead to the code.",
    ]
    for name in _WORKSHEETS:
        lines += ["", f"## {name}", "", "```", worksheet_of(name), "```"]
    return "\n".join(lines) + "\n"


def worksheet_of(name: str) -> str:
    """The worksheet of a shipped example, as the command prints it at 80 columns."""
    bundle = read_bundle(ROOT / "examples" / name)
    shown = io.StringIO()
    with TemporaryDirectory() as empty, Catalog.open(library=Path(empty)) as catalog:
        context, coded = read_and_code(
            bundle, catalog.on(bundle.encounter.date_of_service), OfflineCoder()
        )
        with mock.patch.dict(os.environ, {"COLUMNS": "80"}), redirect_stdout(shown):
            print_worksheet(worksheet(context, coded.left_out))
    return shown.getvalue().strip()


def readme() -> str:
    """The README with a finding and a worksheet, made from shipped examples."""
    bundle = read_bundle(ROOT / "examples" / "low-back-strain")
    with TemporaryDirectory() as empty, Catalog.open(library=Path(empty)) as catalog:
        report = audit(bundle, catalog=catalog)
    console = Console(width=80, file=io.StringIO(), color_system=None, highlight=False)
    first = report.model_copy(update={"findings": report.findings[:1]})
    print_terminal(first, bundle, console)
    shown = console.file.getvalue() if isinstance(console.file, io.StringIO) else ""
    finding = shown[shown.index(report.findings[0].rule_id) :].partition("\n\n")[0]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    sheet = worksheet_of(_WORKSHEETS[0])
    return _with(_with(text, _BEGIN, finding), _BEGIN_SHEET, sheet)


def _with(text: str, begin: str, shown: str) -> str:
    """The page with what is shown after a mark put in anew."""
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(_END)
    return f"{before}{begin}\n```\n{shown}\n```\n{_END}{after}"


PAGES: dict[str, Callable[[], str]] = {
    "docs/cli.md": cli_page,
    "docs/rules.md": rules_page,
    "docs/metrics.md": metrics_page,
    "docs/seeded-errors.md": seeded_page,
    "docs/prompts.md": prompts,
    "docs/worksheets.md": worksheets,
    "docs/model-simulated.md": simulated_page,
    "docs/evals.md": evals_page,
    "docs/bundle.schema.json": schema_page,
    "docs/goldset.schema.json": goldset_page,
    "README.md": readme,
}


def main(*, check: bool) -> int:
    """Write the pages, or compare them; 1 when one is out of date."""
    stale = []
    for name, made in PAGES.items():
        path, text = ROOT / name, made()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        told = "is out of date; run: make docs" if check else "written"
        sys.stdout.write(f"{name} {told}\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    sys.exit(main(check="--check" in sys.argv[1:]))
