"""Words that every format shares: what was billed, counts, dates, and chart text made safe."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from agent.models import (
    AuditReport,
    ChartBundle,
    Citation,
    Document,
    Finding,
    ReleaseUsed,
    Severity,
    Status,
    Verdict,
)

#: A bundle and what its audit found.
Audited = tuple[ChartBundle, AuditReport]

#: Beyond this many, rules are counted and not named.
_FEW_RULES = 8
_RETURN = "↵"
_LINE_ENDS = re.compile(r"\s*(?:\r\n|[\r\n\v\f\x85\u2028\u2029])\s*")


def one_line(text: str) -> str:
    """Untrusted text as one harmless line.

    Line ends become a return sign, control and direction-changing characters become visible:
    nothing in a chart may move a cursor, colour a terminal or reorder what the reader sees.
    """
    return "".join(_visible(c) for c in _LINE_ENDS.sub(f" {_RETURN} ", text.replace("\t", " ")))


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return f"\\u{code:04x}"
    return character


def shortened(text: str, limit: int) -> str:
    """The text, or its two ends with the number of characters left out between them."""
    if len(text) <= limit:
        return text
    head, tail = limit * 2 // 3, limit // 3
    return f"{text[:head]} […{len(text) - head - tail} characters…] {text[-tail:]}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def summary(findings: Sequence[Finding]) -> str:
    """`3 findings: 2 errors, 1 warning; 2 proved, 1 needs review`, or `no findings`.

    Findings that follow from others are told apart: `; 2 more follow from these`.
    """
    following = sum(f.follows is not None for f in findings)
    findings = [f for f in findings if f.follows is None]
    if not findings:
        return "no findings"
    severities = Counter(f.severity for f in findings)
    statuses = Counter(f.status for f in findings)
    kinds = [
        counted(severities[severity], severity.value, plural)
        for severity, plural in (
            (Severity.ERROR, "errors"),
            (Severity.WARNING, "warnings"),
            (Severity.ADVICE, "advice"),
        )
        if severities[severity]
    ]
    review = statuses[Status.NEEDS_REVIEW]
    proofs = [f"{statuses[Status.PROVED]} proved"] if statuses[Status.PROVED] else []
    proofs += [f"{review} {'needs' if review == 1 else 'need'} review"] if review else []
    disputed = sum(f.review is not None and f.review.verdict is Verdict.DISAGREE for f in findings)
    proofs += [f"the model disagrees with {disputed}"] if disputed else []
    more = f"; {following} more follow{'s' * (following == 1)} from these" if following else ""
    return f"{counted(len(findings), 'finding')}: {', '.join(kinds)}; {', '.join(proofs)}{more}"


def encounter(bundle: ChartBundle, report: AuditReport) -> str:
    """Date of service, setting, patient and payer in one line."""
    patient = bundle.patient
    age = patient.age_on(bundle.encounter.service_from)
    person = [] if age is None else [f"age {age}"]
    person += [patient.sex.value] if patient.sex.value != "unknown" else []
    place = bundle.encounter.place_of_service
    payer = bundle.encounter.payer
    return ", ".join(
        [
            report.date_of_service.isoformat(),
            report.setting.value,
            *([f"place of service {place}"] if place else []),
            *person,
            *([one_line(payer)] if payer else []),
        ]
    )


def document_line(document: Document) -> str:
    """Type, date and author of a document, as far as they say more than its id."""
    kind = document.type if document.type != document.id else ""
    day = document.date.isoformat() if document.date else ""
    return ", ".join(one_line(part) for part in (kind, day, document.author or "") if part)


def subject_label(finding: Finding) -> str:
    """`Billed` where the finding is about an entry of the claim, else `About`."""
    subject = finding.subject
    claimed = subject.kind in {"diagnosis", "line", "procedure"}
    return "Billed" if claimed and subject.index else "About"


def subject_phrase(finding: Finding, bundle: ChartBundle) -> str:
    """What a finding is about: `S39.012, diagnosis 1, pointed to by line 1`."""
    subject = finding.subject
    code = one_line(subject.code or "")
    if subject.kind == "diagnosis" and subject.index:
        return ", ".join(
            p for p in (code, f"diagnosis {subject.index}", _pointers(bundle, subject.index)) if p
        )
    if subject.kind == "line" and subject.index:
        return _line_phrase(bundle, subject.index, code)
    if subject.kind == "procedure" and subject.index:
        return f"{code}, procedure {subject.index}"
    if code and subject.code not in {b.code for b in bundle.claim.diagnoses}:
        code = f"{code}, not on the claim"
    place = {
        "document": f"document {one_line(subject.document_id or '')}",
        "encounter": "" if code else "the encounter",
    }.get(subject.kind, "" if code else "the claim")
    return ", ".join(part for part in (code, place) if part)


def _pointers(bundle: ChartBundle, position: int) -> str:
    lines = bundle.claim.lines
    pointing = [
        str(n) for n, line in enumerate(lines, start=1) if position in line.diagnosis_pointers
    ]
    if pointing:
        return f"pointed to by {'line' if len(pointing) == 1 else 'lines'} {listed(pointing)}"
    return "pointed to by no line" if lines else ""


def _line_phrase(bundle: ChartBundle, index: int, code: str) -> str:
    if index > len(bundle.claim.lines):
        return ", ".join(p for p in (code, f"line {index}") if p)
    line = bundle.claim.lines[index - 1]
    procedure = "-".join(one_line(p) for p in (line.procedure, *line.modifiers))
    if not line.diagnosis_pointers:
        return f"{procedure}, line {index}, points to no diagnosis"
    pointers = [str(p) for p in line.diagnosis_pointers]
    noun = "diagnosis" if len(pointers) == 1 else "diagnoses"
    return f"{procedure}, line {index}, points to {noun} {listed(pointers)}"


#: Note kinds of the Tabular List, as an auditor says them.
_NOTE_KINDS = {
    "includes": "Includes note",
    "inclusionTerm": "inclusion term",
    "excludes1": "Excludes1 note",
    "excludes2": "Excludes2 note",
    "codeFirst": "code first note",
    "useAdditionalCode": "use additional code note",
    "codeAlso": "code also note",
    "notes": "note",
    "sevenChrNote": "7th character note",
    "sevenChrDef": "7th characters",
}


def citation_place(citation: Citation) -> str:
    """Where a rule stands: `ICD-10-CM Tabular List, April 2026, S39, 7th characters`."""
    if not citation.authority:
        return "does not resolve to a rule"
    return f"{_edition(citation)}, {citation_section(citation)}"


def citation_section(citation: Citation) -> str:
    """The section in words: `S39, 7th characters`, `I10 Essential (primary) hypertension`."""
    owner, _, kind = citation.section.rpartition(", ")
    if citation.id.startswith("TAB:") and kind == "title":
        return one_line(citation.title)
    if citation.id.startswith("TAB:") and kind in _NOTE_KINDS:
        return f"{one_line(owner)}, {_NOTE_KINDS[kind]}"
    return one_line(citation.section)


def citation_title(citation: Citation) -> str:
    """Place and title of a rule in one line; a Tabular note goes by its place alone."""
    place = citation_place(citation)
    if citation.id.startswith("TAB:") or not citation.title:
        return place
    return f"{place}, {one_line(citation.title)}"


def citation_dates(citation: Citation) -> str:
    """The dates of a rule whose place names no release: one text that several editions share.

    Where the official text is at hand, its edition and page instead.
    """
    if citation.official_place:
        return one_line(citation.official_place)
    if "(" not in citation.release:
        return ""
    return period(citation.effective_from, citation.effective_to)


def _edition(citation: Citation) -> str:
    """Authority and release in short: `ICD-10-CM Tabular List, April 2026`.

    A release that names others beside itself, as in `FY2026 (same in FY2025)`, is left out: on a
    date of service of the other year, its first name would mislead.
    """
    authority = one_line(citation.authority).removesuffix(" for Coding and Reporting")
    release = one_line(citation.release)
    if not release or release == authority or "(" in release:
        return authority
    if release.startswith(authority) or authority.endswith(release.partition(",")[0]):
        return release
    return f"{authority}{' ' if release.startswith('FY') else ', '}{release}"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each as one harmless line."""
    return [one_line(part) for part in text.split("\n\n") if part.strip()]


