"""Gold sets open from a path; a row that cannot be used is listed, counted and kept out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agent.errors import UsageError
from catalog import Catalog
from evals.contracts import GoldCode, GoldSpan
from evals.goldsets import GoldSet, open_goldset, standing

ROOT = Path(__file__).resolve().parents[2]
NOTE = "Assessment: right thigh pain. Hypertension."
BUNDLE = {
    "bundle_id": "visit",
    "encounter": {"setting": "professional", "service_from": "2026-05-04"},
    "documents": [{"id": "note", "text": NOTE}],
}


def native(folder: Path, *lines: object) -> GoldSet:
    """The gold set of a file with these lines: text as it is, other values as JSON."""
    file = folder / "set.jsonl"
    file.write_text("".join(f"{x if isinstance(x, str) else json.dumps(x)}\n" for x in lines))
    return open_goldset(str(file))


def codiesp(folder: Path, table: str, texts: Mapping[str, bytes], split: str = "dev") -> GoldSet:
    """The gold set of a split with this table of diagnoses and these texts."""
    write_split(folder, table, texts, split)
    return open_goldset(f"codiesp:{folder}", split)


def write_split(folder: Path, table: str, texts: Mapping[str, bytes], split: str) -> None:
    (folder / split / "text_files_en").mkdir(parents=True)
    (folder / split / f"{split}D.tsv").write_bytes(table.encode())
    for name, text in texts.items():
        (folder / split / "text_files_en" / f"{name}.txt").write_bytes(text)


def medcoder(folder: Path, texts: list[list[str]], rows: list[list[object]]) -> GoldSet:
    """The gold set of a folder with these rows below the headings of its two tables."""
    write_csv(folder / "text.csv", [["Document ID", "medical_record_text", "other"], *texts])
    write_csv(
        folder / "diagnosis.csv", [["Document ID", "ICD10", "Diagnosis", "Start", "End"], *rows]
    )
    return open_goldset(f"medcoder:{folder}")


def write_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode())


def test_a_native_line_is_a_case_with_codes_spans_and_findings(tmp_path: Path) -> None:
    found = native(
        tmp_path,
        {
            "case_id": "one",
            "bundle": BUNDLE,
            "codes": [
                {"code": "m79651", "spans": [{"document_id": "note", "start": 12, "end": 28}]}
            ],
            "findings": [{"category": "missed_code", "code": "i10", "fix": ["I10"]}],
        },
    )
    (case,) = found.cases
    assert case.codes == (
        GoldCode(code="M79.651", spans=(GoldSpan(document_id="note", start=12, end=28),)),
    )
    assert case.findings is not None
    assert case.findings[0].code == "I10"
    assert found.refused == ()


def test_the_documented_example_is_a_sound_case_of_the_published_schema(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "goldset.md").read_text(encoding="utf-8")
    case = json.loads(page.partition("```json\n")[2].partition("```")[0])
    schema = json.loads((ROOT / "docs" / "goldset.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(case)) == []
    found = native(tmp_path, case)
    assert found.refused == ()
    assert [gold.code for gold in found.cases[0].codes or ()] == ["I10", "M79.651"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "line 1, column 2"),
        ("[]", "expected a JSON object"),
        ({"case_id": "x", "codes": []}, "bundle: Field required"),
        ({"case_id": "x", "bundle": BUNDLE}, "nothing to score"),
        ({"case_id": "x", "bundle": {**BUNDLE, "note": 1}, "codes": []}, "note: is not a field"),
        ({"case_id": "x", "bundle": BUNDLE, "codes": [], "gold": 1}, "gold: Extra inputs"),
        ({"case_id": "x", "bundle": BUNDLE, "codes": [{"code": "back pain"}]}, "codes[0].code"),
        (
            {"case_id": "x", "bundle": BUNDLE, "codes": [{"code": "I10"}, {"code": "i10"}]},
            "given twice",
        ),
        (
            {"case_id": "x", "bundle": {**BUNDLE, "documents": []}, "codes": [{"code": "I10"}]},
            "no text to code",
        ),
        (
            {
                "case_id": "x",
                "bundle": BUNDLE,
                "codes": [
                    {"code": "I10", "spans": [{"document_id": "note", "start": 0, "end": 999}]}
                ],
            },
            "do not lie in the document",
        ),
        (
            {
                "case_id": "x",
                "bundle": BUNDLE,
                "codes": [{"code": "I10", "spans": [{"document_id": "?", "start": 0, "end": 1}]}],
            },
            "no document has this id",
        ),
        (
            {"case_id": "x", "bundle": BUNDLE, "findings": [{"category": "units", "line": 3}]},
            "the claim has no such line",
        ),
    ],
)
def test_a_native_line_that_is_unsound_is_refused_with_its_place(
    tmp_path: Path, line: object, reason: str
) -> None:
    found = native(tmp_path, line, {"case_id": "sound", "bundle": BUNDLE, "codes": []})
    assert [case.case_id for case in found.cases] == ["sound"]
    (row,) = found.refused
    assert row.source == "set.jsonl, line 1"
    assert reason in row.reason


def test_the_first_of_two_native_cases_of_one_id_stands(tmp_path: Path) -> None:
    case = {"case_id": "one", "bundle": BUNDLE, "codes": [{"code": "I10"}]}
    found = native(tmp_path, case, {**case, "codes": []})
    assert [case.codes for case in found.cases] == [(GoldCode(code="I10"),)]
    assert [row.source for row in found.refused] == ["set.jsonl, line 2"]


def test_a_native_bundle_may_keep_its_text_in_a_file_beside_the_set(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTE)
    bundle = {**BUNDLE, "documents": [{"id": "note", "file": "note.txt"}]}
    found = native(tmp_path, {"case_id": "one", "bundle": bundle, "codes": [{"code": "I10"}]})
    assert found.cases[0].bundle.documents[0].text == NOTE


def test_a_date_moves_native_cases_but_not_before_birth(tmp_path: Path) -> None:
    born = {**BUNDLE, "patient": {"birth_date": "2020-01-01"}}
    lines = [
        {"case_id": name, "bundle": bundle, "codes": [{"code": "I10"}]}
        for name, bundle in (("any", BUNDLE), ("child", born))
    ]
    native(tmp_path, *lines)
    found = open_goldset(f"native:{tmp_path / 'set.jsonl'}", on=date(2018, 6, 1))
    assert [case.bundle.encounter.date_of_service for case in found.cases] == [date(2018, 6, 1)]
    assert "born later" in found.refused[0].reason


def test_a_codiesp_split_gives_its_codes_dotted_on_the_day_of_its_code_set(tmp_path: Path) -> None:
    found = codiesp(tmp_path, "a\ti10\na\tm79.651\n", {"a": b"Right thigh pain.\r\nHigh."})
    (case,) = found.cases
    assert [gold.code for gold in case.codes or ()] == ["I10", "M79.651"]
    assert case.bundle.documents[0].text == "Right thigh pain.\r\nHigh."
    assert case.bundle.encounter.date_of_service == date(2018, 6, 1)


def test_unusable_codiesp_rows_and_texts_are_listed(tmp_path: Path) -> None:
    table = "a\ti10\na\ti10\na\tback pain\nb\ti10\nempty\ti10\na\na\ti11.9\tx\n"
    texts = {"a": b"Text.", "empty": b" \n", "latin": b"\xe9", "uncoded": b"Text."}
    found = codiesp(tmp_path, table, texts)
    assert [case.case_id for case in found.cases] == ["a"]
    told = {row.source: row.reason for row in found.refused}
    assert told == {
        "text_files_en/empty.txt": "the text is empty",
        "text_files_en/latin.txt": "is not UTF-8",
        "devD.tsv, line 2": "the same code was given to this document before",
        "devD.tsv, line 3": "the code has not the shape of an ICD-10-CM code",
        "devD.tsv, line 4": "no usable text has this document id",
        "devD.tsv, line 5": "no usable text has this document id",
        "devD.tsv, line 6": "expected a document id and a code, with a tab between them",
        "devD.tsv, line 7": "expected a document id and a code, with a tab between them",
        "text_files_en/uncoded.txt": "no usable gold code stands for this text; "
        "it may not have been coded",
    }


def test_codiesp_tells_about_where_a_text_says_a_code_and_gives_gold_no_spans(
    tmp_path: Path,
) -> None:
    found = codiesp(tmp_path, "a\tr31.9\n", {"a": b"He came with hematuria. He left."})
    (tmp_path / "dev" / "devX.tsv").write_text(
        "a\tDIAGNOSTICO\tr31.9\themat\u00faria\t14 23\n", encoding="utf-8"
    )
    (place,) = found.places()["a"]["R31.9"]
    assert abs(place[0] - 13) < 5
    assert found.cases[0].codes == (GoldCode(code="R31.9"),)


def test_a_codiesp_text_with_procedures_alone_has_no_diagnosis(tmp_path: Path) -> None:
    write_split(tmp_path, "a\ti10\n", {"a": b"Text.", "b": b"Text."}, "test")
    (tmp_path / "test" / "testP.tsv").write_text("b\tbt41zzz\n")
    found = open_goldset(f"codiesp:{tmp_path}", "test")
    assert [case.codes for case in found.cases] == [(GoldCode(code="I10"),), ()]


def test_the_split_is_asked_for_by_name_where_there_are_several(tmp_path: Path) -> None:
    for split in ("dev", "train"):
        write_split(tmp_path, "a\ti10\n", {"a": b"Text."}, split)
    with pytest.raises(UsageError, match="--split dev or train"):
        open_goldset(f"codiesp:{tmp_path}")
    with pytest.raises(UsageError, match="has the splits dev, train"):
        open_goldset(f"codiesp:{tmp_path}", "test")
    assert open_goldset(f"codiesp:{tmp_path / 'dev'}").split == "dev"
    with pytest.raises(UsageError, match="is the split dev"):
        open_goldset(f"codiesp:{tmp_path / 'dev'}", "train")


def test_a_medcoder_folder_gives_codes_with_their_spans(tmp_path: Path) -> None:
    found = medcoder(
        tmp_path,
        [["a", NOTE, ""]],
        [["a", "M79.651", "right thigh pain", 12, 28], ["a", "I10", "Hypertension", 30, 42]],
    )
    (case,) = found.cases
    assert [(gold.code, [(s.start, s.end) for s in gold.spans]) for gold in case.codes or ()] == [
        ("I10", [(30, 42)]),
        ("M79.651", [(12, 28)]),
    ]
    assert found.refused == ()


def test_unusable_medcoder_rows_are_listed_and_their_codes_are_no_gold(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["a", "I10", "Hypertension", 30, 42],
        ["a", "I10", "Hypertension", 30, 42],
        ["a", "E11.9", "diabetes", 0, 8],
        ["a", "M79.651", "right thigh pain", 12, 280],
        ["a", "M79.651", "right thigh pain", "x", 28],
        ["a", "M79.651?", "right thigh pain", 12, 28],
        ["z", "I10", "Hypertension", 30, 42],
    ]
    found = medcoder(tmp_path, [["a", NOTE, ""], ["a", NOTE, ""], ["b", "", ""]], rows)
    assert [[gold.code for gold in case.codes or ()] for case in found.cases] == [["I10"]]
    assert [row.source for row in found.refused] == [
        "text.csv, line 3",
        "text.csv, line 4",
        *(f"diagnosis.csv, line {line}" for line in range(3, 9)),
    ]


def test_a_set_without_splits_takes_none(tmp_path: Path) -> None:
    for source in (f"medcoder:{tmp_path}", f"native:{tmp_path / 'set.jsonl'}"):
        with pytest.raises(UsageError, match="--split"):
            open_goldset(source, "dev")


@pytest.mark.parametrize("source", ["nosuch:x", "x.csv", "codiesp:", "codiesp:/nowhere"])
def test_what_is_no_gold_set_is_refused(source: str) -> None:
    with pytest.raises(UsageError, match=source.partition(":")[0]):
        open_goldset(source)


def test_a_missing_column_names_file_and_column(tmp_path: Path) -> None:
    write_csv(tmp_path / "text.csv", [["Document ID", "medical_record_text"]])
    write_csv(tmp_path / "diagnosis.csv", [["Document ID", "ICD10", "Diagnosis", "Start"]])
    with pytest.raises(UsageError, match=r"diagnosis\.csv: the column End is missing"):
        open_goldset(f"medcoder:{tmp_path}")


def test_codes_outside_the_catalog_stay_gold_and_are_told(tmp_path: Path, catalog: Catalog) -> None:
    found = codiesp(tmp_path, "a\ti10\na\tq62.1\na\tq99.99\n", {"a": b"Text."})
    codes = standing(found.cases, catalog)
    assert codes.counts == {"billable": 1, "header": 1, "unknown": 1}
    assert [(row.source, row.counted) for row in codes.outside] == [("a", True)]
    assert codes.outside[0].reason.startswith("Q99.99 ")


@given(table=st.text(alphabet="ab\t\n\r i10.9m\ufeffé\u2028", max_size=200))
def test_every_codiesp_row_is_gold_or_refused(
    tmp_path_factory: pytest.TempPathFactory, table: str
) -> None:
    found = codiesp(tmp_path_factory.mktemp("set"), table, {"a": b"Text.", "b": b"Text."})
    gold = sum(len(case.codes or ()) for case in found.cases)
    refused = sum(row.source.startswith("devD.tsv") for row in found.refused)
    assert gold + refused == sum(
        bool(line.strip()) for line in table.removeprefix("\ufeff").split("\n")
    )


@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
    ),
    spans=st.lists(st.tuples(st.integers(-1, 4), st.integers(-2, 32), st.integers(-2, 32))),
)
def test_every_medcoder_span_that_is_kept_quotes_its_note(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], spans: list[tuple[int, int, int]]
) -> None:
    words = {f"d{number}": text for number, text in enumerate(texts)}
    rows: list[list[object]] = [
        [f"d{document}", "I10", words.get(f"d{document}", "")[start:end], start, end]
        for document, start, end in spans
    ]
    found = medcoder(
        tmp_path_factory.mktemp("set"), [[name, text, ""] for name, text in words.items()], rows
    )
    kept = [
        (case, gold, span)
        for case in found.cases
        for gold in case.codes or ()
        for span in gold.spans
    ]
    for case, _, span in kept:
        text = case.bundle.documents[0].body
        assert 0 <= span.start < span.end <= len(text)
        assert text == words[case.case_id]
    refused = sum(row.source.startswith("diagnosis.csv") for row in found.refused)
    assert len(kept) + refused == len(rows)


@given(
    line=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["case_id", "bundle", "codes", "findings", "code", "spans"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_native_line_is_lost(tmp_path_factory: pytest.TempPathFactory, line: object) -> None:
    found = native(tmp_path_factory.mktemp("set"), json.dumps(line))
    assert len(found.cases) + len(found.refused) == 1


@pytest.mark.parametrize(("split", "cases", "codes"), [("dev", 250, 2677), ("train", 500, 5639)])
def test_the_published_codiesp_splits_open_whole(
    shared: Path, split: str, cases: int, codes: int
) -> None:
    found = open_goldset(f"codiesp:{shared / 'gold' / 'codiesp'}", split)
    assert found.refused == ()
    assert len(found.cases) == cases
    assert sum(len(case.codes or ()) for case in found.cases) == codes


def test_the_published_medcoder_set_opens_whole(shared: Path) -> None:
    found = open_goldset(f"medcoder:{shared / 'gold' / 'medcoder_dev'}")
    assert found.refused == ()
    assert len(found.cases) == 90
    assert sum(len(gold.spans) for case in found.cases for gold in case.codes or ()) == 174
