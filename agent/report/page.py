"""What the HTML page shows, worked out before the template: keys, links, marks and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from agent.models import (
    Citation,
    ClaimLine,
    Document,
    EvidenceSpan,
    Finding,
    ProposedCode,
    Severity,
    Status,
)
from agent.report.passages import Highlight, Passage, passages
from agent.report.phrases import Audited, notices_of, shared_notices
from catalog import Catalog, CodeState, CodeStatus, canonical
from catalog.citations import Authority, rulebook

_SEVERITIES = list(Severity)


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence as shown: `href` leads to its place in the note, None where it is not there."""

    span: EvidenceSpan
    href: str | None


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding with the keys and links it goes by on the page."""

    key: str
    number: int
    finding: Finding
    quotes: tuple[Quote, ...]
    indicators: tuple[Quote, ...]
    reviewed: tuple[Quote, ...]
    citations: tuple[tuple[str, Citation], ...]
    denials: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DiagnosisShown:
    """A billed diagnosis: what it is on the date of service, and the findings about it."""

    position: int
    code: str
    poa: str | None
    status: CodeStatus
    findings: tuple[FindingShown, ...]

    @property
    def standing(self) -> str:
        """The code's state on the date in words."""
        state, since, until = self.status.state, self.status.valid_from, self.status.valid_to
        if state is CodeState.DELETED:
            return f"deleted after {until}"
        if state is CodeState.NOT_YET:
            return f"not before {since}"
        return {
            CodeState.BILLABLE: "billable",
            CodeState.HEADER: "not billable",
            CodeState.UNKNOWN: "no such code",
        }.get(state, "malformed")

    @property
    def billable(self) -> bool:
        return self.status.state is CodeState.BILLABLE


@dataclass(frozen=True, slots=True)
class LineShown:
    """A service line and the findings about it."""

    position: int
    line: ClaimLine
    findings: tuple[FindingShown, ...]


@dataclass(frozen=True, slots=True)
class ProposalShown:
    proposal: ProposedCode
    quotes: tuple[Quote, ...]
    billed: bool


@dataclass(frozen=True, slots=True)
class PassageShown:
    """A piece of a note: the findings that quote it, worst first, and the codes it supports."""

    key: str
    text: str
    findings: tuple[FindingShown, ...]
    ending: tuple[int, ...]
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentShown:
    key: str
    document: Document
    passages: tuple[PassageShown, ...]


class BundleShown:
    """One bundle and its audit, ready for the template."""

    def __init__(self, number: int, audited: Audited, catalog: Catalog, page: Page) -> None:
        self.key = f"b{number}"
        self.bundle, self.report = audited
        self._told = page.notices
        self._view = catalog.on(self.report.date_of_service)
        self._documents = {d.id: n for n, d in enumerate(self.bundle.documents, start=1)}
        self.findings = tuple(
            FindingShown(
                key=f"{self.key}-f{n}",
                number=n,
                finding=finding,
                quotes=self._quotes(finding.evidence),
                indicators=self._quotes(
                    finding.provider_query.indicators if finding.provider_query else ()
                ),
                reviewed=self._quotes(finding.review.evidence if finding.review else ()),
                citations=tuple((page.citation_key(c), c) for c in finding.citations),
                denials=tuple((code, _denial(code)) for code in finding.denial_risk),
            )
            for n, finding in enumerate(self.report.findings, start=1)
        )

    @cached_property
    def groups(self) -> tuple[tuple[FindingShown, tuple[FindingShown, ...]], ...]:
        """Each root cause with the findings that follow from it, in page order."""
        return tuple(
            (root, tuple(f for f in self.findings if f.finding.follows == root.finding.id))
            for root in self.findings
            if root.finding.follows is None
        )

    @cached_property
    def diagnoses(self) -> tuple[DiagnosisShown, ...]:
        return tuple(
            DiagnosisShown(
                position=n,
                code=entry.code,
                poa=entry.poa,
                status=self._view.status(entry.code),
                findings=self._concerning("diagnosis", n),
            )
            for n, entry in enumerate(self.report.billed, start=1)
        )

    @cached_property
    def lines(self) -> tuple[LineShown, ...]:
        return tuple(
            LineShown(n, line, self._concerning("line", n))
            for n, line in enumerate(self.bundle.claim.lines, start=1)
        )

    @cached_property
    def other_findings(self) -> tuple[FindingShown, ...]:
        """Findings about the documentation or the encounter, which no row of the claim shows."""
        placed = {f.key for d in self.diagnoses for f in d.findings}
        placed |= {f.key for line in self.lines for f in line.findings}
        return tuple(f for f in self.findings if f.key not in placed)

    @cached_property
    def proposals(self) -> tuple[ProposalShown, ...]:
        billed = {canonical(entry.code) for entry in self.report.billed}
        return tuple(
            ProposalShown(p, self._quotes(p.evidence), p.code in billed)
            for p in self.report.proposals
        )

    @cached_property
    def documents(self) -> tuple[DocumentShown, ...]:
        return tuple(self._document(d) for d in self.bundle.documents)

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """The report's notices but those that the page tells once for all."""
        return tuple(n for n in notices_of(self.report) if n not in self._told)

    def _concerning(self, kind: str, position: int) -> tuple[FindingShown, ...]:
        return tuple(
            f
            for f in self.findings
            if (f.finding.subject.kind, f.finding.subject.index) == (kind, position)
        )

    def _quotes(self, spans: Iterable[EvidenceSpan]) -> tuple[Quote, ...]:
        return tuple(Quote(span, self._href(span)) for span in spans)

    def _href(self, span: EvidenceSpan) -> str | None:
        document = self.bundle.document(span.document_id)
        if document is None or not span.quote or document.body[span.start : span.end] != span.quote:
            return None
        return f"#{self.key}-d{self._documents[span.document_id]}-c{span.start}"

    def _document(self, document: Document) -> DocumentShown:
        key = f"{self.key}-d{self._documents[document.id]}"
        by_key = {f.key: f for f in self.findings}
        marks = [
            Highlight(quote.span.start, quote.span.end, owner)
            for owner, quotes in self._owners()
            for quote in quotes
            if quote.href and quote.span.document_id == document.id
        ]
        cut = passages(document.body, marks)
        return DocumentShown(
            key,
            document,
            tuple(
                _shown(key, passage, by_key, following.keys if following else ())
                for passage, following in zip_longest(cut, cut[1:])
            ),
        )

    def _owners(self) -> Iterable[tuple[str, tuple[Quote, ...]]]:
        for finding in self.findings:
            yield finding.key, (*finding.quotes, *finding.indicators, *finding.reviewed)
        for proposal in self.proposals:
            yield proposal.proposal.code, proposal.quotes


