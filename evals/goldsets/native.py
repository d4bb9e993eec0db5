"""The native form: JSON Lines, one `GoldCase` a line. See docs/goldset.md and its JSON Schema.

A line is a case: whatever is wrong with a line, the whole case is kept out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from agent.errors import BundleError, UsageError
from agent.intake.json_text import parse_object
from agent.intake.native import bundle_from, with_texts
from agent.intake.refusal import written
from agent.models import ChartBundle
from catalog import canonical
from evals.contracts import GoldCase, GoldCode, GoldFinding, GoldSpan, RefusedRow
from evals.goldsets.goldset import GoldSet, moved, one_entry_a_code, possible_code

_LONGEST_REASON = 300


def open_native(path: Path, split: str | None, on: date | None) -> GoldSet:
    """The cases of a file. Raises UsageError when the file cannot be read."""
    if split is not None:
        raise UsageError("--split: a native gold set is one file, with no splits; leave it out")
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise UsageError(f"native:{path}: cannot be read: {error.strerror}") from None
    cases: dict[str, GoldCase] = {}
    refused = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = read_case(line, path, on)
            if case.case_id in cases:
                raise ValueError("case_id: was given before; the first stands")
        except ValueError as problem:
            reason = str(problem)[:_LONGEST_REASON]
            refused.append(RefusedRow(source=f"{path.name}, line {number}", reason=reason))
        else:
            cases[case.case_id] = case
    return GoldSet(f"native:{path}", None, tuple(cases.values()), tuple(refused))


def read_case(line: bytes, path: Path, on: date | None = None) -> GoldCase:
    """The case of one line of the file at `path`; its bundle's files lie beside that.

    Raises ValueError with the field and what was expected, never with what the field held.
    """
    try:
        fields = parse_object(line.decode("utf-8"), "case")
        bundle = fields.get("bundle")
        if isinstance(bundle, dict):
            read = with_texts(bundle_from(bundle, "bundle"), path)
            fields["bundle"] = read.model_dump(mode="json")
        case = GoldCase.model_validate_json(json.dumps(fields), strict=True)
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    except BundleError as error:
        raise ValueError(f"{error.field}: {error.expected}") from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{written(tuple(detail['loc']))}: {detail['msg']}") from None
    case = _canonical(case)
    return case if on is None else moved(case, on)


def _canonical(case: GoldCase) -> GoldCase:
    """The case with its codes dotted and in upper case. Raises ValueError where it is unsound."""
    if case.codes and not any(document.body.strip() for document in case.bundle.documents):
        raise ValueError("bundle.documents: codes were given, but there is no text to code")
    codes = None if case.codes is None else tuple(_codes(case.codes, case.bundle))
    if codes is not None and len({gold.code for gold in codes}) < len(codes):
        raise ValueError("codes: a code is given twice; give it once with all its spans")
    lines = len(case.bundle.claim.lines)
    findings = None if case.findings is None else tuple(_findings(case.findings, lines))
    return case.model_copy(
        update={
            "codes": None if codes is None else one_entry_a_code(codes),
            "findings": findings,
        }
    )


def _codes(codes: tuple[GoldCode, ...], bundle: ChartBundle) -> Iterator[GoldCode]:
    for index, gold in enumerate(codes):
        code = possible_code(gold.code)
        if code is None:
            raise ValueError(f"codes[{index}].code: has not the shape of an ICD-10-CM code")
        for number, span in enumerate(gold.spans):
            fault = _span_fault(span, bundle)
            if fault:
                raise ValueError(f"codes[{index}].spans[{number}]: {fault}")
        yield gold.model_copy(update={"code": code})


def _span_fault(span: GoldSpan, bundle: ChartBundle) -> str:
    document = bundle.document(span.document_id)
    if document is None:
        return "no document has this id"
    if not span.start < span.end <= len(document.body):
        return "start and end do not lie in the document's text"
    return ""


def _findings(findings: tuple[GoldFinding, ...], lines: int) -> Iterator[GoldFinding]:
    for index, finding in enumerate(findings):
        if finding.line is not None and finding.line > lines:
            raise ValueError(f"findings[{index}].line: the claim has no such line")
        code = None if finding.code is None else canonical(finding.code)
        fix: tuple[str, ...] = tuple(canonical(each) for each in finding.fix)
        yield finding.model_copy(update={"code": code, "fix": fix})
