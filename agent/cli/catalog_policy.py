"""`chartaudit catalog policy`: a payer's policy pack, taken into the user's library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.light import Command
from agent.cli.options import Format, Output
from agent.cli.output import say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from catalog.policies import PolicyPack


def policy(
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Policy packs (YAML) to add; without any, list them."),
    ] = None,
    output: Output = Format.TABLE,
) -> None:
    """Add payers' policy packs, or list the packs at hand with their dates.

    A pack says which diagnoses support which procedures; docs/policies.md tells its form. One of
    the same name takes the place of the one before. Medicare's own articles come with: chartaudit
    catalog add current_article.zip

    \b
    Examples:
      chartaudit catalog policy
      chartaudit catalog policy our-payer.yaml
    """
    from catalog.citations import AuthorityError
    from catalog.policies import add_pack
    from catalog.policies import packs as at_hand

    try:
        shown = [add_pack(_file(name)) for name in packs or ()]
        shown = shown or list(at_hand())
    except AuthorityError as error:
        raise UsageError(str(error)) from None
    if output is Format.JSON:
        say_json([_record(pack) for pack in shown])
        return
    for pack in shown:
        kind = "illustrative" if pack.illustrative else pack.publisher
        until = f"until {pack.effective_to}" if pack.effective_to else "until further notice"
        say(
            f"{pack.policy}  {pack.title} ({kind}), {len(pack.items)} items, from "
            f"{pack.effective_from} {until}"
        )


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file; check the path")
    return path


def _record(pack: PolicyPack) -> dict[str, object]:
    return {
        "policy": pack.policy,
        "title": pack.title,
        "publisher": pack.publisher,
        "illustrative": pack.illustrative,
        "effective_from": pack.effective_from,
        "effective_to": pack.effective_to,
        "items": [item.id for item in pack.items],
    }


POLICY = (Command("policy", policy),)
