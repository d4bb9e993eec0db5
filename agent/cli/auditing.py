"""What audits bundles for `chartaudit audit`: made once in every process that audits some."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agent.cli.coder import coder_for, drafter_for, prepare_to_ask, reviewer_for
from agent.cli.messages import explain_fault, warn
from agent.cli.selection import Selection
from agent.configuration import BudgetSection, Chosen
from agent.errors import BundleError
from agent.exchanges import Keeping, NotRecorded
from agent.exchanges.recorder import Tally
from agent.intake import read_bundle
from agent.models import AuditReport, ChartBundle
from agent.pipeline import audit
from agent.report.as_json import to_json
from agent.rules.selection import selected
from agent.transport.shares import Shares
from catalog import Catalog

if TYPE_CHECKING:
    from agent.deidentify import Sharing
    from agent.transport.endpoint import Endpoint
    from agent.transport.limits import Limits

#: Charts in work for each question that may be on its way: while some are read and checked, others
#: keep the endpoint busy, also when a batch comes to its end.
_CHARTS_A_QUESTION = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """The model that is asked, what it may cost, what it may see of a chart, and what for."""

    name: str
    base_url: str
    limits: Limits
    budget: tuple[float | None, int | None]
    sharing: Sharing | None
    keeping: Keeping | None
    draft: bool
    review: bool

    @property
    def charts_at_once(self) -> int:
        """Charts that are in work at a time, over all processes."""
        questions = self.limits.concurrency
        # With a rate of tokens, charts that wait for it would only run out of time.
        if questions == 1 or self.limits.tokens_per_minute is not None:
            return questions
        return _CHARTS_A_QUESTION * questions


@dataclass(frozen=True, slots=True)
class Auditing:
    """How a command audits bundles; `lines` has reports as lines of JSON, and nothing else kept."""

    chosen: Chosen
    selection: Selection
    asked: Asked | None = None
    profile: str | None = None
    effects: bool = True
    lines: bool = False

    def endpoint(self) -> Endpoint | None:
        """The model's endpoint; None where no model is asked."""
        if self.asked is None:
            return None
        configuration, asked = self.chosen.configuration, self.asked
        usd, tokens = asked.budget
        allowed = BudgetSection(usd=usd, tokens=tokens)
        return configuration.endpoint(asked.name, asked.base_url, allowed)


@dataclass(frozen=True, slots=True)
class Audited:
    """A bundle with its report."""

    bundle: ChartBundle
    report: AuditReport

    @property
    def has_findings(self) -> bool:
        return bool(self.report.findings)


@dataclass(frozen=True, slots=True)
class Line:
    """A report as a line of JSON."""

    text: str
    has_findings: bool


@dataclass(frozen=True, slots=True)
class Unaudited:
    """What is said of a bundle that has no report: it was refused, or the fault is ours."""

    told: str
    fault: bool = False

    @classmethod
    def lost(cls, place: Path | BundleError) -> Self:
        """What is said where the process that audited it has ended."""
        if isinstance(place, BundleError):
            return cls(str(place))
        return cls(f"{place}: the process that audited it has ended; audit it again", fault=True)


Result = Audited | Line | Unaudited


class Auditor:
    """Coder, catalog and rules, made once for many bundles. Safe between threads."""

    def __init__(self, auditing: Auditing, shares: Shares | None = None) -> None:
        """`shares` hold the endpoint to its limits together with auditors of other processes."""
        self._auditing = auditing
        asked = auditing.asked
        self._endpoint = auditing.endpoint()
        if self._endpoint is not None and shares is not None:
            self._endpoint.share(shares)
        keeping = asked.keeping if asked else None
        self._recorder = keeping.recorder(warn) if keeping else None
        sharing = asked.sharing if asked else None
        self._coder = coder_for(self._endpoint, auditing.profile, self._recorder, sharing)
        self._drafter = drafter_for(self._coder) if asked and asked.draft else None
        self._reviewer = reviewer_for(self._coder) if asked and asked.review else None
        self.rules = selected(auditing.chosen)
        self._catalog = Catalog.open()

    @property
    def place(self) -> str:
        """Where answers of the model are on record; empty where nothing is kept."""
        return self._recorder.place if self._recorder else ""

    def make_ready(self, places: Iterable[Path | BundleError]) -> None:
        """Load what all audits need, by auditing the first bundle that can be read offline.

        To be called before several are in work at once, each of which would load it for itself. It
        raises nothing: what is wrong with a bundle is told in its turn.
        """
        for place in places:
            with suppress(Exception):
                if isinstance(place, Path):
                    bundle = read_bundle(place)
                    audit(bundle, catalog=self._catalog, rules=self.rules)
                    view = self._catalog.on(bundle.encounter.date_of_service)
                    prepare_to_ask(self._coder, self._reviewer, view)
                    return

    def work(self, given: Path | BundleError) -> Result:
        """The audit of the bundle there, or why there is none."""
        if isinstance(given, BundleError):
            return Unaudited(str(given))
        try:
            bundle = read_bundle(given)
            report = audit(
                bundle,
                catalog=self._catalog,
                coder=self._coder,
                drafter=self._drafter,
                reviewer=self._reviewer,
                rules=self.rules,
                effects=self._auditing.effects,
            )
            report = self._auditing.selection.apply(report)
            if self._auditing.lines:
                return Line(to_json(report), bool(report.findings))
            return Audited(bundle, report)
        except BundleError as error:
            return Unaudited(str(error))
        except NotRecorded as error:
            return Unaudited(str(BundleError(str(given), f"step {error.step}", error.expected)))
        except Exception as error:  # noqa: BLE001 - one bundle must not end the batch
            return Unaudited(f"{given}: {explain_fault(error)}", fault=True)

    def stop(self) -> None:
        """Let no further question start: the run is being ended."""
        if self._endpoint is not None:
            self._endpoint.pace.stop()

    def close(self) -> Tally:
        """Close catalog and store; how the answers of a model were come by."""
        self._catalog.close()
        if self._recorder is None:
            return Tally()
        self._recorder.close()
        return self._recorder.tally
