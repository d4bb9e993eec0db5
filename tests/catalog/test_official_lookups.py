"""Look-ups as coders make them lead where the official Index, read by hand, leads.

Each line: what is looked up, the entry that answers, its code as printed. `FY2025` is the Index as
CSV, which has no bracketed codes; `FY2017` is the official XML, which has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog import Catalog
from catalog.index.consult import Consultation, consult, consulted, manifestation_elsewhere
from catalog.index.links import Link
from catalog.library.adding import Dates, add

FY2025, FY2017 = date(2025, 5, 5), date(2017, 5, 5)

#: Nonessential modifiers said or not, word order, plurals, adjectives, eponyms, abbreviations.
PLAIN = [
    ("pain, low back", "IDX:Pain>low back", "M54.50"),
    ("low back pains", "IDX:Pain>low back", "M54.50"),
    ("back pain, low", "IDX:Pain>low back", "M54.50"),
    ("chest pain", "IDX:Pain>chest", "R07.9"),
    ("pain in right knee", "IDX:Pain>joint>knee", "M25.56-"),
    ("essential hypertension", "IDX:Hypertension, hypertensive", "I10"),
    ("benign hypertension", "IDX:Hypertension, hypertensive", "I10"),
    ("acute appendicitis", "IDX:Appendicitis>acute", "K35.80"),
    ("major depression", "IDX:Depression>major", "F32.9"),
    ("congestive heart failure", "IDX:Failure, failed>heart>congestive", "I50.9"),
    ("CHF", "IDX:Failure, failed>heart>congestive", "I50.9"),
    ("TIA", "IDX:Attack, attacks>transient ischemic", "G45.9"),
    ("UTI", "IDX:Infection, infected, infective>urinary", "N39.0"),
    ("CKD stage 4", "IDX:Disease, diseased>kidney>chronic>stage 4", "N18.4"),
    ("afib", "IDX:Fibrillation>atrial or auricular", "I48.91"),
    ("preeclampsia", "IDX:Pre-eclampsia", "O14.9-"),
    ("Colles fracture", "IDX:Colles' fracture", "S52.53-"),
    ("Meniere's disease", "IDX:Ménière's disease, syndrome or vertigo", "H81.0-"),
    ("Down syndrome", "IDX:Down syndrome", "Q90.9"),
    ("Crohn's disease of small intestine with rectal bleeding",
     "IDX:Enteritis>regional>small intestine>with>complication>rectal bleeding", "K50.011"),
    ("Baker's cyst", "IDX:Cyst>Baker's", "M71.2-"),
    ("osteoarthritis of knee", "IDX:Osteoarthritis>knee", "M17.9"),
    ("lumbar spinal stenosis", "IDX:Stenosis, stenotic>spinal>lumbar region", "M48.061"),
    ("lumbar disc degeneration",
     "IDX:Degeneration, degenerative>intervertebral disc>lumbar region", "M51.36-"),
    ("retinal detachment", "IDX:Detachment>retina", "H33.2-"),
    ("plantar fasciitis", "IDX:Fasciitis>plantar", "M72.2"),
    ("kidney stone", "IDX:Stone>kidney", "N20.0"),
    ("shortness of breath", "IDX:Short, shortening, shortness>breath", "R06.02"),
    ("bilateral sensorineural hearing loss",
     "IDX:Loss>hearing>sensorineural NOS>bilateral", "H90.3"),
    ("screening mammogram", "IDX:Screening>neoplasm>breast>routine mammogram", "Z12.31"),
    ("long-term use of insulin", "IDX:Long-term drug therapy>insulin", "Z79.4"),
]  # fmt: skip

#: `see` and `see also`, one after the other: the entry that ends the walk is among those found.
REFERENCES = [
    ("high blood pressure", "IDX:Hypertension, hypertensive", "I10"),
    ("hip fracture", "IDX:Fracture, traumatic>femur, femoral>upper end>neck", "S72.00-"),
    ("fracture of distal radius", "IDX:Fracture, traumatic>radius>lower end", "S52.50-"),
    ("Graves' disease", "IDX:Hyperthyroidism>with>goiter", "E05.00"),
    ("Bright's disease", "IDX:Nephritis, nephritic", "N05.9"),
    ("diabetic retinopathy", "IDX:Diabetes, diabetic>with>retinopathy", "E11.319"),
    ("diabetic ketoacidosis", "IDX:Diabetes, diabetic>with>ketoacidosis", "E11.10"),
    ("hepatitis A", "IDX:Hepatitis>viral, virus>type>A", "B15.9"),
    ("tuberculosis of lung", "IDX:Tuberculosis, tubercular, tuberculous>pulmonary", "A15.0"),
    ("frozen shoulder", "IDX:Capsulitis>adhesive", "M75.0-"),
    ("tennis elbow", "IDX:Epicondylitis>lateral", "M77.1-"),
    ("carpal tunnel syndrome", "IDX:Syndrome>carpal tunnel", "G56.0-"),
    ("cellulitis, leg", "IDX:Cellulitis>lower limb", "L03.11-"),
    ("heart attack", "IDX:Infarct, infarction>myocardium, myocardial", "I21.9"),
    ("cholecystitis, acute, with cholelithiasis",
     "IDX:Calculus, calculi, calculous>gallbladder>with>cholecystitis>acute", "K80.00"),
    ("torn meniscus", "IDX:Tear, torn>meniscus", "S83.209"),
    ("erectile dysfunction", "IDX:Dysfunction>sexual>male>erectile", "N52.9"),
    ("influenza with pneumonia", "IDX:Influenza>with>pneumonia", "J11.00"),
    ("decubitus ulcer",
     "IDX:Ulcer, ulcerated, ulcerating, ulceration, ulcerative>pressure", "L89.9-"),
    ("history of breast cancer", "IDX:History>personal>malignant neoplasm>breast", "Z85.3"),
    ("prostatic hyperplasia with urinary obstruction",
     "IDX:Hyperplasia, hyperplastic>prostate", "N40.0"),
]  # fmt: skip

#: Links of two conditions, and words that only look like one.
LINKS = [
    ("type 2 diabetes with chronic kidney disease",
     "IDX:Diabetes, diabetic>type 2>with>chronic kidney disease", "E11.22", Link.PRESUMED),
    ("diabetes mellitus with gangrene",
     "IDX:Diabetes, diabetic>with>gangrene", "E11.52", Link.PRESUMED),
    ("T2DM with neuropathy",
     "IDX:Diabetes, diabetic>type 2>with>neuropathy", "E11.40", Link.PRESUMED),
    ("hypertensive heart disease with heart failure",
     "IDX:Hypertension, hypertensive>heart>with>heart failure", "I11.0", Link.PRESUMED),
    ("anemia in chronic kidney disease",
     "IDX:Anemia>in>chronic kidney disease", "D63.1", Link.PRESUMED),
    ("dementia with Lewy bodies", "IDX:Dementia>with>Lewy bodies", "G31.83", Link.PRESUMED),
    ("pneumonia in measles", "IDX:Pneumonia>in>measles", "B05.2", Link.PRESUMED),
    ("allergic rhinitis due to pollen",
     "IDX:Rhinitis>allergic>due to>pollen", "J30.1", Link.DOCUMENTED),
    ("diabetes due to underlying condition with ketoacidosis",
     "IDX:Diabetes, diabetic>due to underlying condition>with>ketoacidosis", "E08.10",
     Link.DOCUMENTED),
    ("melanoma in situ of arm", "IDX:Melanoma>in situ>arm", "D03.6-", None),
    ("type 2 diabetes", "IDX:Diabetes, diabetic>type 2", "E11.9", None),
]  # fmt: skip

#: Main terms that refer to the Table of Neoplasms: the row, and its code in the column named.
NEOPLASMS = [
    ("carcinoma, breast, upper outer", "IDX:Carcinoma",
     "NEO:Neoplasm, neoplastic>breast>upper-outer quadrant", "C50.4-"),
    ("adenocarcinoma of prostate", "IDX:Adenocarcinoma", "NEO:Neoplasm, neoplastic>prostate",
     "C61"),
    ("cancer, colon", "IDX:Cancer", "NEO:Neoplasm, neoplastic>colon", "C18.9"),
    ("carcinoma in situ of cervix", "IDX:Carcinoma-in-situ", "NEO:Neoplasm, neoplastic>cervix",
     "D06.9"),
    ("osteosarcoma of femur", "IDX:Osteosarcoma", "NEO:Neoplasm, neoplastic>bone>femur", "C40.2-"),
    ("breast cancer", "IDX:Cancer>breast", "NEO:Neoplasm, neoplastic>breast", "C50.9-"),
]  # fmt: skip

#: Codes in brackets, which the XML has: the etiology, and the manifestation after it.
BRACKETS = [
    ("amyloidosis, heart", "IDX:Amyloidosis>heart", "E85.4", ("I43",)),
    ("amyloid heart", "IDX:Amyloid heart", "E85.4", ("I43",)),
    ("dementia in Parkinson's disease", "IDX:Dementia>in>Parkinson's disease", "G20",
     ("F02.80",)),
    ("nephritis in lupus", "IDX:Lupus>nephritis", "M32.14", ()),
]  # fmt: skip

#: The external cause index.
EXTERNAL = [
    ("fall, from ladder", "EXT:Fall, falling>in, on>ladder", "W11"),
    ("fell from ladder", "EXT:Fall, falling>in, on>ladder", "W11"),
    ("fall from bed", "EXT:Fall, falling>from, off, out of>bed", "W06"),
    ("dog bite", "EXT:Dog bite", "W54.0"),
    ("slipped on ice", "EXT:Slipping>on>ice", "W00.0"),
    ("struck by baseball", "EXT:Struck by>ball>baseball", "W21.03"),
    ("activity, running", "EXT:Activity>running", "Y93.02"),
    ("assault, knife", "EXT:Assault>knife", "X99.1"),
    ("accident, motor vehicle", "EXT:Accident>motor vehicle NOS", "V89.2"),
    ("burn, hot water", "EXT:Contact>with>hot>tap-water", "X11.8"),
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def official(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A library of the Index of FY2025 and FY2017 and the tables of April 2026."""
    library = tmp_path_factory.mktemp("library")
    folder = shared / "official"
    with Catalog.open(library=library) as opened:
        index = folder / "index/ICD10CM_2025_Index.csv"
        add(index, opened, library, Dates(date(2024, 10, 1)))
        add(folder / "tabular/ICD10CM_FY2017_Full_XML.zip", opened, library)
        for path in sorted((folder / "tables").glob("*.xml")):
            add(path, opened, library)
    with Catalog.open(library=library) as opened:
        yield opened


