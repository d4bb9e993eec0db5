"""The kinds of injected error, one module a kind or a family of kinds."""

from evals.seeding.kinds.base import Injected, Kind
from evals.seeding.kinds.registry import all_kinds, kinds_named

__all__ = ["Injected", "Kind", "all_kinds", "kinds_named"]
