"""Options that say what is kept of the exchanges with a model, and what is replayed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.exchanges import Keeping, Recorder
    from agent.exchanges.recorder import Tally

_REPLAY = "--replay"

NoStore = Annotated[
    bool, typer.Option("--no-store", help="Keep no exchange with the model, and look none up.")
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record", metavar="DIR", help="Also write this run's exchanges with the model here."
    ),
]
Replay = Annotated[
    str | None,
    typer.Option(
        _REPLAY,
        metavar="[DIR]",
        help="Ask no endpoint: take the model's answers from the store, or from what --record "
        "wrote to DIR.",
    ),
]


class ReplayCommand(TyperCommand):
    """A command whose option --replay may stand without a folder."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _with_value(args))


def recorder_for(
    model: str | None,
    no_store: bool,
    record: Path | None,
    replay: str | None,
    config: Path | None = None,
) -> Recorder | None:
    """The recorder that is asked for; None when no model is asked, or nothing is kept.

    Raises UsageError when the options do not go together, or the store cannot be used.
    """
    from agent.cli.messages import warn

    keeping = keeping_for(model, no_store, record, replay, config)
    return keeping.recorder(warn) if keeping is not None else None


def keeping_for(
    model: str | None,
    no_store: bool,
    record: Path | None,
    replay: str | None,
    config: Path | None = None,
) -> Keeping | None:
    """What is kept of the exchanges: by the options, else by the configuration; None with no model.

    Raises UsageError when options for exchanges are given and no model is.
    """
    if model is None:
        given = [("--record", record), (_REPLAY, replay), ("--no-store", no_store or None)]
        for option, value in given:
            if value is not None:
                raise UsageError(f"{option}: goes with --model NAME and --base-url URL")
        return None
    from agent.configuration import configured
    from agent.exchanges import Keeping

    section = configured(config).configuration.exchanges
    if record is None and section.record is not None:
        record = Path(section.record)
    if replay is None and section.replay:
        replay = "" if section.replay is True else section.replay
    return Keeping(section.store and not no_store, record, replay, section.encrypted)


def close(recorder: Recorder | None) -> None:
    """Close what the run kept; say on standard error if answers were found there."""
    if recorder is None:
        return
    recorder.close()
    tell_found(recorder.tally, recorder.place)


def tell_found(tally: Tally, place: str) -> None:
    """Say on standard error how many answers were found at the place, if any were."""
    from agent.cli.messages import warn

    if tally.found:
        warn(
            f"{tally.found} of {tally.found + tally.asked} answers of the model were on record in "
            f"{place} and not paid for again"
        )


def _with_value(args: list[str]) -> list[str]:
    """The arguments, --replay with an empty value where no folder of exchanges follows it."""
    found = []
    for place, argument in enumerate(args):
        bare = argument == _REPLAY and not _names_recording(args[place + 1 : place + 2])
        found.append(f"{_REPLAY}=" if bare else argument)
    return found


def _names_recording(following: list[str]) -> bool:
    """Whether the next argument is the folder, and not an option or a bundle that is there."""
    from agent.exchanges.export import FILE_NAME

    if not following or following[0].startswith("-"):
        return False
    path = Path(following[0])
    return (path / FILE_NAME).is_file() or not path.exists()
