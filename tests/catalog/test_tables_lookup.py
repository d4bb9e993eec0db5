"""The Table of Neoplasms and the Table of Drugs and Chemicals are asked by row and column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import DRUG_XML, NEOPLASM_XML, compiled_table, complete

from catalog import Catalog
from catalog.index.build import compile_table
from catalog.index.entries import Behaviour, Intent
from catalog.index.store import connect
from catalog.index.tables_file import read_table
from catalog.index.tables_lookup import DrugTable, NeoplasmTable, behaviour_of, intent_of

TABLES_2026 = "official/tables"


@pytest.fixture(scope="module")
def neoplasms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeoplasmTable]:
    """The small table of our own making."""
    with closing(compiled_table(tmp_path_factory.mktemp("neoplasm"), NEOPLASM_XML)) as connection:
        yield NeoplasmTable(connection, complete)


@pytest.fixture(scope="module")
def drugs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrugTable]:
    """The small table of our own making."""
    with closing(compiled_table(tmp_path_factory.mktemp("drug"), DRUG_XML)) as connection:
        yield DrugTable(connection, complete)


@pytest.mark.parametrize("site", ["breast", "Breasts", "breast, connective tissue"])
def test_a_site_and_a_behaviour_lead_to_a_code(neoplasms: NeoplasmTable, site: str) -> None:
    match = neoplasms.lookup(site, Behaviour.MALIGNANT_PRIMARY)[0]
    assert (match.citation, match.code) == ("NEO:Neoplasm, neoplastic>breast", "C50.9-")
    assert match.codes == ("C50.911",)


@pytest.mark.parametrize("site", ["areola", "breast, areola", "areola of breast"])
def test_a_site_below_another_is_found_with_and_without_it(
    neoplasms: NeoplasmTable, site: str
) -> None:
    assert neoplasms.lookup(site, "primary")[0].code == "C50.0-"


def test_a_dash_alone_leads_to_no_code(neoplasms: NeoplasmTable) -> None:
    match = neoplasms.lookup("blood", Behaviour.BENIGN)[0]
    assert (match.code, match.codes) == (None, ())


def test_a_site_that_refers_to_another_is_followed(neoplasms: NeoplasmTable) -> None:
    origin, target = neoplasms.lookup("breast, male", Behaviour.BENIGN)
    assert (origin.code, target.code) == (None, "D24.-")
    assert target.via == (origin.citation,)


def test_a_site_that_is_not_in_the_table_leads_nowhere(neoplasms: NeoplasmTable) -> None:
    assert neoplasms.lookup("xyzzy", Behaviour.BENIGN) == ()


def test_a_reference_of_the_index_is_read_as_site_and_behaviour(neoplasms: NeoplasmTable) -> None:
    assert neoplasms.refer("Neoplasm, breast, benign")[0].code == "D24.-"
    assert neoplasms.refer("Neoplasm, in situ, by site", "breast")[0].code == "D05.-"


@pytest.mark.parametrize(
    ("words", "behaviour"),
    [
        ("malignant", Behaviour.MALIGNANT_PRIMARY),
        ("malignant, secondary", Behaviour.MALIGNANT_SECONDARY),
        ("metastatic", Behaviour.MALIGNANT_SECONDARY),
        ("Ca in situ", Behaviour.IN_SITU),
        ("uncertain behavior", Behaviour.UNCERTAIN),
        ("in_situ", Behaviour.IN_SITU),
        ("large", None),
    ],
)
def test_words_say_a_behaviour(words: str, behaviour: Behaviour | None) -> None:
    assert behaviour_of(words) is behaviour


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("adverse effect", Intent.ADVERSE_EFFECT),
        ("Poisoning, intentional self-harm", Intent.SELF_HARM),
        ("suicide", Intent.SELF_HARM),
        ("accidental (unintentional)", Intent.ACCIDENTAL),
        ("underdosing", Intent.UNDERDOSING),
        ("self_harm", Intent.SELF_HARM),
        ("large", None),
    ],
)
def test_words_say_an_intent(words: str, intent: Intent | None) -> None:
    assert intent_of(words) is intent


def test_words_that_say_no_column_are_refused_with_the_choices(
    neoplasms: NeoplasmTable, drugs: DrugTable
) -> None:
    with pytest.raises(ValueError, match="expected one of malignant_primary, "):
        neoplasms.lookup("breast", "large")
    with pytest.raises(ValueError, match="expected one of accidental, "):
        drugs.lookup("aspirin", "large")


@pytest.mark.parametrize("substance", ["acetic acid", "Acid, acetic", "acetic, acid"])
def test_a_substance_is_found_in_any_order(drugs: DrugTable, substance: str) -> None:
    assert drugs.lookup(substance, Intent.ASSAULT)[0].code == "T54.2X3"


def test_a_substance_and_an_intent_lead_to_codes_with_7th_characters(drugs: DrugTable) -> None:
    match = drugs.lookup("aspirin tablets", "adverse effect")[0]
    assert (match.code, match.codes) == ("T39.015", ("T39.015A", "T39.015D"))


def test_a_substance_that_refers_to_another_is_followed(drugs: DrugTable) -> None:
    assert [match.code for match in drugs.lookup("ASA", Intent.UNDERDOSING)] == [None, "T39.016"]


def test_rows_for_a_code_have_it_in_a_cell(drugs: DrugTable) -> None:
    assert [row.path for row in drugs.rows_for("T39.015A")] == [("Aspirin",)]


def test_every_row_is_cited_and_resolved(drugs: DrugTable, tmp_path: Path) -> None:
    (tmp_path / "drug.xml").write_text(DRUG_XML, encoding="utf-8")
    rows = list(read_table(tmp_path / "drug.xml"))
    assert [drugs.resolve(drugs.cite(row)) for row in rows] == rows


def test_a_citation_of_the_other_table_does_not_resolve(drugs: DrugTable) -> None:
    assert drugs.resolve("NEO:Aspirin") is None


def test_a_table_is_not_opened_as_the_other(tmp_path: Path) -> None:
    with (
        closing(compiled_table(tmp_path, DRUG_XML)) as connection,
        pytest.raises(ValueError, match="of the kind drug, not neoplasm"),
    ):
        NeoplasmTable(connection)


@given(st.text(max_size=40))
def test_any_text_is_looked_up_without_error(
    neoplasms: NeoplasmTable, drugs: DrugTable, words: str
) -> None:
    assert all(match.code is None for match in neoplasms.lookup(words))
    assert all(match.code is None for match in drugs.lookup(words))


# The official files


@pytest.mark.parametrize(
    ("site", "behaviour", "code"),
    [
        ("breast", "primary", "C50.9-"),
        ("breast, upper-outer quadrant", "primary", "C50.4-"),
        ("lung", "secondary", "C78.0-"),
        ("liver", "secondary", "C78.7"),
        ("colon, sigmoid", "primary", "C18.7"),
        ("prostate", "in situ", "D07.5"),
        ("ovary", "uncertain", "D39.1-"),
    ],
)
def test_known_answers_of_the_2026_table_of_neoplasms(
    neoplasms_2026: NeoplasmTable, site: str, behaviour: str, code: str
) -> None:
    assert neoplasms_2026.lookup(site, behaviour)[0].code == code


@pytest.mark.parametrize(
    ("substance", "intent", "code"),
    [
        ("aspirin", "adverse effect", "T39.015"),
        ("acetaminophen", "accidental", "T39.1X1"),
        ("insulin", "underdosing", "T38.3X6"),
        ("carbon monoxide", "undetermined", "T58.94"),
        ("1-propanol", "adverse effect", None),
    ],
)
def test_known_answers_of_the_2026_table_of_drugs(
    drugs_2026: DrugTable, substance: str, intent: str, code: str | None
) -> None:
    assert drugs_2026.lookup(substance, intent)[0].code == code


@pytest.mark.parametrize("kind", ["drug", "neoplasm"])
def test_every_code_of_the_2026_tables_is_in_the_code_set(
    shared: Path, catalog: Catalog, kind: str
) -> None:
    view = catalog.on(date(2026, 5, 4))
    rows = read_table(shared / TABLES_2026 / f"icd10cm-{kind}-April-1-2026-XML.xml")
    codes = {code.rstrip("-").rstrip(".") for row in rows for code in row.cells if code}
    assert [
        c for c in sorted(codes) if not view.is_billable(c) and not view.billable_below(c)
    ] == []


@pytest.fixture(scope="module")
def neoplasms_2026(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NeoplasmTable]:
    """The official table in force from April 2026."""
    target = tmp_path_factory.mktemp("tables") / "neoplasm.sqlite"
    compile_table(shared / TABLES_2026 / "icd10cm-neoplasm-April-1-2026-XML.xml", target)
    with closing(connect(target)) as connection:
        yield NeoplasmTable(connection)


@pytest.fixture(scope="module")
def drugs_2026(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrugTable]:
    """The official table in force from April 2026."""
    target = tmp_path_factory.mktemp("tables") / "drug.sqlite"
    compile_table(shared / TABLES_2026 / "icd10cm-drug-April-1-2026-XML.xml", target)
    with closing(connect(target)) as connection:
        yield DrugTable(connection)
