"""Citations: ids that resolve to a rule with its dates and the official document to open.

Grammar: `TAB:<code>:<note kind>` (also kind `title`), `OCG:<section>`, `MCE:<edit>`,
`POL:<policy>:<item>`, `NCCI:<table>:<service>`, `CARC:<n>`, and `IDX:`, `EXT:`, `NEO:`, `DRUG:`
with the path of an index entry or a row of a table. The rulebook entries lie in
`catalog/authority/*.yaml`, policy items in `catalog/policies/*.yaml`; Tabular citations are
resolved from the compiled catalog, those of the indexes, the tables, NCCI's files and further
guideline sections from the releases that the user has added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from catalog.data_files import load_yaml
from catalog.lookup import CatalogView
from catalog.tabular.xml import NOTE_KINDS

#: The Alphabetic Index, the external cause index, the neoplasm and the drug table.
_INDEXES = ("IDX", "EXT", "NEO", "DRUG")
_AUTHORITY = Path(__file__).parent / "authority"


@dataclass(frozen=True, slots=True)
class Authority:
    """A citable rule: where it stands, what it says in our words, and when it is in force.

    `official_text` is the section's text in the edition in force, where the user has added that;
    `official_place` says which edition and page. Both are empty otherwise.
    """

    id: str
    authority: str
    title: str
    section: str
    text: str
    effective_from: date
    effective_to: date | None
    release: str
    source: str
    official_text: str = ""
    official_place: str = ""

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day <= (self.effective_to or date.max)


class AuthorityError(Exception):
    """A rulebook file is not written as it must be; the message names file and entry."""


@cache
def rulebook() -> dict[str, Authority]:
    """Every entry of the rulebook by id. Raises AuthorityError naming a faulty entry."""
    book: dict[str, Authority] = {}
    for path in sorted(_AUTHORITY.glob("*.yaml")):
        document = load_yaml(path)
        for item in document["entries"]:
            entry = _authority(path.name, {**document.get("defaults", {}), **item})
            if entry.id in book:
                raise AuthorityError(f"{path.name}: {entry.id} is entered twice")
            book[entry.id] = entry
    return book


def _authority(file_name: str, item: dict[str, Any]) -> Authority:
    try:
        return Authority(
            id=item["id"],
            authority=item["authority"],
            title=item["title"],
            section=str(item["section"]),
            text=item["paraphrase"],
            effective_from=item["effective_from"],
            effective_to=item.get("effective_to"),
            release=item["release"],
            source=item["source"],
        )
    except KeyError as missing:
        raise AuthorityError(f"{file_name}: {item.get('id', '?')}: {missing} is missing") from None


def resolve(view: CatalogView, citation: str) -> Authority | None:
    """The rule that an id names, in force or not on the view's date; None if there is none."""
    if citation not in view.kept:
        view.kept[citation] = _resolved(view, citation)
    found: Authority | None = view.kept[citation]
    return found


def _resolved(view: CatalogView, citation: str) -> Authority | None:
    family, _, rest = citation.partition(":")
    if family == "TAB":
        return _tabular(view, citation, rest)
    if family in _INDEXES:
        from catalog.index.citations import resolve_term

        return resolve_term(view, citation)
    if family == "POL":
        from catalog.policies import policy_items

        if rest.startswith("mcd:"):
            articles = view.catalog.releases.coverage(view.date)
            return articles.authority(citation) if articles else None
        return policy_items().get(citation)
    if family == "NCCI" and ":" in rest:
        from catalog.ncci.citations import resolve_ncci

        return resolve_ncci(view, citation)
    if family == "OCG":
        from catalog.guidelines.citations import resolve_section

        return resolve_section(view, citation, rulebook().get(citation))
    return rulebook().get(citation)


def in_force(view: CatalogView, citation: str) -> bool:
    """Whether the id resolves to a rule in force on the view's date."""
    found = resolve(view, citation)
    return found is not None and found.in_force(view.date)


def _tabular(view: CatalogView, citation: str, rest: str) -> Authority | None:
    owner, _, kind = rest.rpartition(":")
    entry = view.entry(owner)
    if entry is None:
        return None
    if kind == "title":
        text = entry.title
    elif kind == "sevenChrDef":
        options = view.seventh_characters(owner)
        if options is None or options.owner != owner:
            return None
        text = "; ".join(f"{character} {meaning}" for character, meaning in options.options)
    elif kind in NOTE_KINDS:
        notes = view.notes(owner, kind, inherited=False)
        if not notes:
            return None
        text = "; ".join(note.text for note in notes)
    else:
        return None
    release = view.tabular_list.release
    return Authority(
        id=citation,
        authority="ICD-10-CM Tabular List",
        title=f"{owner} {entry.title}",
        section=f"{owner}, {kind}",
        text=text,
        effective_from=release.effective_from,
        effective_to=release.effective_to,
        release=release.name,
        source="ICD-10-CM Tabular List of Diseases and Injuries (CDC, NCHS)",
    )