def _consulted(catalog: Catalog, day: date, phrase: str) -> Consultation:
    found = consult(catalog, day, phrase)
    assert found is not None
    return found


@pytest.mark.parametrize(("phrase", "citation", "code"), PLAIN)
def test_words_in_any_form_and_order_lead_to_the_entry(
    official: Catalog, phrase: str, citation: str, code: str
) -> None:
    answers = _consulted(official, FY2025, phrase).matches
    # An eponym may lead by a `see` to the entry that has the code.
    first = next(match for match in answers if match.entry.code)
    assert (first.citation, first.entry.code) == (citation, code)


@pytest.mark.parametrize(("phrase", "citation", "code"), REFERENCES)
def test_references_are_followed_to_the_entry_that_has_the_code(
    official: Catalog, phrase: str, citation: str, code: str
) -> None:
    found = {match.citation: match for match in _consulted(official, FY2025, phrase).matches}
    assert found[citation].entry.code == code
    assert found[citation].via


@pytest.mark.parametrize(("phrase", "citation", "code", "link"), LINKS)
def test_links_of_two_conditions_are_told(
    official: Catalog, phrase: str, citation: str, code: str, link: Link | None
) -> None:
    found = {match.citation: match for match in _consulted(official, FY2025, phrase).matches}
    assert (found[citation].entry.code, found[citation].link) == (code, link)


