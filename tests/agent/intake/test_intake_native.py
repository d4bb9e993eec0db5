"""JSON bundles: what is read, and how each fault is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import BundleError
from agent.intake import read_bundle
from agent.intake.json_text import parse_object
from agent.intake.native import bundle_from
from agent.intake.text import MAX_BYTES, decode
from agent.models import ChartBundle

ENCOUNTER = {"setting": "professional", "service_from": "2026-05-04"}


def bundle(**changes: Any) -> dict[str, Any]:
    return {"bundle_id": "b", "encounter": ENCOUNTER, **changes}


def refused(fields: dict[str, Any]) -> BundleError:
    with pytest.raises(BundleError) as caught:
        bundle_from(fields, "b.json")
    return caught.value


def test_codes_may_be_bare_and_pointers_may_be_letters() -> None:
    line = {"procedure": "99213", "units": "1.5", "charge": 120.10, "diagnosis_pointers": ["A", 2]}
    claim = {"diagnoses": ["M54.31", {"code": "M54.50", "poa": "Y"}], "lines": [line]}
    read = bundle_from(bundle(claim=claim), "b.json")
    assert [d.code for d in read.claim.diagnoses] == ["M54.31", "M54.50"]
    assert read.claim.lines[0].diagnosis_pointers == (1, 2)
    assert str(read.claim.lines[0].charge) == "120.1"


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"encounter": {"setting": "professional"}}, "encounter.service_from", "YYYY-MM-DD"),
        ({"encounter": {"service_from": "2026-05-04"}}, "encounter.setting", "inpatient"),
        ({"encounter": {**ENCOUNTER, "service_from": 20260504}}, "encounter.service_from", "date"),
        (
            {"encounter": {**ENCOUNTER, "service_from": "2026-02-30"}},
            "encounter.service_from",
            "a date that exists",
        ),
        (
            {"encounter": {**ENCOUNTER, "service_to": "2026-05-01"}},
            "encounter.service_to",
            "before service_from",
        ),
        ({"bundle_id": "  "}, "bundle_id", "must not be empty"),
        ({"patient": {"birth_date": "2026-05-05"}}, "patient.birth_date", "after the last date"),
        ({"claim": {"diagnoses": [5]}}, "claim.diagnoses[0]", "a code in quotes"),
        (
            {"claim": {"lines": [{"procedure": "99213", "units": -1}]}},
            "claim.lines[0].units",
            "at least 0",
        ),
        (
            {"claim": {"lines": [{"procedure": "99213", "diagnosis_pointers": ["Z"]}]}},
            "claim.lines[0].diagnosis_pointers[0]",
            "a letter from A to L",
        ),
        (
            {"encounter": {**ENCOUNTER, "place_of_service": "office"}},
            "encounter.place_of_service",
            "two digits",
        ),
        ({"encounter": {**ENCOUNTER, "setings": "x"}}, "encounter.setings", "did you mean setting"),
        ({"patient": {"age": "45"}}, "patient.age", "whole number"),
        ({"patient": {"age": 200}}, "patient.age", "at most 124"),
        ({"patient": {"sex": "F"}}, "patient.sex", "female, male or unknown"),
        ({"documents": [{"id": "n"}]}, "documents[0].text", "exactly one of text"),
        ({"documents": [{"id": "n", "text": "a"}] * 2}, "documents", "rename one"),
        ({"claim": {"diagnoses": [7]}}, "claim.diagnoses[0]", "object"),
        ({"claim": {"diagnoses": ["  "]}}, "claim.diagnoses[0].code", "must not be empty"),
        (
            {"claim": {"lines": [{"procedure": "99213", "diagnosis_pointers": ["Z"]}]}},
            "claim.lines[0].diagnosis_pointers[0]",
            "whole number",
        ),
        ({"claim": {"lines": [{"code": "99213"}]}}, "claim.lines[0].procedure", "CPT or HCPCS"),
        ({"claims": {}}, "claims", "did you mean claim"),
        ({"schema_version": "2"}, "schema_version", "expected 1"),
    ],
)
def test_a_fault_is_named_with_its_field_and_what_was_expected(
    changes: dict[str, Any], field: str, expected: str
) -> None:
    error = refused(bundle(**changes))
    assert (error.source, error.field) == ("b.json", field)
    assert expected in error.expected


def test_a_refusal_never_repeats_what_a_field_held() -> None:
    secret = "Jane Roe denies alcohol"
    fields = bundle(
        patient={"sex": secret, "age": secret, "birth_date": secret},
        documents=[{"id": 1, "text": {"x": secret}}],
    )
    assert secret not in str(refused(fields))


def test_the_first_faults_are_all_told_and_the_rest_counted() -> None:
    error = refused({"x": 1, "claim": {"diagnoses": [1, 2, 3, 4, 5, 6, 7, 8]}})
    assert str(error).count("\n  also ") == 4
    assert str(error).endswith("and 6 more")


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("[]", "file", "expected a JSON object"),
        ('{"a": 1, "a": 2}', "a", "given twice"),
        ('{"a": NaN}', "number", "NaN is not JSON"),
        ('{"a": -Infinity}', "number", "not JSON"),
        ('{"a": ["\\ud800"]}', "a[0]", "surrogate"),
        ('{"a" 1}', "line 1, column 6", "not JSON"),
        ("[" * 100_000, "file", "nested too deep"),
        ('{"a": ' + "9" * 5000 + "}", "file", "a number too long"),
        ('{"a": ' + "[" * 50 + "]" * 50 + "}", "file", "nested deeper"),
    ],
)
def test_json_that_readers_disagree_about_is_refused(text: str, field: str, expected: str) -> None:
    with pytest.raises(BundleError) as caught:
        parse_object(text, "b.json")
    assert caught.value.field == field
    assert expected in caught.value.expected


def test_text_that_is_not_utf8_is_refused_at_its_byte() -> None:
    with pytest.raises(BundleError, match="not UTF-8 at byte 5"):
        decode(b"\xef\xbb\xbfab\xff", "note.txt", "file")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode("\ufeffPain".encode(), "note.txt", "file") == "Pain"


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "chart" / "bundle.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(bundle(**changes)), encoding="utf-8")
    return path


def test_documents_are_read_from_beside_the_bundle(tmp_path: Path) -> None:
    path = write(tmp_path, documents=[{"id": "n", "file": "notes/visit.txt"}])
    (path.parent / "notes").mkdir()
    (path.parent / "notes" / "visit.txt").write_bytes("Pain\r\nRöntgen".encode())
    document = read_bundle(path).documents[0]
    assert (document.text, document.file) == ("Pain\r\nRöntgen", None)


@pytest.mark.parametrize(
    "named", ["../secret.txt", "/etc/hostname", "link.txt", "a/../../secret.txt"]
)
def test_a_document_must_not_lie_outside_the_bundles_folder(tmp_path: Path, named: str) -> None:
    path = write(tmp_path, documents=[{"id": "n", "file": named}])
    (tmp_path / "secret.txt").write_text("secret")
    (path.parent / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(BundleError) as caught:
        read_bundle(path)
    assert caught.value.field == "documents[0].file"
    assert "leads out" in caught.value.expected


@pytest.mark.parametrize("named", ["absent.txt", "nul\0byte", "x" * 5000, ""])
def test_a_document_that_cannot_be_read_is_refused(tmp_path: Path, named: str) -> None:
    path = write(tmp_path, documents=[{"id": "n", "file": named}])
    with pytest.raises(BundleError) as caught:
        read_bundle(path)
    assert caught.value.field == "documents[0].file"


def test_an_absent_document_is_refused_by_the_bundle_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps(bundle(documents=[{"id": "n", "file": "gone.txt"}])))
    with pytest.raises(BundleError, match=r"b\.json: documents\[0\]\.file: gone\.txt: there is"):
        read_bundle(path)


@pytest.mark.parametrize("text", ['{"a": "b', '{"a": [1,', '{"a"', '{"a": '])
def test_json_that_was_cut_off_is_told_as_such(text: str) -> None:
    with pytest.raises(BundleError, match="the text ends before the object does"):
        parse_object(text, "b.json")


def test_an_empty_file_is_told_as_such() -> None:
    with pytest.raises(BundleError, match="the file is empty"):
        parse_object(" \n", "b.json")


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(BundleError, match="larger than 10 MB"):
        read_bundle(path)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["bundle_id", "encounter", "patient", "documents", "claim", "schema_version", "other"]
)


@given(st.dictionaries(FIELDS, JSON_VALUES))
def test_any_json_is_a_bundle_or_a_refusal(fields: dict[str, Any]) -> None:
    try:
        read = bundle_from(parse_object(json.dumps(fields), "b.json"), "b.json")
    except BundleError:
        return
    assert isinstance(read, ChartBundle)


@given(st.dictionaries(st.sampled_from(["service_from", "age", "units", "id"]), JSON_VALUES))
def test_any_value_in_any_field_is_a_bundle_or_a_refusal(values: dict[str, Any]) -> None:
    fields = bundle(
        encounter={**ENCOUNTER, "service_from": values.get("service_from", "2026-05-04")},
        patient={"age": values.get("age")},
        documents=[{"id": values.get("id", "n"), "text": "x"}],
        claim={"lines": [{"procedure": "99213", "units": values.get("units", 1)}]},
    )
    try:
        read = bundle_from(parse_object(json.dumps(fields), "b.json"), "b.json")
    except BundleError:
        return
    assert ChartBundle.model_validate_json(read.model_dump_json()) == read


@given(st.binary(max_size=200))
def test_any_bytes_are_a_bundle_or_a_refusal(data: bytes) -> None:
    try:
        parse_object(decode(data, "b.json", "file"), "b.json")
    except BundleError:
        return