def _shown(
    key: str, passage: Passage, by_key: dict[str, FindingShown], going_on: Sequence[str]
) -> PassageShown:
    """`going_on` are the keys of the next passage: a quote within a longer one ends unnumbered."""
    found = [by_key[k] for k in passage.keys if k in by_key]
    return PassageShown(
        key=f"{key}-c{passage.start}",
        text=passage.text,
        findings=tuple(sorted(found, key=lambda f: _SEVERITIES.index(f.finding.severity))),
        ending=tuple(by_key[k].number for k in passage.ending if k in by_key and k not in going_on),
        supports=tuple(k for k in passage.keys if k not in by_key),
    )


def _denial(code: str) -> str:
    """What a denial code means, from the rulebook; empty when it has no entry."""
    entry: Authority | None = rulebook().get(code.replace(" ", ":"))
    return entry.title if entry else ""


class Page:
    """All bundles of one page, the rules and authorities they cite, and what can be filtered."""

    def __init__(self, audited: Sequence[Audited], catalog: Catalog) -> None:
        self._citation_keys: dict[Citation, str] = {}
        self.notices = shared_notices([report for _, report in audited])
        self.bundles = [BundleShown(n, pair, catalog, self) for n, pair in enumerate(audited, 1)]
        self.findings = [f for b in self.bundles for f in b.findings]

    def citation_key(self, citation: Citation) -> str:
        """The key of a citation's section; one id may stand for releases of different years."""
        return self._citation_keys.setdefault(citation, f"c{len(self._citation_keys) + 1}")

    @property
    def citations(self) -> list[tuple[str, Citation]]:
        """Cited authorities by id, then by date."""
        return sorted(
            ((key, citation) for citation, key in self._citation_keys.items()),
            key=lambda pair: (pair[1].id, str(pair[1].effective_from)),
        )

    @property
    def rule_ids(self) -> list[str]:
        return sorted({f.finding.rule_id for f in self.findings})

    @property
    def facets(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Filter groups: name, and each value that occurs with its number of findings."""
        found = [f.finding for f in self.findings]
        severities = Counter(f.severity for f in found)
        statuses = Counter(f.status for f in found)
        categories = Counter(f.category for f in found)
        return [
            ("severity", [(s.value, severities[s]) for s in Severity if severities[s]]),
            ("status", [(s.value, statuses[s]) for s in Status if statuses[s]]),
            ("category", sorted((c.value, n) for c, n in categories.items())),
        ]


def findings_on(page: Page, rule_id: str) -> list[tuple[BundleShown, FindingShown]]:
    """Where a rule fired, in page order."""
    return [(b, f) for b in page.bundles for f in b.findings if f.finding.rule_id == rule_id]
