"""A bundle and its report written by hand, with all that makes rendering hard.

Two documents, one of them with markup, terminal escapes, Unicode and a very long line; findings of
every severity and status; quotes that overlap, touch and repeat; a provider query.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from agent.models import (
    Action,
    AuditReport,
    Category,
    ChartBundle,
    Citation,
    Direction,
    DocumentUsed,
    EvidenceSpan,
    Finding,
    ModelUsed,
    ProposedCode,
    ProviderQuery,
    Recommendation,
    RecommendedCode,
    ReleaseUsed,
    RuleUsed,
    Severity,
    Status,
    Subject,
)

PROGRESS = """CHIEF COMPLAINT: Low back pain after lifting.

HISTORY OF PRESENT ILLNESS
43-year-old woman seen for low back strain from lifting boxes on Friday. The pain is worse on the
right and runs into the right leg below the knee. She denies bowel or bladder trouble.
No fever. "It's about a 7/10," she says.

EXAM
Lumbar paraspinal tenderness on the right. Straight leg raise positive at 40° right.
| ROM     | flexion | extension |
| lumbar  | 45°     | 10°       |

ASSESSMENT
1. Low back strain from lifting, acute.
2. Right-sided sciatica, radiating leg pain.
3. Possible lumbar disc displacement.

PLAN: begin physical therapy today. Recheck in two weeks.
"""

INTAKE = (
    "Intake <script>alert('chart')</script> & <b>bold</b> `tick` [red]rich[/red] "
    "\x1b[31mred\x1b[0m Zoë Ångström 山田 \u202eevil\u202c 👩‍⚕️ | pipe\r\n"
    + "glucose "
    + "9" * 400
    + " mg/dL https://chart.example/x @nurse #12\r\nSmoker: 1 ppd."
)


def span(document: str, quote: str, occurrence: int = 0) -> EvidenceSpan:
    """The quote where it stands in the document, counted from its first occurrence."""
    text = {"progress-note": PROGRESS, "intake": INTAKE}[document]
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(quote, start + 1)
    return EvidenceSpan(document_id=document, start=start, end=start + len(quote), quote=quote)


BUNDLE = ChartBundle.model_validate(
    {
        "bundle_id": "low-back-strain <1>",
        "patient": {"age": 43, "sex": "female"},
        "encounter": {
            "setting": "professional",
            "service_from": "2026-05-04",
            "place_of_service": "11",
            "payer": "Example Health & Co",
        },
        "documents": [
            {"id": "progress-note", "text": PROGRESS, "date": "2026-05-04", "author": "A. Lee, MD"},
            {"id": "intake", "type": "intake form", "text": INTAKE},
        ],
        "claim": {
            "diagnoses": ["S39.012", "M54.50", "M54.31"],
            "lines": [
                {"procedure": "99213", "modifiers": ["25"], "diagnosis_pointers": [1, 2]},
                {"procedure": "97110", "units": 2, "diagnosis_pointers": [1]},
            ],
        },
    }
)

_TABULAR = "ICD-10-CM Tabular List, April 2026"
SEVENTH = Citation(
    id="TAB:S39:sevenChrDef",
    authority="ICD-10-CM Tabular List",
    title="S39 Other and unspecified injuries of abdomen, lower back, pelvis and external genitals",
    section="S39, sevenChrDef",
    release=_TABULAR,
    effective_from=date(2026, 4, 1),
    effective_to=date(2026, 9, 30),
    source="ICD-10-CM Tabular List of Diseases and Injuries (CDC, NCHS)",
    text="A initial encounter; D subsequent encounter; S sequela",
)
EDIT = Citation(
    id="MCE:invalid_code",
    authority="CMS Medicare Code Editor",
    title="Invalid diagnosis or procedure code",
    section="Edit 1",
    release="Medicare Code Editor, ICD-10 edition",
    effective_from=date(2015, 10, 1),
    source="CMS, Definitions of Medicare Code Edits",
    text="A code must appear, with all its characters, in the table in force on the date.",
)
GUIDELINE = Citation(
    id="OCG:I.B.13",
    authority="ICD-10-CM Official Guidelines for Coding and Reporting",
    title="Laterality",
    section="I.B.13",
    release="FY2026 (same in FY2023 and FY2025)",
    effective_from=date(2022, 10, 1),
    effective_to=date(2026, 9, 30),
    text="A side is coded where the classification has it.",
    official_text="Words of the section <1>.\n\nMore of them.",
    official_place="FY2026, page 15",
)
EXCLUDES = Citation(
    id="TAB:M54.5:excludes1",
    authority="ICD-10-CM Tabular List",
    title="M54.5 Low back pain",
    section="M54.5, excludes1",
    release=_TABULAR,
    effective_from=date(2026, 4, 1),
    effective_to=date(2026, 9, 30),
    source="ICD-10-CM Tabular List of Diseases and Injuries (CDC, NCHS)",
    text="low back strain (S39.012); lumbago with sciatica (M54.4-)",
)


def _finding(
    number: int, rule_id: str, category: Category, severity: Severity, **rest: Any
) -> Finding:
    return Finding.model_validate(
        {
            "id": f"F{number:03d}",
            "rule_id": rule_id,
            "rule_name": category.value,
            "rule_version": "0123456789ab",
            "category": category,
            "severity": severity,
            "direction": Direction.NEUTRAL,
            **rest,
        }
    )


FINDINGS: tuple[Finding, ...] = (
    _finding(
        1,
        "VAL06",
        Category.SEVENTH_CHARACTER,
        Severity.ERROR,
        status=Status.PROVED,
        subject=Subject(kind="diagnosis", index=1, code="S39.012"),
        message="S39.012 cannot be reported without a 7th character; the claim will be rejected.",
        evidence=(
            span("progress-note", "low back strain from lifting boxes on Friday"),
            span("progress-note", "begin physical therapy today"),
        ),
        citations=(SEVENTH, EDIT),
        recommendation=Recommendation(
            action=Action.REPLACE,
            codes=(
                RecommendedCode(
                    code="S39.012A",
                    title="Strain of muscle, fascia and tendon of lower back, initial encounter",
                ),
            ),
            text="replace with S39.012A (active treatment on this date)",
        ),
        denial_risk=("CARC 146",),
    ),
    _finding(
        2,
        "CNV01",
        Category.EXCLUDES,
        Severity.ERROR,
        status=Status.PROVED,
        subject=Subject(kind="diagnosis", index=2, code="M54.50"),
        message="M54.50 is excluded at M54.5 when low back strain is reported.",
        rationale="The note gives one cause for the pain, the strain.",
        evidence=(
            span("progress-note", "low back strain"),
            span("progress-note", "back strain from lifting"),
            span("progress-note", "Low back strain from lifting, acute"),
        ),
        citations=(EXCLUDES,),
        recommendation=Recommendation(action=Action.REMOVE, text="remove M54.50"),
        denial_risk=("CARC 16", "CARC 146"),
    ),
    _finding(
        3,
        "SUP04",
        Category.MISSED_CODE,
        Severity.WARNING,
        status=Status.PROVED,
        subject=Subject(kind="document", document_id="intake", code="F17.210"),
        message="The intake form documents smoking; no tobacco code is billed.",
        evidence=(span("intake", "Smoker: 1 ppd."), span("intake", INTAKE.splitlines()[0][7:60])),
        citations=(EDIT,),
        recommendation=Recommendation(
            action=Action.ADD,
            codes=(RecommendedCode(code="F17.210", title="Nicotine dependence, cigarettes"),),
            text="add F17.210",
        ),
    ),
    _finding(
        4,
        "DOC01",
        Category.DOCUMENTATION,
        Severity.WARNING,
        status=Status.NEEDS_REVIEW,
        review_reasons=("what the note leaves out cannot be quoted",),
        subject=Subject(kind="diagnosis", index=3, code="M54.31"),
        message="The level and cause of the radiating pain are not documented.",
        evidence=(span("progress-note", "Right-sided sciatica, radiating leg pain"),),
        citations=(EDIT, Citation(id="OCG:I.B.99")),
        recommendation=Recommendation(action=Action.QUERY, text="query the provider"),
        provider_query=ProviderQuery(
            title="Clarification of radiating leg pain",
            indicators=(
                span("progress-note", "runs into the right leg below the knee"),
                span("progress-note", "Straight leg raise positive at 40° right"),
            ),
            question="Please document the cause of the radiating pain, if it is known.",
            options=("Sciatica", "Lumbar radiculopathy", "Other: ____", "Unable to determine"),
        ),
    ),
    _finding(
        5,
        "EDT04",
        Category.PROCEDURE_EDIT,
        Severity.WARNING,
        status=Status.NEEDS_REVIEW,
        review_reasons=("a quote is not in the chart at its stated place",),
        subject=Subject(kind="line", index=2, code="97110"),
        message="The therapy line does not point to the strain as corrected.",
        evidence=(
            EvidenceSpan(document_id="intake", start=3, end=9, quote="not there"),
            EvidenceSpan(document_id="lost", start=0, end=4, quote="gone"),
            EvidenceSpan(document_id="intake", start=90_000, end=90_004, quote="past"),
        ),
        citations=(EDIT,),
        recommendation=Recommendation(action=Action.NONE, text=""),
        source="model",
        confidence=0.42,
    ),
    _finding(
        6,
        "SEQ01",
        Category.SEQUENCING,
        Severity.ADVICE,
        status=Status.PROVED,
        subject=Subject(kind="encounter"),
        message="The injury is listed first; that is right. " + "x" * 200,
        evidence=(span("intake", "9" * 400),),
        citations=(EDIT,),
        recommendation=Recommendation(
            action=Action.RESEQUENCE,
            text="keep the order",
            codes=tuple(RecommendedCode(code=f"M54.{n}", title="Back") for n in range(12)),
        ),
    ),
)


def report_on(bundle: ChartBundle, findings: tuple[Finding, ...]) -> AuditReport:
    """A report of the findings on the bundle."""
    return AuditReport(
        tool_version="0.1.0",
        bundle_id=bundle.bundle_id,
        bundle_sha256="b" * 64,
        date_of_service=bundle.encounter.date_of_service,
        setting=bundle.encounter.setting,
        documents=tuple(
            DocumentUsed(id=d.id, sha256="d" * 64, characters=len(d.body)) for d in bundle.documents
        ),
        releases=(
            ReleaseUsed(
                name=_TABULAR,
                effective_from=date(2026, 4, 1),
                effective_to=date(2026, 9, 30),
                in_force=True,
                sha256="a" * 64,
            ),
            ReleaseUsed(
                name="Medicare Code Editor, October 2025",
                effective_from=date(2025, 10, 1),
                effective_to=date(2026, 3, 31),
                in_force=False,
                sha256="c" * 64,
            ),
        ),
        rules=(
            RuleUsed(id="VAL04", version="1" * 12),
            RuleUsed(id="VAL06", version="0123456789ab"),
        ),
        coder="offline",
        model=ModelUsed(
            name="small-model",
            base_url="http://localhost:8080/v1",
            prompts={"code.j2": "e" * 12},
            calls=2,
            transport_retries=1,
            validation_reasks=0,
            prompt_tokens=1200,
            completion_tokens=80,
        ),
        notices=("The model gave no usable answer for intake; it was read offline.",),
        billed=bundle.claim.diagnoses,
        proposals=(
            ProposedCode(
                code="S39.012A",
                title="Strain of muscle, fascia and tendon of lower back, initial encounter",
                evidence=(span("progress-note", "Low back strain from lifting"),),
                beaten=("M54.50", "S39.012D"),
                confidence=0.9,
            ),
            ProposedCode(
                code="M54.31",
                title="Sciatica, right side",
                evidence=(span("progress-note", "Right-sided sciatica"),),
                confidence=0.8,
            ),
        )
        if bundle.documents
        else (),
        findings=findings,
    )


REPORT = report_on(BUNDLE, FINDINGS)

CLEAN_BUNDLE = ChartBundle.model_validate(
    {
        "bundle_id": "clean",
        "encounter": {"setting": "outpatient", "service_from": "2026-05-04"},
        "documents": [{"id": "note", "text": "Assessment: Sciatica, right side."}],
        "claim": {"diagnoses": ["M54.31"]},
    }
)
EMPTY_BUNDLE = ChartBundle.model_validate(
    {
        "bundle_id": "empty",
        "encounter": {"setting": "inpatient", "service_from": "2026-05-04"},
    }
)
AUDITED = [
    (BUNDLE, REPORT),
    (CLEAN_BUNDLE, report_on(CLEAN_BUNDLE, ()).model_copy(update={"proposals": ()})),
    (EMPTY_BUNDLE, report_on(EMPTY_BUNDLE, ())),
]
