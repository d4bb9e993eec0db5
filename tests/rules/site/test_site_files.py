"""A site's own files: what each check of a pack does, and how a broken file is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent import ChartBundle, audit
from agent.configuration import Chosen, Configuration, RulesSection
from agent.errors import UsageError
from agent.models import AuditReport, Status
from agent.report.html import to_html
from agent.rules import RuleSet, rule_set
from agent.rules.selection import selected
from agent.rules.site.loading import site_rules
from catalog import Catalog

ENTRY = {
    "id": "SITE:p1",
    "title": "Policy",
    "text": "What the site wants.",
    "source": "Manual, page 1",
    "effective_from": "2025-01-01",
}


def pack(check: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A pack of one rule with that check."""
    rule = {
        "id": "RIV01",
        "name": "a_rule",
        "severity": "warning",
        "message": "{code} is not as the site wants it.",
        "do": "look at {code}",
        "catches": "A case.",
        "citations": ["SITE:p1"],
        **check,
        **changes,
    }
    return {"pack": "riverside", "title": "Riverside", "authority": [ENTRY], "rules": [rule]}


def rules_of(folder: Path, content: dict[str, Any]) -> RuleSet:
    file = folder / "pack.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return rule_set(site_rules([file]))


def audited(catalog: Catalog, rules: RuleSet, *codes: str, **changes: Any) -> AuditReport:
    """The report on a claim of those codes."""
    bundle = {
        "bundle_id": "case",
        "patient": changes.get("patient", {}),
        "encounter": {
            "setting": changes.get("setting", "professional"),
            "service_from": changes.get("day", "2026-05-04"),
        },
        "documents": [{"id": "note", "text": note}] if (note := changes.get("note")) else [],
        "claim": {"diagnoses": list(codes)},
    }
    return audit(ChartBundle.model_validate(bundle), catalog=catalog, rules=rules)


NOT_FIRST = {"not_first": {"codes": ["Z79"]}}
AGE = {"age": {"codes": ["M81"], "least": 18}}
SEX = {"sex": {"codes": ["N40"], "only": "male"}}
WORDS = {"needs_words": {"codes": ["R26"], "words": ["gait", "walks with"]}}
REQUIRES = {"requires": {"codes": ["J44"], "any_of": ["F17", "Z87.891"]}}
PAIR = {"not_together": {"codes": ["M25.56"], "others": ["M16-M17"]}}


@pytest.mark.parametrize(
    ("check", "codes", "changes", "fires"),
    [
        (NOT_FIRST, ["Z79.4", "E11.9"], {}, True),
        (NOT_FIRST, ["E11.9", "Z79.4"], {}, False),
        (AGE, ["M81.0"], {"patient": {"age": 9}}, True),
        (AGE, ["M81.0"], {"patient": {"age": 18}}, False),
        (SEX, ["N40.0"], {"patient": {"sex": "female"}}, True),
        (SEX, ["N40.0"], {"patient": {"sex": "male"}}, False),
        (WORDS, ["R26.89"], {"note": "Right knee pain."}, True),
        (WORDS, ["R26.89"], {"note": "He WALKS\nwith a cane."}, False),
        (WORDS, ["R26.89"], {"note": "Gaiters worn."}, True),
        (REQUIRES, ["J44.9"], {}, True),
        (REQUIRES, ["J44.9", "Z87.891"], {}, False),
        (PAIR, ["M25.561", "M17.11"], {}, True),
        (PAIR, ["M25.562"], {}, False),
        (PAIR, ["M25.551", "M17.11"], {}, False),
        (PAIR, ["M25.561", "M17.11"], {"day": "2024-12-31"}, False),
    ],
)
def test_a_declared_check_fires_as_it_says(
    check: dict[str, Any],
    codes: list[str],
    changes: dict[str, Any],
    fires: bool,
    tmp_path: Path,
    catalog: Catalog,
) -> None:
    report = audited(catalog, rules_of(tmp_path, pack(check)), *codes, **changes)
    assert [finding.rule_id for finding in report.findings] == (["RIV01"] if fires else [])


