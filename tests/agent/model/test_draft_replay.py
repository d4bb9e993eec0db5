"""What a model said for findings is kept, found again, and replayed like all else it is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import Field, create_model
from replaying import EXAMPLES, commanded, stumbling
from scripted_endpoint import LIMITS, NOTE, Asked, Reply, bundle, scripted
from wording_model import wording

from agent import audit
from agent.drafting.drafts import Drafts
from agent.drafting.model_drafter import ModelDrafter
from agent.exchanges import Keeping
from agent.transport.endpoint import Endpoint
from catalog import Catalog
from prompts import Prompt


def answering(asked: Asked) -> Reply:
    """A model for every step; when it is asked to word findings it does."""
    return wording()(asked) if "Drafts" in json.dumps(asked.body) else stumbling(asked)


@pytest.mark.slow
def test_an_audit_that_a_model_worded_replays_byte_for_byte(tmp_path: Path) -> None:
    command = ("audit", EXAMPLES, "--draft", "--format", "json")
    folder = tmp_path / "recorded"
    with scripted(answering) as endpoint:
        first = commanded(*command, "--record", folder, url=endpoint.url)
    assert '"worded_by":"model"' in first.stdout.replace(": ", ":")
    from_store = commanded(*command, "--replay", url=endpoint.url)
    from_folder = commanded(
        *command, "--replay", folder, url=endpoint.url, CHARTAUDIT_EXCHANGES=str(tmp_path / "none")
    )
    assert from_store.stdout == first.stdout
    assert from_folder.stdout == first.stdout


def test_wording_that_is_not_on_record_is_named_and_nothing_is_sent(tmp_path: Path) -> None:
    chart = EXAMPLES / "low-back-strain"
    with scripted(answering) as endpoint:
        commanded("audit", chart, url=endpoint.url)
        asked = len(endpoint.asked)
        done = commanded("audit", chart, "--draft", "--replay", url=endpoint.url)
        assert len(endpoint.asked) == asked
    assert done.returncode == 2
    assert "step wording of findings: its answer is not recorded" in done.stderr


@pytest.mark.parametrize("changed", ["nothing", "prompt", "schema", "model", "parameter"])
def test_a_change_of_what_is_asked_for_wording_misses_the_store(
    changed: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = audit(bundle(NOTE, "professional", "M54.5"), catalog=catalog).findings
    with scripted(wording()) as endpoint:
        recorder = Keeping().recorder(lambda told: None)

        def worded(model: str = "scripted", answer_tokens: int = LIMITS.answer_tokens) -> None:
            limits = replace(LIMITS, answer_tokens=answer_tokens)
            asked = Endpoint(model, endpoint.url, limits, recorder=recorder)
            assert ModelDrafter(asked).draft(findings) is not None

        worded()
        before = len(endpoint.asked)
        if changed == "prompt":
            render = Prompt.render
            monkeypatch.setattr(
                Prompt, "render", lambda *a, **values: render(*a, **values) + " Briefly."
            )
        if changed == "schema":
            narrower = create_model("Drafts", __base__=Drafts, note=(str, Field(default="")))
            monkeypatch.setattr("agent.drafting.model_drafter.Drafts", narrower)
        worded(
            "another" if changed == "model" else "scripted",
            77 if changed == "parameter" else LIMITS.answer_tokens,
        )
        assert len(endpoint.asked) == before + (changed != "nothing")
