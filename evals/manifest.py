"""What a run rests on, pinned: data, settings, releases, rules, prompts, code."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import agent
import catalog as catalog_package
import evals
import prompts
from agent.rules import Rule
from catalog import Catalog
from catalog.library.installed import Installed
from evals.contracts import GoldCase, Manifest, RunConfig
from evals.goldsets import GoldSet, standing

#: What does not decide the predictions, or stands in the manifest under another name.
_UNPINNED = {"digest", "goldset", "split", "git_commit", "started"}
_STAGES = ("reading", "coding", "drafting", "review", "rules")


def manifest_of(
    goldset: GoldSet, config: RunConfig, catalog: Catalog, rules: Sequence[Rule]
) -> Manifest:
    """The manifest of a run that begins now."""
    codes = standing(goldset.cases, catalog)
    manifest = Manifest(
        goldset=goldset.name,
        split=goldset.split,
        data_sha256=data_sha256(goldset.cases),
        cases=len(goldset.cases),
        refused=(*goldset.refused, *codes.outside),
        gold_codes=codes.counts,
        config=config,
        releases=_releases(goldset.cases, config, catalog),
        rules={rule.id: _as_run(rule) for rule in rules},
        profile_sha256=_profile_sha256(config.profile),
        prompts=_prompts() if config.coder == "model" else {},
        tool_version=version("chartaudit"),
        code_sha256=_code_sha256(),
        git_commit=_git_commit(),
        digest="",
        started=datetime.now(UTC).replace(microsecond=0),
    )
    return manifest.model_copy(update={"digest": _digest(manifest)})


def differences(one: Manifest, other: Manifest) -> list[str]:
    """The names of what two manifests pin differently, settings by their own names."""
    found = []
    for name in Manifest.model_fields:
        ours, theirs = getattr(one, name), getattr(other, name)
        if name in _UNPINNED or ours == theirs:
            continue
        if isinstance(ours, RunConfig):
            found += [
                f"config.{key}"
                for key in RunConfig.model_fields
                if getattr(ours, key) != getattr(theirs, key)
            ]
        else:
            found.append(name)
    return found


def data_sha256(cases: Iterable[GoldCase]) -> str:
    """Of the cases as read, in order."""
    digest = hashlib.sha256()
    for case in cases:
        digest.update(case.model_dump_json().encode() + b"\n")
    return digest.hexdigest()


def _digest(manifest: Manifest) -> str:
    pinned = json.dumps(manifest.model_dump(mode="json", exclude=_UNPINNED), sort_keys=True)
    return hashlib.sha256(pinned.encode()).hexdigest()


def _releases(cases: Iterable[GoldCase], config: RunConfig, catalog: Catalog) -> dict[str, str]:
    """Every dated source that some case's date calls for."""
    found = {catalog.editor.name: catalog.editor.sha256}
    for day in sorted({case.bundle.encounter.date_of_service for case in cases}):
        tabular = catalog.tabular_on(day).release
        found[tabular.name] = tabular.sha256
        index: Installed | None = catalog.releases.in_reach("index", day) if config.index else None
        if index is not None:
            found[index.name] = index.sha256
    return found


def _as_run(rule: Rule) -> str:
    """The rule's version, with the severity that a configuration has set."""
    set_severity = f", {rule.set_severity.value}" if rule.set_severity else ""
    return rule.version() + set_severity


def _prompts() -> dict[str, str]:
    folder = Path(prompts.__file__).parent
    return {path.stem: prompts.load(path.stem).sha256 for path in sorted(folder.glob("*.j2"))}


def _profile_sha256(name: str | None) -> str | None:
    """Of the profile's content, so that one fitted again under the same name is another."""
    if name is None:
        return None
    from agent.coding.profile import load_profile

    return hashlib.sha256(load_profile(name).model_dump_json().encode()).hexdigest()


def _code_sha256() -> str:
    """Of all that turns a case into a prediction: code and data files, not the command line."""
    product, data = Path(agent.__file__).parent, Path(catalog_package.__file__).parent
    files = [
        *product.glob("*.py"),
        *(path for stage in _STAGES for path in (product / stage).rglob("*")),
        *data.rglob("*"),
        Path(evals.__file__).parent / "prediction.py",
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.suffix in {".py", ".yaml", ".j2"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _git_commit() -> str | None:
    """The commit of the checkout, marked where files were changed since; None outside one."""
    root = Path(agent.__file__).parent.parent
    if not (root / ".git").exists():
        return None
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty=+changes", "--exclude=*"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip()
