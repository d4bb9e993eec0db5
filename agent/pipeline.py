"""The pipeline: one bundle in, one report out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache, reduce
from importlib.metadata import version

from agent.borne_out import doubted
from agent.coding import OfflineCoder
from agent.context import AuditContext, Coded, Coder, Drafter, Proposal, Reviewed, Reviewer
from agent.drafting import draft
from agent.effects import effects_of
from agent.grouping import roots
from agent.models import (
    AuditReport,
    ChartBundle,
    DocumentUsed,
    Finding,
    ModelUsed,
    NotAsked,
    ProposedCode,
    ReleaseUsed,
    RuleUsed,
    Severity,
)
from agent.proof import prove
from agent.reading import read
from agent.reading.copied import with_copies
from agent.remarks import of_proposal, with_remarks
from agent.rules import Rule, RuleSet, as_set
from agent.rules.needs import Need
from catalog import Catalog, CatalogView, Release

_SEVERITIES = list(Severity)
_MODELS_WORD = "it rests on how the model alone reads words of the chart"


def audit(
    bundle: ChartBundle,
    *,
    catalog: Catalog | None = None,
    coder: Coder | None = None,
    rules: RuleSet | Sequence[Rule] | None = None,
    drafter: Drafter | None = None,
    reviewer: Reviewer | None = None,
    effects: bool = True,
) -> AuditReport:
    """Audit one chart bundle.

    Without `catalog` the user's is opened (and compiled first, once); without `coder` the offline
    coder works; without `rules` all run. Once findings are fixed a `reviewer` may judge them and
    raise others for review, and a `drafter` may word them, else templates do. With `effects` the
    report ends with what the disputed codes carry. Same input and versions give the same report.

    >>> from agent import audit, ChartBundle
    >>> report = audit(ChartBundle.model_validate_json(open("bundle.json").read()))
    """
    if catalog is None:
        with Catalog.open() as opened:
            return audit(
                bundle,
                catalog=opened,
                coder=coder,
                rules=rules,
                drafter=drafter,
                reviewer=reviewer,
                effects=effects,
            )
    coder = coder or OfflineCoder()
    rules = as_set(rules)
    view = catalog.on(bundle.encounter.date_of_service)
    context, coded = read_and_code(bundle, view, coder)
    findings = _numbered(check(context, rules), bundle)
    reviewed = reviewer.review(context, findings) if reviewer else None
    findings = _with_review(findings, reviewed, context)
    drafted = drafter.draft(findings) if drafter else None
    findings = drafted.findings if drafted else findings
    return AuditReport(
        tool_version=_tool_version(),
        bundle_id=bundle.bundle_id,
        bundle_sha256=_sha256(bundle.model_dump_json()),
        date_of_service=view.date,
        setting=bundle.encounter.setting,
        documents=tuple(
            DocumentUsed(id=d.id, sha256=_sha256(d.body), characters=len(d.body))
            for d in bundle.documents
        ),
        releases=_releases(view),
        rules=_used(rules),
        not_asked=_not_asked(context, rules),
        rules_off=rules.off,
        coder=coded.coder or coder.name,
        model=_together(coded.model, *(part.model for part in (reviewed, drafted) if part)),
        notices=tuple(
            notice
            for notice in (
                view.release_notice(),
                *coded.notices,
                *(reviewed.notices if reviewed else ()),
                *(drafted.notices if drafted else ()),
                *view.library_notices(),
                *_set_notices(rules),
            )
            if notice
        ),
        billed=bundle.claim.diagnoses,
        proposals=tuple(
            ProposedCode(
                code=p.code,
                title=view.title(p.code),
                evidence=tuple(m.span() for m in p.mentions),
                remarks=of_proposal(p.mentions, context),
                beaten=p.beaten,
                citations=p.citations,
                confidence=p.confidence,
            )
            for p in context.proposals
        ),
        findings=findings,
        effects=effects_of(bundle, findings) if effects else None,
    )


def read_and_code(
    bundle: ChartBundle, view: CatalogView, coder: Coder
) -> tuple[AuditContext, Coded]:
    """Read the documents and have the coder propose; the context then holds both."""
    documents = with_copies(
        [read(d, view) for d in bundle.documents], {d.id: d.date for d in bundle.documents}
    )
    context = AuditContext(bundle, view, documents)
    coded = coder.propose(context)
    by_model = coded.model is not None and (coded.coder or coder.name) != OfflineCoder.name
    if not (by_model or coded.proposals):
        return context, coded
    unaided = _unaided(context, coded) if by_model else None
    aided = replace(
        context,
        proposals=coded.proposals,
        unaided=unaided,
        further_mentions=coded.mentions if by_model else (),
    )
    return aided, coded


def _unaided(context: AuditContext, coded: Coded) -> tuple[Proposal, ...]:
    """What is proposed without a model: as the coder has it, which asks for it too, or anew."""
    if coded.unaided is not None:
        return coded.unaided
    return OfflineCoder().propose(context).proposals


def check(context: AuditContext, rules: RuleSet | Sequence[Rule]) -> list[Finding]:
    """Every rule's findings, drafted and through the proofs; none is dropped.

    With a model's proposals each rule speaks first as it would without them, so that no answer of a
    model can silence it; then what the model adds to them may bring about more, and last what it
    reads in words that the reader passed over. What it leaves out changes nothing.
    """
    rules = as_set(rules)
    if rules.own_entries:
        context = replace(context, own_entries=rules.own_entries)
    if context.unaided is None:
        return _findings(context, rules)
    found = _findings(replace(context, proposals=context.unaided, unaided=None), rules)
    known = {proposal.code for proposal in context.unaided}
    added = [proposal for proposal in context.proposals if proposal.code not in known]
    together = sorted([*context.unaided, *added], key=lambda proposal: -proposal.confidence)
    aided = replace(context, proposals=tuple(together))
    found += _unsaid(_findings(aided, rules), found)
    if context.further_mentions:
        further = _findings(aided.with_further_mentions(), rules, (_MODELS_WORD,))
        found += _unsaid(further, found)
    return found


def _unsaid(more: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Those of `more` that say what no finding has said of the same subject."""
    said = {(finding.rule_id, finding.subject) for finding in found}
    return [finding for finding in more if (finding.rule_id, finding.subject) not in said]