def period(start: date | None, end: date | None) -> str:
    """`2026-04-01 to 2026-09-30`, or `from 2015-10-01`; empty when nothing is known."""
    if start is None:
        return f"until {end}" if end else ""
    return f"{start} to {end}" if end else f"from {start}"


def release_phrase(release: ReleaseUsed, day: date) -> str:
    """A release with its dates and whether it is in force on the date of service."""
    force = "in force" if release.in_force else f"not in force on {day}"
    return f"{release.name}, {period(release.effective_from, release.effective_to)}, {force}"


def reading_phrase(report: AuditReport) -> str:
    """Which rules, coder and model the report rests on."""
    model = report.model
    read = f"model {one_line(model.name)}" if model else "no model"
    if model and report.coder != "model":
        read += " asked without a usable answer"
    return f"{counted(len(report.rules), 'rule')}, {report.coder} coder, {read}"


def notices_of(report: AuditReport) -> tuple[str, ...]:
    """What a reader is told of the whole report: its notices, and which rules could not run."""
    if not report.not_asked:
        return report.notices
    told = "; ".join(f"{lack.lacking} ({_named(lack.rules)})" for lack in report.not_asked)
    return (*report.notices, f"Some rules could not run, for want of {told}.")


def _named(rules: tuple[str, ...]) -> str:
    """The rules by name where they are few."""
    return ", ".join(rules) if len(rules) <= _FEW_RULES else f"{len(rules)} rules"


def shared_notices(reports: Sequence[AuditReport]) -> tuple[str, ...]:
    """Notices that every one of several reports has: told once, for all. None for one report."""
    if len(reports) < 2:
        return ()
    first, *others = reports
    told = [notices_of(other) for other in others]
    return tuple(n for n in notices_of(first) if all(n in other for other in told))


def codes_billed(report: AuditReport) -> str:
    """The billed codes in claim order."""
    return ", ".join(one_line(b.code) for b in report.billed) or "none"


def severity_count(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(f.severity is severity for f in findings)


def review_count(findings: Iterable[Finding]) -> int:
    return sum(f.status is Status.NEEDS_REVIEW for f in findings)
