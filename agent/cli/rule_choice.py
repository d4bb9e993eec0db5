"""Which rules a command runs, by chartaudit.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.rules import RuleSet


def rules_for(config: Path | None) -> RuleSet:
    """The rules that the configuration has run. Raises UsageError naming file and key."""
    from agent.configuration import configured
    from agent.rules.selection import selected

    return selected(configured(config))
