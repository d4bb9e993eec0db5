"""`chartaudit code`: the codes that a note supports."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.exchange_options import NoStore, Record, Replay, close, recorder_for
from agent.cli.options import (
    BaseUrl,
    ConfigFile,
    Deidentify,
    Format,
    ModelName,
    Offline,
    On,
    Output,
    ProfileName,
    ShiftDates,
    day_or_today,
)
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.context import AuditContext, Coded, Coder, LeftOut
    from agent.models import AuditReport, ChartBundle


class _Kept:
    """The coder, with its reasons for what it did not code, which a report does not hold."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self.name = coder.name
        self.left_out: tuple[LeftOut, ...] = ()

    def propose(self, context: AuditContext) -> Coded:
        coded = self._coder.propose(context)
        self.left_out = coded.left_out
        return coded


class SettingChoice(StrEnum):
    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    PROFESSIONAL = "professional"
    EMERGENCY = "emergency"


def code(
    note: Annotated[
        str, typer.Argument(metavar="NOTE", help="A text file, or - for standard input.")
    ],
    on: On = None,
    setting: Annotated[
        SettingChoice, typer.Option("--setting", help="Where the encounter took place.")
    ] = SettingChoice.PROFESSIONAL,
    output: Output = Format.TABLE,
    model: ModelName = None,
    base_url: BaseUrl = None,
    profile: ProfileName = None,
    no_store: NoStore = False,
    record: Record = None,
    replay: Replay = None,
    config: ConfigFile = None,
    offline: Offline = False,
    deidentify: Deidentify = None,
    shift_dates: ShiftDates = False,
    worksheet: Annotated[
        bool,
        typer.Option(
            "--worksheet",
            help="Print each code's path (words, Index, Tabular, rules), and what was not coded.",
        ),
    ] = False,
) -> None:
    """Propose codes for a note.

    Prints one ICD-10-CM code a line with its title and confidence, and below it the words of the
    note that support it; then the words that were not coded, and why.

    \b
    Examples:
      chartaudit code visit.txt --on 2026-05-04 --worksheet
      chartaudit code visit.txt --on 2026-05-04
      pbpaste | chartaudit code - --on 2026-05-04 --format json
    """
    from agent.cli.coder import coder_for, endpoint_for, sharing_for
    from agent.models import ChartBundle, Document, Encounter, Setting
    from agent.pipeline import audit

    bundle = ChartBundle(
        bundle_id="note" if note == "-" else Path(note).stem or "note",
        encounter=Encounter(setting=Setting(setting.value), service_from=day_or_today(on)),
        documents=(Document(id="note", text=_text(note)),),
    )
    endpoint = endpoint_for(model, base_url, profile, config=config, offline=offline)
    recorder = recorder_for(endpoint.model if endpoint else None, no_store, record, replay, config)
    sharing = sharing_for(endpoint, deidentify, shift_dates=shift_dates, config=config)
    coder = coder_for(endpoint, profile, recorder, sharing)
    if worksheet:
        _work(bundle, coder, output)
        close(recorder)
        return
    kept = _Kept(coder)
    report = audit(bundle, coder=kept, rules=())
    close(recorder)
    if output is Format.JSON:
        say_json({**_record(report), "not_coded": [_left(left) for left in kept.left_out]})
    else:
        _print(report)
        _print_left(kept.left_out)
        for notice in report.notices:
            say()
            say(notice)


def _work(bundle: ChartBundle, coder: Coder, output: Format) -> None:
    """Code the bundle and print the worksheet."""
    from dataclasses import asdict

    from agent.cli.worksheet import print_worksheet
    from agent.coding.worksheet import worksheet
    from agent.pipeline import read_and_code
    from catalog import Catalog

    with Catalog.open() as catalog:
        view = catalog.on(bundle.encounter.date_of_service)
        context, coded = read_and_code(bundle, view, coder)
        sheet = worksheet(context, coded.left_out)
        notices = [*filter(None, (view.release_notice(), *coded.notices))]
    if output is Format.JSON:
        say_json({**asdict(sheet), "notices": notices})
        return
    print_worksheet(sheet)
    for notice in notices:
        say()
        say(notice)


def _text(note: str) -> str:
    from agent.intake import read_text
    from agent.intake.text import decode

    if note == "-":
        return decode(typer.get_binary_stream("stdin").read(), "standard input", "note")
    return read_text(Path(note), "note")


def _record(report: AuditReport) -> dict[str, object]:
    kept = {"date_of_service", "setting", "coder", "model", "notices", "proposals", "releases"}
    return report.model_dump(mode="json", include=kept)


def _print(report: AuditReport) -> None:
    for proposal in report.proposals:
        entry_line(
            proposal.code, f"{proposal.title} ({proposal.confidence:.2f})", column=8, indent=""
        )
        for span in proposal.evidence:
            quote = " ".join(span.quote.split())
            say(f'{span.start}-{span.end} "{quote}"', indent=" " * 10)
    if not report.proposals:
        say(f"No code is proposed for {report.date_of_service}.")


def _left(left: LeftOut) -> dict[str, object]:
    mention = left.mention
    evidence = {"start": mention.start, "end": mention.end, "quote": mention.text}
    return {"evidence": evidence, "reason": left.reason, "citation": left.citation or None}


def _print_left(left_out: Sequence[LeftOut]) -> None:
    """Print the words that gave no code, by reason, in the order of the note."""
    by_reason: dict[str, dict[str, None]] = {}
    for left in left_out:
        reason = f"{left.reason} [{left.citation}]" if left.citation else left.reason
        by_reason.setdefault(reason, {})[" ".join(left.mention.text.split())] = None
    if by_reason:
        say()
        say("Not coded")
    for reason, quotes in by_reason.items():
        told = ", ".join(f'"{quote}"' for quote in quotes)
        say(f"{told}: {reason}", indent="  ", hanging="      ")
