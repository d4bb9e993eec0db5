"""`chartaudit catalog policy` adds payers' packs and lists those at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

from commandline import ROOT, chartaudit

PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
PACK = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]


def claim(folder: Path) -> Path:
    place = folder / "claim.json"
    place.write_text(
        json.dumps(
            {
                "bundle_id": "knee",
                "encounter": {"setting": "professional", "service_from": "2026-05-04"},
                "claim": {
                    "diagnoses": ["I10"],
                    "lines": [{"procedure": "73721", "diagnosis_pointers": [1]}],
                },
            }
        ),
        encoding="utf-8",
    )
    return place


def test_the_pack_of_the_page_is_added_and_used(tmp_path: Path) -> None:
    (tmp_path / "our-payer.yaml").write_text(PACK, encoding="utf-8")
    library = str(tmp_path / "library")
    added = chartaudit("catalog", "policy", tmp_path / "our-payer.yaml", CHARTAUDIT_LIBRARY=library)
    assert added.stdout.startswith("our-payer  Imaging of the knee (Our Payer), 1 items")
    report = json.loads(
        chartaudit("audit", claim(tmp_path), "--format", "json", CHARTAUDIT_LIBRARY=library).stdout
    )
    found = next(
        f for f in report["findings"] if f["rule_id"] == "NEC01" and "Imaging" in f["message"]
    )
    assert found["citations"][0]["id"] == "POL:our-payer:knee-mri"
    assert found["status"] == "proved"


def test_a_broken_pack_is_refused_with_its_field(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(PACK.replace("supporting: [M17", "supporting: [knee, M17"))
    ended = chartaudit("catalog", "policy", tmp_path / "bad.yaml", CHARTAUDIT_LIBRARY=str(tmp_path))
    assert ended.returncode == 2
    assert "bad.yaml: items.0.supporting.0" in ended.stderr


def test_a_shipped_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PACK.replace("our-payer", "illustrative-msk"))
    ended = chartaudit("catalog", "policy", tmp_path / "p.yaml", CHARTAUDIT_LIBRARY=str(tmp_path))
    assert ended.returncode == 2
    assert "illustrative-msk is shipped; choose another name" in ended.stderr
