"""NCCI's quarterly files are recognised, read whole or refused, and found by service and day."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from ncci_files import MUE, MUE_NAME, PTP, PTP_NAME, PTP_NOTICE, PTP_ROWS, catalog_with_ncci

from agent import ChartBundle, audit
from agent.models import Finding, Status
from catalog import Catalog
from catalog.library.official import Kind, OfficialFileError
from catalog.library.recognition import compile_official, recognise, recognise_file
from catalog.ncci.mue import UnitTable, compile_mue, open_mue
from catalog.ncci.ptp import PairTable, compile_ptp, open_ptp
from catalog.ncci.quarterly import Service, first_day, last_day

DAY = date(2026, 5, 4)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def pairs_of(source: Path) -> tuple[PairTable, Service]:
    compile_ptp(source, target := source.with_suffix(".sqlite"))
    connection, edition, service = open_ptp(target)
    return PairTable((edition,), (connection,)), service


def test_the_files_are_recognised_by_their_headings() -> None:
    assert recognise(PTP.encode()) is Kind.NCCI_PTP
    assert recognise(PTP.replace("\t", ",").encode()) is Kind.NCCI_PTP
    assert recognise(MUE.encode()) is Kind.NCCI_MUE


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("ccipra-v322r0-f1.TXT", date(2026, 7, 1), date(2026, 9, 30)),
        ("ccioph-v313r0-f2.txt", date(2025, 10, 1), date(2025, 12, 31)),
        ("ccipra-v301r0-f4.xlsx", date(2024, 4, 1), date(2024, 6, 30)),
        ("MCR_MUE_DMESupplierServices_Eff_01-01-2026.csv", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_name_states_the_quarter(name: str, start: date, end: date) -> None:
    assert first_day((name,)) == start
    assert last_day(start) == end


def test_every_pair_is_read_with_its_days(tmp_path: Path) -> None:
    table, service = pairs_of(written(tmp_path, PTP_NAME, PTP))
    assert service is Service.PRACTITIONER
    pair = table.pair("73562", "73560", DAY)
    assert pair is not None
    assert (pair.start, pair.end, pair.indicator) == (date(1996, 1, 1), None, "0")
    assert table.pair("73560", "73562", DAY) is None
    assert table.pair("97110", "97150", date(2025, 12, 31)) is not None
    assert table.pair("97110", "97150", DAY) is None
    assert table.editions[0].effective_from == date(2026, 4, 1)


def test_the_text_in_a_zip_is_read_under_the_name_within(tmp_path: Path) -> None:
    place = tmp_path / "medicare-ncci-hospital-f1.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("ccioph-v321r0-f1/ccioph-v321r0-f1.txt", PTP)
    assert recognise_file(place) is Kind.NCCI_PTP
    edition = compile_official(place, tmp_path / "out.sqlite")
    assert edition.effective_from == date(2026, 4, 1)
    assert "outpatient hospital" in edition.name


@pytest.mark.parametrize(
    "row",
    [
        "73562\t73560\t\t20200101\t*\t2\tAn indicator that is none\r\n",
        "73562\t73560\t\t2020\t*\t1\tA day that is none\r\n",
        "73562\r\n",
        "73562\t73560\t\t20200101\tnever\t1\tA last day that is none\r\n",
    ],
)
def test_a_row_that_is_no_pair_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    source = written(tmp_path, PTP_NAME, PTP + row)
    with pytest.raises(OfficialFileError, match="line 11: expected two codes"):
        compile_ptp(source, tmp_path / "out.sqlite")


@pytest.mark.parametrize(
    ("name", "wanted"), [("pairs.txt", "ccipra or ccioph"), ("ccipra.txt", "--effective-from")]
)
def test_a_name_that_tells_too_little_is_refused(tmp_path: Path, name: str, wanted: str) -> None:
    with pytest.raises(OfficialFileError, match=wanted):
        compile_ptp(written(tmp_path, name, PTP), tmp_path / "out.sqlite")


def test_the_quarter_may_be_said(tmp_path: Path) -> None:
    source = written(tmp_path, "ccipra.txt", PTP)
    edition = compile_ptp(source, tmp_path / "out.sqlite", date(2026, 7, 1))
    assert (edition.effective_from, edition.effective_to) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_heading_without_pairs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OfficialFileError, match="expected the pairs"):
        compile_ptp(written(tmp_path, PTP_NAME, PTP_NOTICE), tmp_path / "out.sqlite")


def test_units_are_read_with_the_services_of_the_heading(tmp_path: Path) -> None:
    text = MUE.replace("Practitioner Services", "Outpatient Hospital Services")
    source = written(tmp_path, "units_Eff_07-01-2026.csv", text)
    edition = compile_mue(source, target := tmp_path / "out.sqlite")
    connection, _, service = open_mue(target)
    table = UnitTable((edition,), (connection,))
    assert service is Service.HOSPITAL
    assert edition.effective_from == date(2026, 7, 1)
    found = table.most("97110")
    assert found is not None
    assert (found.most, found.indicator) == (4, "1")
    assert table.most("99999") is None


@pytest.mark.parametrize("row", ["97110,many,1 Line,\r\n", "97110,4,4 Other,\r\n", "97110\r\n"])
def test_units_that_are_none_are_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(OfficialFileError, match="expected a code, units"):
        compile_mue(written(tmp_path, MUE_NAME, MUE + row), tmp_path / "out.sqlite")


def test_the_parts_of_a_quarter_are_one_table(tmp_path: Path, catalog: Catalog) -> None:
    from catalog.library.adding import add

    rows = PTP_ROWS.splitlines(keepends=True)
    library = tmp_path / "library"
    for part, text in enumerate(rows[:2], start=1):
        source = written(tmp_path, f"ccipra-v321r0-f{part}.txt", PTP_NOTICE + text)
        add(source, catalog, library)
    with Catalog.open(library=library) as opened:
        table = opened.releases.ncci.pairs(Service.PRACTITIONER, DAY)
        assert table is not None
        assert table.pair("20610", "76942", DAY)
        assert table.pair("73562", "73560", DAY)
        assert opened.releases.ncci.pairs(Service.HOSPITAL, DAY) is None


def _claim(day: str) -> ChartBundle:
    return ChartBundle.model_validate(
        {
            "bundle_id": "pair",
            "encounter": {"setting": "professional", "service_from": day},
            "claim": {
                "diagnoses": ["M25.561"],
                "lines": [
                    {"procedure": "73562", "diagnosis_pointers": [1]},
                    {"procedure": "73560", "diagnosis_pointers": [1]},
                ],
            },
        }
    )


def bundled(catalog: Catalog, day: str) -> Finding:
    """The one finding of EDT35 on a claim of the day."""
    found = audit(_claim(day), catalog=catalog).findings
    (finding,) = (finding for finding in found if finding.rule_id == "EDT35")
    return finding


def test_a_finding_cites_the_quarter_and_is_for_review_in_another(tmp_path: Path) -> None:
    with catalog_with_ncci(tmp_path) as opened:
        finding = bundled(opened, "2026-05-04")
        assert finding.status is Status.PROVED
        assert finding.citations[0].effective_from == date(2026, 4, 1)
        assert bundled(opened, "2026-07-04").status is Status.NEEDS_REVIEW


def test_a_report_names_the_files_that_it_used(tmp_path: Path) -> None:
    with catalog_with_ncci(tmp_path) as opened:
        used = {r.parts: r for r in audit(_claim("2026-05-04"), catalog=opened).releases}
        assert used[("ncci_ptp",)].in_force
        assert used[("ncci_mue",)].name == "NCCI medically unlikely edits, practitioner services"


def test_without_the_files_the_report_says_so_once(catalog: Catalog) -> None:
    lacks = audit(_claim("2026-05-04"), catalog=catalog).not_asked
    assert [lack.rules for lack in lacks if "NCCI" in lack.lacking] == [("EDT35",), ("EDT36",)]
