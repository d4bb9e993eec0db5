"""Policy packs: what a pack may say, and how a malformed one is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog import CatalogView
from catalog.citations import resolve
from catalog.policies import PolicyError, load_pack, packs, policy_items

PACK: dict[str, Any] = {
    "policy": "sample",
    "title": "Sample",
    "illustrative": False,
    "publisher": "Sample payer",
    "source": "Sample payer, policy 1",
    "effective_from": date(2025, 1, 1),
    "effective_to": date(2025, 12, 31),
    "modalities": {"ct": {"label": "CT", "words": ["CT"]}},
    "items": [
        {
            "id": "scan",
            "title": "Scan",
            "procedures": ["73700"],
            "modality": "ct",
            "supporting": ["M50-M54", "S39.01"],
            "unspecified_denied": ["M54"],
        }
    ],
}


def _write(folder: Path, content: Any) -> Path:
    path = folder / "sample.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def _with_item(**changes: Any) -> dict[str, Any]:
    return {**PACK, "items": [{**PACK["items"][0], **changes}]}


def test_a_range_supports_its_codes_and_all_below_its_end(tmp_path: Path) -> None:
    item = load_pack(_write(tmp_path, PACK)).items[0]
    assert [item.supports(c) for c in ("M50.20", "M54.9", "S39.012A")] == [True, True, True]
    assert [item.supports(c) for c in ("M49", "M55", "S39.02XA")] == [False, False, False]


def test_an_item_counts_only_between_its_dates(tmp_path: Path) -> None:
    pack = load_pack(_write(tmp_path, _with_item(effective_to=date(2025, 6, 30))))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
    assert [len(list(pack.items_for("73700", day))) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({**PACK, "titel": "x"}, "titel"),
        ({k: v for k, v in PACK.items() if k != "illustrative"}, "illustrative"),
        ({**PACK, "effective_from": "soon"}, "effective_from"),
        (_with_item(supporting=["back pain"]), "items.0.supporting.0"),
        (_with_item(supporting=["M54 M55"]), "items.0.supporting.0"),
        (_with_item(procedures=[]), "items.0.procedures"),
        (_with_item(procedures=["7370"]), "items.0.procedures.0"),
        (_with_item(modality="mri"), "modality 'mri'"),
        (_with_item(regions=["leg"]), "region 'leg'"),
        ({**PACK, "items": PACK["items"] * 2}, "every id must be different"),
        ("policy: [unclosed", "line"),
        ("- just a list", "the pack"),
    ],
)
def test_a_malformed_pack_is_refused_with_file_and_field(
    tmp_path: Path, content: Any, field: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        load_pack(_write(tmp_path, content))
    assert "sample.yaml" in str(refused.value)
    assert field in str(refused.value)


def test_every_shipped_pack_is_illustrative_and_says_so_where_it_is_cited(
    view: CatalogView,
) -> None:
    assert packs()
    for citation in policy_items():
        found = resolve(view, citation)
        assert found is not None
        assert found.text.startswith("Illustrative, not a payer's policy.")


def test_every_supporting_range_holds_a_billable_code(view: CatalogView) -> None:
    codes = list(view.all_billable())
    for pack in packs():
        for item in pack.items:
            for text in item.supporting:
                alone = item.model_copy(update={"supporting": (text,)})
                assert any(alone.supports(code) for code in codes), (item.id, text)
