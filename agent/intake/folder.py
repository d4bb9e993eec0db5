"""A folder as a bundle: `claim.json` or `claim.csv`, and notes as `.txt` or `.md` files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.errors import BundleError
from agent.intake.claim_csv import place_in_csv, read_claim_csv
from agent.intake.json_text import parse_object
from agent.intake.native import bundle_from, inside, read_native
from agent.intake.refusal import Place, written
from agent.intake.text import read_text
from agent.models import ChartBundle

NATIVE, CLAIM_JSON, CLAIM_CSV = "bundle.json", "claim.json", "claim.csv"
_NOTES = {".txt", ".md"}
_SPREADSHEETS = {".xlsx", ".xls", ".ods", ".numbers"}
#: What documentation comes in that is not read; passed over in silence it would be missed.
_UNREAD = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"}


def is_claim(path: Path) -> bool:
    """Whether a file makes its folder a bundle, by its name; small and capital letters alike."""
    return path.name.lower() in {NATIVE, CLAIM_JSON, CLAIM_CSV}


def claim_files(folder: Path) -> list[Path]:
    """The files that make a folder a bundle; none when it is not one."""
    return sorted(path for path in folder.iterdir() if is_claim(path) and path.is_file())


def note_files(folder: Path) -> list[Path]:
    """The notes of a folder in order of name; a README is not a note."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _NOTES
        and path.is_file()
        and path.stem.upper() != "README"
        and not path.name.startswith(".")
    )


def read_folder(folder: Path) -> ChartBundle:
    """The bundle that a folder holds.

    The claim file is a bundle without documents, whose `bundle_id` may be left out (the folder's
    name then stands for it). Each note is a document named after its file; a PDF, a picture or
    the like without a note of its name is refused. A `bundle.json` is read as it is. Raises
    BundleError naming the file and the field.
    """
    claims = claim_files(folder)
    if len(claims) != 1:
        raise BundleError(str(folder), "claim", _claim_wanted(folder, claims))
    claim = claims[0]
    if claim.name.lower() == NATIVE:
        return read_native(claim)
    name = written
    if claim.name.lower() == CLAIM_CSV:
        fields, rows = read_claim_csv(read_text(claim), str(claim))

        def name(place: Place) -> str:
            return place_in_csv(place, rows)

    else:
        fields = parse_object(read_text(claim), str(claim))
    if "documents" in fields:
        raise BundleError(
            str(claim),
            "documents",
            "in a folder the notes are its .txt and .md files; remove this field, or rename the "
            f"file {NATIVE}",
        )
    fields.setdefault("bundle_id", folder.resolve().name or "bundle")
    fields["documents"] = _documents(folder)
    return bundle_from(fields, str(claim), name)


def _claim_wanted(folder: Path, claims: list[Path]) -> str:
    if not claims and any(path.suffix.lower() in _SPREADSHEETS for path in folder.iterdir()):
        return f"is missing; save the spreadsheet in the folder as {CLAIM_CSV} (CSV, UTF-8)"
    if not claims:
        return f"is missing; put {CLAIM_JSON} or {CLAIM_CSV} in the folder"
    return f"expected one claim, found {' and '.join(p.name for p in claims)}; remove all but one"


def _documents(folder: Path) -> list[dict[str, Any]]:
    documents: dict[str, dict[str, Any]] = {}
    for path in note_files(folder):
        if path.stem in documents:
            raise BundleError(
                str(path), "file name", f"another note is named {path.stem} too; rename one"
            )
        note = inside(folder, path.name, str(path), "file")
        documents[path.stem] = {"id": path.stem, "text": read_text(note)}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _UNREAD and path.stem not in documents:
            raise BundleError(
                str(path),
                "file",
                f"is not read as a note; save its text beside it as {path.stem}.txt, or move it "
                "out of the folder",
            )
    return list(documents.values())
