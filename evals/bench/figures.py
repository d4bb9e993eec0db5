"""A measured figure beside its limit, or beside a peer measured in the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. Times are of the processor.

    `other` is what stands beside it: a limit to hold, or a peer's figure; `least` is the least
    ratio of the peer's figure to this one (of this one to the peer's where more is better).
    """

    name: str
    value: float
    unit: str
    beside: str
    other: float
    more_is_better: bool = False
    is_limit: bool = True
    least: float | None = None

    @property
    def ratio(self) -> float:
        """How many times better than what stands beside it; 1 is just on the limit."""
        return self.value / self.other if self.more_is_better else self.other / self.value

    @property
    def verdict(self) -> str:
        """`pass` or `MISS` for a figure with a limit or a least ratio, else nothing."""
        if not self.is_limit and self.least is None:
            return ""
        return "pass" if self.ratio >= (self.least or 1) else "MISS"

    def line(self) -> str:
        """The figure as one line of the table."""
        beside = f"{self.beside} {_short(self.other)} {self.unit}"
        wanted = f"at least {self.least:g}" if self.least else ""
        return (
            f"{self.name:<44} {_short(self.value):>9} {self.unit:<3} "
            f"{beside:>32} {self.ratio:>9.3g}x  {self.verdict:<4}  {wanted}".rstrip()
        )


HEADING = f"{'figure':<44} {'measured':>9} {'':<3} {'beside':>32} {'better':>10}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
