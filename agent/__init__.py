"""chartaudit: a chart bundle in, an audit report with two proofs a finding out.

>>> from agent import AuditReport, ChartBundle, audit
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.models import AuditReport, ChartBundle
    from agent.pipeline import audit

__all__ = ["AuditReport", "ChartBundle", "audit"]


def __getattr__(name: str) -> Any:
    """Load the public names on first use, so that catalog commands do not pay for them."""
    if name == "audit":
        from agent.pipeline import audit

        return audit
    if name in {"AuditReport", "ChartBundle"}:
        import agent.models

        return getattr(agent.models, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
