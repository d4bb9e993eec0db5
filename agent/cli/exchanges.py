"""`chartaudit exchanges`: what is kept of the exchanges with models, and how to be rid of it."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.light import LightCommand, LightGroup
from agent.cli.output import say
from agent.errors import UsageError

commands = typer.Typer(
    cls=LightGroup,
    help="What is kept of the exchanges with models.",
    no_args_is_help=True,
)


@commands.command("show", cls=LightCommand)
def show() -> None:
    """Say where exchanges are kept, how many there are, and whether they are encrypted.

    \b
    Example:
      chartaudit exchanges show
    """
    from agent.cli.messages import warn
    from agent.exchanges.store import ExchangeStore, default_path, stored_files

    path = default_path()
    if not path.is_file():
        say(f"No exchanges are kept; they would be in {path}.")
        return
    store = ExchangeStore(path, warn)
    try:
        number = len(store)
        form = "encrypted" if store.encrypted else "in clear text"
    finally:
        store.close()
    say(f"{number} exchange{'' if number == 1 else 's'} in {path}, {form}.")
    for aside in stored_files(path):
        if ".damaged-" in aside.name:
            say(f"Set aside as damaged: {aside}")


@commands.command("clear", cls=LightCommand)
def clear(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Delete all kept exchanges, also those set aside as damaged.

    What was answered is then asked, and paid for, again.

    \b
    Example:
      chartaudit exchanges clear --yes
    """
    from agent.exchanges.store import default_path, stored_files

    files = stored_files(default_path())
    if not files:
        say("No exchanges are kept.")
        return
    if not yes:
        typer.confirm(f"Delete all exchanges in {files[0].parent}?", abort=True)
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"{file}: cannot be deleted: {error.strerror}") from None
    say(f"Deleted all exchanges in {files[0].parent}.")


@commands.command("key", cls=LightCommand)
def key() -> None:
    """Print a fresh key to encrypt the kept exchanges with; keep it as you keep passwords.

    \b
    Example:
      export CHARTAUDIT_STORE_KEY="$(chartaudit exchanges key)"
    """
    from agent.exchanges.cipher import new_key

    typer.echo(new_key())
