"""`chartaudit catalog check`: what a reference text says of codes, compared with the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from catalog.references.check import Remark

#: Largest text that is read, in bytes: a thick book of superbills is below it.
_MAX_BYTES = 2_000_000


def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Text or Markdown, or - for standard input.")
    ],
    on: On = None,
    output: Output = Format.TABLE,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 1 when there are remarks.")
    ] = False,
) -> None:
    """Check an article, cheat sheet, superbill or model answer against the code set.

    Reports codes that are unknown, deleted, headers or lack their 7th character, descriptions
    that are not the code's, and statements about sides, sites, series and notes that the Tabular
    List contradicts; each with its correction. Offsets count characters of the text.

    \b
    Examples:
      chartaudit catalog check cheat-sheet.md --on 2026-05-04
      pbpaste | chartaudit catalog check - --format json
    """
    from catalog import Catalog
    from catalog.references.check import check_text

    text = _text(file)
    view = Catalog.open().on(day_or_today(on))
    remarks = check_text(text, view)
    if output is Format.JSON:
        say_json(
            {
                "on": view.date,
                "notice": view.release_notice(),
                "remarks": [_record(text, remark) for remark in remarks],
            }
        )
    else:
        _print(text, remarks, view.release_notice())
    raise typer.Exit(int(exit_code and bool(remarks)))


def _text(file: str) -> str:
    from agent.errors import UsageError

    source = "standard input" if file == "-" else file
    try:
        if file == "-":
            data = typer.get_binary_stream("stdin").read(_MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UsageError(
            f"{source}: cannot be read: {reason or 'not a usable path'}; give a text file"
        ) from None
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{source}: larger than {_MAX_BYTES // 1_000_000} MB; split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{source}: expected UTF-8 text; it stops being so at byte {error.start}. "
            "Save it as UTF-8 text."
        ) from None


def _print(text: str, remarks: tuple[Remark, ...], notice: str | None) -> None:
    column = max((len(remark.code) for remark in remarks), default=0)
    for remark in remarks:
        line = text.count("\n", 0, remark.start) + 1
        entry_line(remark.code, f"line {line}: {remark.kind.value}", column, indent="")
        if remark.says:
            entry_line("", f'"{" ".join(remark.says.split())}"', column, indent="")
        entry_line("", remark.message, column, indent="")
    if not remarks:
        say("Nothing found to correct. Descriptions that name no known condition are not judged.")
    if notice:
        say()
        say(notice)


def _record(text: str, remark: Remark) -> dict[str, Any]:
    return {
        "start": remark.start,
        "end": remark.end,
        "line": text.count("\n", 0, remark.start) + 1,
        "code": remark.code,
        "kind": remark.kind.value,
        "says": remark.says,
        "title": remark.title,
        "corrections": list(remark.corrections),
        "message": remark.message,
    }
