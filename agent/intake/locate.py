"""Which reader a path needs, and which bundles lie below a folder."""

from __future__ import annotations

from pathlib import Path

from agent.errors import BundleError
from agent.intake.folder import claim_files, is_claim, note_files, read_folder
from agent.intake.native import read_native
from agent.models import ChartBundle

_DEEPEST = 8


def find_bundles(path: Path) -> list[Path]:
    """The bundles that a path stands for, in order of name: itself, or all those in a folder.

    A folder with a claim is one bundle. Any other stands for the JSON files and the folders in
    it. A folder with nothing to audit is returned too, so that reading it says what is missing
    and nothing is lost in silence. Raises BundleError when there is no such path.
    """
    try:
        if not path.exists():
            raise BundleError(str(path), "path", "there is no such file or folder; check the path")
        if not path.is_dir():
            return [path]
        return _below(path, _DEEPEST, frozenset())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise BundleError(
            str(path), "path", f"cannot be read: {reason or 'not a usable path'}"
        ) from None


def read_bundle(path: Path) -> ChartBundle:
    """Read one bundle: a JSON file, or a folder with a claim and notes. Raises BundleError.

    A claim file stands for its folder, because its notes lie beside it.
    """
    if path.is_dir():
        return read_folder(path)
    if is_claim(path):
        return read_folder(path.parent)
    if path.suffix.lower() != ".json":
        raise BundleError(
            str(path),
            "file",
            "expected a .json bundle or a folder with claim.json or claim.csv and notes; to code "
            "a note alone use `chartaudit code`",
        )
    return read_native(path)


def _below(folder: Path, depth: int, above: frozenset[Path]) -> list[Path]:
    if claim_files(folder):
        return [folder]
    above |= {folder.resolve()}
    inside = sorted(p for p in folder.iterdir() if not _hidden(p))
    files = [p for p in inside if p.suffix.lower() == ".json" and p.is_file()]
    found = list(files)
    for inner in (p for p in inside if p.is_dir()):
        # A link back to a folder above would give every bundle again.
        if depth == 0 or inner.resolve() in above:
            continue
        # Beside JSON bundles a folder with notes alone holds the documents that they name.
        if files and not _claims_below(inner):
            continue
        found.extend(_below(inner, depth - 1, above))
    if found and not files and note_files(folder):
        return [folder, *found]
    return sorted(found) or [folder]


def _claims_below(folder: Path) -> bool:
    return any(is_claim(p) or p.suffix.lower() == ".json" for p in folder.rglob("*"))


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "_"))