def _findings(
    context: AuditContext, rules: RuleSet, reasons: tuple[str, ...] = ()
) -> list[Finding]:
    """The rules' findings, drafted and through the proofs, each with the `reasons` for review."""
    return [
        prove(
            draft(with_remarks(_for_review(doubted(finding, context), reasons), context), context),
            context,
            rule,
        )
        for rule in rules.called(context).rules
        for finding in rule.check(context)
    ]


def _not_asked(context: AuditContext, rules: RuleSet) -> tuple[NotAsked, ...]:
    """What the bundle lacks, with the rules that would have been asked."""
    return tuple(_lacking(need, ids) for need, ids in rules.called(context).unmet.items())


@lru_cache(maxsize=1024)
def _lacking(need: Need, rules: tuple[str, ...]) -> NotAsked:
    return NotAsked(lacking=need.value, rules=rules)


@lru_cache(maxsize=16)
def _set_notices(rules: RuleSet) -> tuple[str, ...]:
    """What a configuration changed, so that nobody takes silence for a clean bill."""
    notices = []
    if rules.off:
        notices.append(
            f"Switched off by the configuration, so not checked: {', '.join(rules.off)}."
        )
    changed = [f"{r.id} {r.set_severity.value}" for r in rules.rules if r.set_severity]
    if changed:
        notices.append(f"Severity set by the configuration: {', '.join(changed)}.")
    return tuple(notices)


def _with_review(
    findings: tuple[Finding, ...], reviewed: Reviewed | None, context: AuditContext
) -> tuple[Finding, ...]:
    """The findings as they were, a verdict beside each that has one, and those that were raised."""
    if reviewed is None:
        return findings
    beside = [
        finding.model_copy(update={"review": reviewed.verdicts.get(position)})
        for position, finding in enumerate(findings, start=1)
    ]
    raised = [prove(finding, context) for finding in reviewed.raised]
    return _numbered([*beside, *raised], context.bundle)


def _together(*parts: ModelUsed | None) -> ModelUsed | None:
    """The parts of one model in coding, in review and in wording, as one."""
    told = [part for part in parts if part is not None]
    return reduce(_summed, told) if told else None


def _summed(one: ModelUsed, other: ModelUsed) -> ModelUsed:
    summed = {
        name: getattr(one, name) + getattr(other, name)
        for name in ModelUsed.model_fields
        if type(getattr(one, name)) in {int, float} and getattr(other, name) is not None
    }
    joined = {"prompts": {**one.prompts, **other.prompts}, "without": one.without + other.without}
    return one.model_copy(update={**summed, **joined})


def _for_review(finding: Finding, reasons: tuple[str, ...]) -> Finding:
    if not reasons:
        return finding
    return finding.model_copy(update={"review_reasons": (*finding.review_reasons, *reasons)})


@lru_cache(maxsize=16)
def _used(rules: RuleSet) -> tuple[RuleUsed, ...]:
    """The rules as a report lists them; made once, for a batch audits with one set."""
    return tuple(
        RuleUsed(id=rule.id, version=rule.version(), set_severity=rule.set_severity)
        for rule in rules.rules
    )


@cache
def _tool_version() -> str:
    return version("chartaudit")


def _numbered(findings: Sequence[Finding], bundle: ChartBundle) -> tuple[Finding, ...]:
    """In the order an auditor reads: errors first, then by place on the claim, then by rule.

    What follows from another finding stands right after it, and names it.
    """
    kinds = ("diagnosis", "line", "procedure", "document", "encounter")
    ordered = sorted(
        findings,
        key=lambda f: (
            _SEVERITIES.index(f.severity),
            kinds.index(f.subject.kind),
            f.subject.index or 99,
            f.rule_id,
            f.subject.code or "",
            f.message,
        ),
    )
    found = roots(ordered, bundle)
    places = sorted(range(len(ordered)), key=lambda n: (found.get(n, n), n in found, n))
    ids = {n: f"F{number:03d}" for number, n in enumerate(places, start=1)}
    return tuple(
        ordered[n].model_copy(
            update={"id": ids[n], "follows": ids[found[n]] if n in found else None}
        )
        for n in places
    )


def _releases(view: CatalogView) -> tuple[ReleaseUsed, ...]:
    """Every release that the catalog is composed of on the date, with the parts it gives."""
    found: tuple[ReleaseUsed, ...] | None = view.kept.get(_releases)
    if found is None:
        found = view.kept[_releases] = tuple(_used_releases(view))
    return found


def _used_releases(view: CatalogView) -> Iterator[ReleaseUsed]:
    parts: dict[Release, list[str]] = {}
    for part in view.in_force():
        if part.release is not None:
            parts.setdefault(part.release, []).append(part.name.value)
    for release, given in parts.items():
        yield ReleaseUsed(
            name=release.name,
            effective_from=release.effective_from,
            effective_to=release.effective_to,
            in_force=release.in_force(view.date),
            sha256=release.sha256,
            parts=tuple(given),
        )
    for found in view.catalog.releases.quarterly(view.date):
        yield ReleaseUsed(
            name=found.name,
            effective_from=found.effective_from,
            effective_to=found.effective_to,
            in_force=found.in_force(view.date),
            sha256=found.sha256,
            parts=(found.kind,),
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
