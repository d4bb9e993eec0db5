"""Whether, and how, charts are de-identified for one endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from agent.context import AuditContext
from agent.deidentify.endpoint import is_local
from agent.deidentify.shared import Shared, as_received, deidentified
from agent.models import ModelUsed

_OFF = (
    "De-identification was turned off for an endpoint that is not on this machine: notes go there "
    "as received."
)
_SHIFTED = (
    "Dates were moved alike instead of crossed out in what was sent: that is not Safe Harbor "
    "(45 CFR 164.514(b)(2))."
)


@dataclass(frozen=True, slots=True)
class Sharing:
    """How charts are shared with an endpoint."""

    deidentify: bool = True
    shift_dates: bool = False
    remote: bool = True

    @classmethod
    def with_endpoint(
        cls, base_url: str, deidentify: bool | None = None, *, shift_dates: bool = False
    ) -> Sharing:
        """What was asked for; else surrogates, unless the endpoint is on this machine."""
        local = is_local(base_url)
        return cls(not local if deidentify is None else deidentify, shift_dates, not local)

    def of(self, context: AuditContext) -> Shared:
        """The chart as this endpoint may see it."""
        if not self.deidentify:
            return as_received(context)
        return deidentified(context, shift_dates=self.shift_dates)

    def notices(self) -> tuple[str, ...]:
        """What the report says of it, where there is something to warn of."""
        if not self.deidentify:
            return (_OFF,) if self.remote else ()
        return (_SHIFTED,) if self.shift_dates else ()

    def told(self, used: ModelUsed) -> ModelUsed:
        """The model's part, with how the chart was shared."""
        shifted = self.deidentify and self.shift_dates
        return used.model_copy(update={"deidentified": self.deidentify, "dates_shifted": shifted})