@pytest.mark.parametrize(("phrase", "citation", "row", "code"), NEOPLASMS)
def test_a_reference_by_site_ends_in_the_table_of_neoplasms(
    official: Catalog, phrase: str, citation: str, row: str, code: str
) -> None:
    rows = _consulted(official, FY2025, phrase).rows[citation]
    assert (rows[0].citation, rows[0].code) == (row, code)


@pytest.mark.parametrize(("phrase", "citation", "code", "manifestations"), BRACKETS)
def test_brackets_are_completed_from_the_tabular(
    official: Catalog, phrase: str, citation: str, code: str, manifestations: tuple[str, ...]
) -> None:
    found = {match.citation: match for match in _consulted(official, FY2017, phrase).matches}
    assert (found[citation].entry.code, found[citation].manifestations) == (code, manifestations)


def test_a_bracket_that_one_copy_has_lost_is_told_from_another_release(official: Catalog) -> None:
    (match,) = _consulted(official, FY2025, "amyloid heart").matches
    assert match.manifestations == ()
    told = manifestation_elsewhere(official, FY2025, match)
    assert told is not None
    assert (told[0], told[1].name) == ("I43", "ICD-10-CM Alphabetic Index, FY2017")


@pytest.mark.parametrize(("phrase", "citation", "code"), EXTERNAL)
def test_external_causes_are_found(
    official: Catalog, phrase: str, citation: str, code: str
) -> None:
    index = official.external_causes_on(date(2026, 5, 4))
    assert index is not None
    _, found = consulted(index, phrase)
    first = next(match for match in found if match.entry.code)
    assert (first.citation, first.entry.code) == (citation, code)


def test_a_family_history_does_not_lead_to_a_personal_one(official: Catalog) -> None:
    first, *others = _consulted(official, FY2025, "family history of colon cancer").matches
    assert first.citation == "IDX:History>family"
    assert [match for match in others if first.citation in match.via] == []


def test_codes_are_completed_as_of_the_date(official: Catalog) -> None:
    def codes(day: date) -> tuple[str, ...]:
        return (
            _consulted(official, day, "degeneration, intervertebral disc, lumbar").matches[0].codes
        )

    assert codes(FY2017) == ("M51.36",)
    assert codes(FY2025) == ("M51.360", "M51.361", "M51.362", "M51.369")
