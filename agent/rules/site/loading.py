"""A site's files to rules: Python modules with rules, and YAML packs that declare them.

Python files are the user's own program: they run as any import does, with all the user may do.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from pydantic import ValidationError

from agent.errors import UsageError
from agent.rules.base import Rule
from agent.rules.registry import rule_named
from agent.rules.site.declared import rule_of
from agent.rules.site.schema import SitePack
from catalog.citations import Authority, rulebook
from catalog.data_files import load_yaml

_KINDS = {".py", ".yaml", ".yml"}
_STATED = ("id", "name", "category", "severity", "direction", "citations", "needs_quote")
#: Citations that are resolved for each encounter, not from a list.
_LOOKED_UP = ("TAB:", "IDX:", "EXT:", "NEO:", "DRUG:", "OCG:", "POL:")


def site_rules(places: Sequence[Path], *, python: bool = True) -> tuple[Rule, ...]:
    """The rules of the files, or of the folders of such files, each knowing the site's entries.

    Without `python` a Python file is refused: a configuration that merely lies in the folder one
    works in is not to start programs.
    Raises UsageError that names the file, the line or key, and the remedy.
    """
    rules: list[tuple[Path, Rule]] = []
    entries: dict[str, Authority] = {}
    for file in _files(places):
        if file.suffix == ".py" and not python:
            raise UsageError(
                f"{file}: is a program, which a configuration found in the folder may not start; "
                "name the configuration by --config FILE if you trust it"
            )
        made, brought = _pack(file) if file.suffix != ".py" else _module(file)
        rules += [(file, rule) for rule in made]
        for entry in brought:
            if entry.id in entries or entry.id in rulebook():
                raise UsageError(f"{file}: {entry.id} is entered twice; every id must be different")
            entries[entry.id] = entry
    _check(rules, entries)
    return tuple(rule.bringing(entries) for _, rule in rules)


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            found = sorted(p for p in place.iterdir() if p.suffix in _KINDS and p.is_file())
            if not found:
                raise UsageError(f"{place}: holds no .py or .yaml file with rules")
            yield from found
        elif not place.is_file():
            raise UsageError(f"{place}: is not there; rules.files names files or folders of rules")
        elif place.suffix not in _KINDS:
            raise UsageError(f"{place}: a file of rules ends in .py or .yaml")
        else:
            yield place


def _pack(file: Path) -> tuple[list[Rule], list[Authority]]:
    import yaml

    try:
        content = load_yaml(file)
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file}: cannot be read as UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        raise UsageError(f"{file}: {where}: not well-formed YAML") from None
    try:
        pack = SitePack.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        told = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{file}: {_place(content, first['loc'])}: {told}") from None
    entries = [
        Authority(
            id=entry.id,
            authority=pack.title,
            title=entry.title,
            section=entry.section,
            text=entry.text,
            effective_from=entry.effective_from,
            effective_to=entry.effective_to,
            release=f"{pack.pack}, from {entry.effective_from}",
            source=entry.source,
        )
        for entry in pack.authority
    ]
    return [rule_of(rule, pack.pack) for rule in pack.rules], entries


def _place(content: object, location: tuple[int | str, ...]) -> str:
    """The key as the user knows it: `rules.SITE03.age.least`, an entry of a list by its id."""
    words: list[str] = []
    for part in location:
        below = content[part] if _has(content, part) else None  # type: ignore[index]
        named = below.get("id") if isinstance(part, int) and isinstance(below, dict) else None
        words.append(str(named or part))
        content = below
    return ".".join(words) or "the pack"


def _has(content: object, part: int | str) -> bool:
    if isinstance(content, list):
        return isinstance(part, int) and part < len(content)
    return isinstance(content, dict) and part in content


def _module(file: Path) -> tuple[list[Rule], list[Authority]]:
    module = _imported(file)
    classes = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Rule)
        and value.__module__ == module.__name__
        and not inspect.isabstract(value)
    ]
    if not classes:
        raise UsageError(f"{file}: holds no class of agent.rules.Rule with a check")
    for one in classes:
        missing = [name for name in _STATED if not hasattr(one, name)]
        if missing:
            raise UsageError(f"{file}: {one.__name__}: states no {', '.join(missing)}")
        if not one.__doc__:
            raise UsageError(f"{file}: {one.__name__}: has no docstring, which is its manual page")
    brought = getattr(module, "AUTHORITY", ())
    if not all(isinstance(entry, Authority) for entry in brought):
        raise UsageError(f"{file}: AUTHORITY: expected catalog.citations.Authority entries")
    return [one() for one in classes], list(brought)


def _imported(file: Path) -> ModuleType:
    """The module, found again by its name where the rule's version is worked out."""
    name = f"chartaudit_site_{hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise UsageError(f"{file}: cannot be loaded as Python")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        del sys.modules[name]
        raise UsageError(f"{file}: line {error.lineno}: {error.msg}") from None
    except Exception as error:  # noqa: BLE001 - the user's own program may fail in any way
        del sys.modules[name]
        raise UsageError(f"{file}: line {_line_in(error, file)}: {error!r}") from None
    return module


def _line_in(error: BaseException, file: Path) -> int:
    """The last line of the file that the error passed."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _check(rules: Sequence[tuple[Path, Rule]], entries: dict[str, Authority]) -> None:
    """Ids must differ, and every citation must lead somewhere."""
    seen: set[str] = set()
    for file, rule in rules:
        if rule.id in seen or rule_named(rule.id) is not None:
            raise UsageError(f"{file}: {rule.id}: there is a rule of this id; choose another")
        seen.add(rule.id)
        for citation in rule.citations:
            if citation in entries or citation in rulebook() or citation.startswith(_LOOKED_UP):
                continue
            raise UsageError(
                f"{file}: {rule.id}: citations: {citation} leads nowhere; enter it under authority"
            )