def test_a_declared_finding_is_proved_by_the_sites_entry(tmp_path: Path, catalog: Catalog) -> None:
    report = audited(catalog, rules_of(tmp_path, pack(PAIR)), "M25.561", "M17.11")
    assert report.findings[0].status is Status.PROVED
    assert report.findings[0].citations[0].text == ENTRY["text"]
    assert report.findings[0].message == "M25.561 is not as the site wants it."


@pytest.mark.parametrize("check", [AGE, SEX, WORDS])
def test_a_declared_rule_that_lacks_its_data_is_told_as_not_asked(
    check: dict[str, Any], tmp_path: Path, catalog: Catalog
) -> None:
    report = audited(catalog, rules_of(tmp_path, pack(check)), "M81.0", "N40.0", "R26.89")
    assert [lack.rules for lack in report.not_asked] == [("RIV01",)]


def test_a_rule_for_inpatients_is_silent_elsewhere(tmp_path: Path, catalog: Catalog) -> None:
    rules = rules_of(tmp_path, pack(NOT_FIRST, settings=["inpatient"]))
    assert audited(catalog, rules, "Z79.4").findings == ()
    assert len(audited(catalog, rules, "Z79.4", setting="inpatient").findings) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (pack({}), "pack.yaml: rules.RIV01: give exactly one of not_together"),
        (pack(AGE | SEX), "rules.RIV01: give exactly one of"),
        (pack(NOT_FIRST, severity="fatal"), "rules.RIV01.severity: Input should be 'error'"),
        (pack(NOT_FIRST, sevrity="error"), "rules.RIV01.sevrity: Extra inputs are not permitted"),
        (
            pack({"not_first": {"codes": ["back"]}}),
            "codes.0: expected a code or a range",
        ),
        (pack({"age": {"codes": ["M81"], "least": 9, "most": 3}}), "most must not be below least"),
        (pack(NOT_FIRST, citations=["SITE:p2"]), "RIV01: citations: SITE:p2 leads nowhere"),
        (pack(NOT_FIRST, id="VAL04"), "VAL04: there is a rule of this id; choose another"),
        (pack(NOT_FIRST, id="Own rule"), "rules.Own rule.id: String should match pattern"),
    ],
)
def test_a_broken_pack_is_told_with_file_and_key(
    content: dict[str, Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        rules_of(tmp_path, content)
    assert told in str(caught.value)
    assert "pack.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    {
        "pack: [": r"own\.yaml: line \d+: not well-formed YAML",
        "": r"own\.yaml: the pack: Input should be",
        "- 1": r"own\.yaml: the pack: Input should be",
    }.items(),
)
def test_a_file_that_is_no_pack_is_told(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        site_rules([tmp_path])


@pytest.mark.parametrize(
    ("text", "told"),
    {
        "def f(:\n": r"own\.py: line 1: invalid syntax",
        "x = 1\ny = x / 0\n": r"own\.py: line 2: ZeroDivisionError",
        "import nowhere_to_be_found\n": r"own\.py: line 1: ModuleNotFoundError",
        "x = 1\n": r"own\.py: holds no class of agent\.rules\.Rule",
        "from agent.rules import Rule\n"
        "class Own(Rule):\n"
        "    def check(self, context):\n"
        "        return iter(())\n": r"own\.py: Own: states no id, name, category",
    }.items(),
)
def test_a_broken_program_is_told_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        site_rules([tmp_path])


def test_a_program_is_not_started_by_a_configuration_that_nobody_named(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    section = RulesSection(files=[str(tmp_path / "own.py")])
    found = Chosen(Configuration(rules=section), tmp_path / "chartaudit.toml", named=False)
    with pytest.raises(UsageError, match="name the configuration by --config FILE"):
        selected(found)


def test_the_page_explains_a_sites_rule_as_it_explains_a_shipped_one(
    tmp_path: Path, catalog: Catalog
) -> None:
    rules = rules_of(tmp_path, pack(PAIR))
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "case",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "claim": {"diagnoses": ["M25.561", "M17.11"]},
        }
    )
    shown = to_html([(bundle, audit(bundle, catalog=catalog, rules=rules))], catalog, rules=rules)
    assert "no rule of this id in this version" not in shown
    assert "<dt>Catches</dt><dd>A case.</dd>" in shown
