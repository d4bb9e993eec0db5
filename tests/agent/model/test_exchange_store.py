"""The store of exchanges: what is the same request, what lies on disk, and what survives."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replaying import command_line, commanded
from scripted_endpoint import (
    LIMITS,
    NOTE,
    QUESTIONS,
    QUESTIONS_WITH_REVIEW,
    Asked,
    Reply,
    bundle,
    choosing,
    completion,
    scripted,
)

from agent import AuditReport, audit
from agent.coding.answer import reading_form
from agent.coding.model_coder import ModelCoder
from agent.coding.numbered import lines_of
from agent.errors import UsageError
from agent.exchanges import Keeping, RecordedExchange
from agent.exchanges.export import FILE_NAME as RECORDED
from agent.exchanges.export import Recording
from agent.exchanges.key import key_of
from agent.exchanges.store import FILE_NAME as STORED
from agent.exchanges.store import ExchangeStore
from agent.model import ModelClient
from agent.transport.endpoint import Endpoint
from catalog import Catalog

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
EMPTY = completion('{"statements": []}')
SECRET = "Zebrawood Clinic"


@pytest.fixture
def store() -> Path:
    """The store's file, wherever this test keeps it."""
    return Path(os.environ["CHARTAUDIT_EXCHANGES"]) / STORED


@pytest.fixture
def told() -> list[str]:
    """What the store told a person."""
    return []


@pytest.fixture
def encryption(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Sets a fresh key each time it is called."""
    pytest.importorskip("cryptography")
    from agent.exchanges.cipher import new_key

    def set_key() -> str:
        key = new_key()
        monkeypatch.setenv("CHARTAUDIT_STORE_KEY", key)
        return key

    return set_key


def audited(catalog: Catalog, url: str, told: list[str]) -> AuditReport:
    recorder = Keeping().recorder(told.append)
    assert recorder is not None
    with closing(recorder):
        coder = ModelCoder.connect("scripted", url, limits=LIMITS, recorder=recorder)
        return audit(bundle(), catalog=catalog, coder=coder)


def exchange(words: str = NOTE) -> RecordedExchange:
    return RecordedExchange("http://host/v1", {"messages": words}, {"choices": [words]}, {})


def on_disk(store: Path) -> bytes:
    return b"".join(path.read_bytes() for path in store.parent.iterdir())


def asked_with(endpoint: Endpoint, words: str, characters: int = 500) -> None:
    with ModelClient.at(endpoint) as client:
        messages = [{"role": "user", "content": words}]
        client.ask(messages, reading_form(lines_of("-" * characters)), until=time.monotonic() + 5)


@pytest.mark.parametrize("changed", ["prompt", "schema", "parameter", "model"])
def test_a_change_of_what_is_asked_misses_the_store(changed: str, told: list[str]) -> None:
    with scripted(EMPTY) as served:
        recorder = Keeping().recorder(told.append)
        limits = LIMITS if changed != "parameter" else replace(LIMITS, answer_tokens=77)
        model = "scripted" if changed != "model" else "another"
        asked_with(Endpoint("scripted", served.url, LIMITS, recorder=recorder), "words")
        asked_with(Endpoint("scripted", served.url, LIMITS, recorder=recorder), "words")
        assert len(served.asked) == 1
        asked_with(
            Endpoint(model, served.url, limits, recorder=recorder),
            "other words" if changed == "prompt" else "words",
            90_000 if changed == "schema" else 500,
        )
        assert len(served.asked) == 2


def test_another_endpoint_is_asked_though_its_model_has_the_same_name(told: list[str]) -> None:
    with scripted(EMPTY) as one, scripted(EMPTY) as other:
        recorder = Keeping().recorder(told.append)
        for url in (one.url, other.url):
            asked_with(Endpoint("scripted", url, LIMITS, recorder=recorder), "words")
        assert (len(one.asked), len(other.asked)) == (1, 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_values), st.dictionaries(st.text(), json_values))
def test_an_exchange_is_read_as_it_was_written(
    request: dict[str, object], response: dict[str, object]
) -> None:
    written = RecordedExchange("http://host/v1", request, response, {"calls": 2, "seconds": 0.1})
    read = RecordedExchange.from_json(written.to_json())
    assert read == written
    assert read.key == key_of(dict(reversed(request.items())))


def test_an_encrypted_store_holds_no_word_of_the_chart_and_answers_all_the_same(
    catalog: Catalog, store: Path, told: list[str], encryption: Callable[[], str]
) -> None:
    encryption()
    with scripted(RIGHT) as endpoint:
        first = audited(catalog, endpoint.url, told)
        assert audited(catalog, endpoint.url, told) == first
        assert len(endpoint.asked) == QUESTIONS
    content = on_disk(store)
    assert content
    assert [line for line in NOTE.split("\n") if line and line.encode() in content] == []
    assert b"hypertension" not in content


def test_a_key_that_is_set_later_encrypts_what_is_there(
    catalog: Catalog, store: Path, told: list[str], encryption: Callable[[], str]
) -> None:
    with scripted(RIGHT) as endpoint:
        first = audited(catalog, endpoint.url, told)
        assert SECRET.encode() in on_disk(store)
        encryption()
        assert audited(catalog, endpoint.url, told) == first
        assert len(endpoint.asked) == QUESTIONS
    assert SECRET.encode() not in on_disk(store)


@pytest.mark.parametrize("another", [True, False], ids=["another key", "no key"])
def test_an_encrypted_store_is_not_used_without_its_key(
    another: bool,
    store: Path,
    told: list[str],
    encryption: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encryption()
    ExchangeStore(store, told.append).close()
    if another:
        encryption()
    else:
        monkeypatch.delenv("CHARTAUDIT_STORE_KEY")
    with pytest.raises(UsageError, match="is encrypted"):
        ExchangeStore(store, told.append)


def test_a_key_that_is_none_is_refused_and_not_repeated(
    store: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography")
    monkeypatch.setenv("CHARTAUDIT_STORE_KEY", "swordfish")
    with pytest.raises(UsageError, match="chartaudit exchanges key") as caught:
        ExchangeStore(store, told.append)
    assert "swordfish" not in str(caught.value)


def test_a_key_without_the_package_that_encrypts_is_refused_with_the_remedy(
    store: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTAUDIT_STORE_KEY", "any")
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UsageError, match=r"pip install 'chartaudit\[encryption\]'"):
        ExchangeStore(store, told.append)
    assert not store.exists()


@pytest.mark.parametrize(
    "damage",
    [b"not a database at all" * 100, b"SQLite format 3\0" + bytes(2000)],
    ids=["no database", "a torn one"],
)
def test_a_damaged_store_is_set_aside_and_told(
    damage: bytes, catalog: Catalog, store: Path, told: list[str]
) -> None:
    store.parent.mkdir(parents=True)
    store.write_bytes(damage)
    with scripted(RIGHT) as endpoint:
        report = audited(catalog, endpoint.url, told)
    assert report.coder == "model"
    assert store.with_name(f"{STORED}.damaged-1").read_bytes() == damage
    assert [message for message in told if "was damaged" in message] == told
    assert len(told) == 1


def test_a_store_that_is_damaged_while_in_use_is_set_aside_and_the_run_goes_on(
    store: Path, told: list[str]
) -> None:
    kept = ExchangeStore(store, told.append)
    for number in range(50):
        kept.put(exchange(f"{number}" * 500))
    kept.close()
    kept = ExchangeStore(store, told.append)
    with store.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (store.stat().st_size - 4096))
    assert kept.get(exchange("1" * 500).key, "http://host/v1") is None
    assert kept.put(exchange()) == exchange()
    assert kept.get(exchange().key, "http://host/v1") == exchange()
    kept.close()
    assert len(told) == 1
    assert "set aside" in told[0]


def test_an_exchange_that_was_altered_on_disk_is_left_out_and_told(
    store: Path, told: list[str]
) -> None:
    with closing(ExchangeStore(store, told.append)) as kept:
        kept.put(exchange())
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute(
            "UPDATE exchange SET body = CAST(replace(body, 'Zebra', 'Cobra') AS BLOB)"
        )
    with closing(ExchangeStore(store, told.append)) as kept:
        assert kept.get(exchange().key, "http://host/v1") is None
    assert told == [f"{store}: one exchange was damaged and is left out"]


def test_a_folder_that_cannot_be_written_is_refused_with_the_remedy(
    store: Path, told: list[str]
) -> None:
    store.parent.parent.mkdir(exist_ok=True)
    store.parent.write_text("a file where the folder should be")
    with pytest.raises(UsageError, match="CHARTAUDIT_EXCHANGES"):
        ExchangeStore(store, told.append)


def test_what_the_disk_does_not_take_is_told_and_the_run_goes_on(
    store: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.exchanges.store._PATIENCE", 0.1)
    with closing(ExchangeStore(store, told.append)) as kept:
        with closing(sqlite3.connect(store, isolation_level=None)) as busy:
            busy.execute("BEGIN IMMEDIATE")
            assert kept.put(exchange()) == exchange()
        assert len(kept) == 0
        kept.put(exchange())
        assert len(kept) == 1
    assert len(told) == 1
    assert "this answer is not kept" in told[0]


def test_of_two_answers_to_one_request_the_first_counts_for_both(
    store: Path, told: list[str]
) -> None:
    first, second = exchange(), replace(exchange(), response={"choices": ["otherwise"]})
    with (
        closing(ExchangeStore(store, told.append)) as one,
        closing(ExchangeStore(store, told.append)) as other,
    ):
        assert one.put(first) == first
        assert other.put(second) == first


def test_two_processes_at_once_share_a_store_and_pay_for_each_answer_once(
    tmp_path: Path, store: Path, told: list[str]
) -> None:
    def slow(asked: Asked) -> Reply:
        return replace(RIGHT(asked), delay=0.3)

    for number in range(6):
        path = tmp_path / "charts" / f"{number}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(bundle(f"{NOTE}\nVisit {number}.\n").model_dump_json())
    with scripted(slow) as endpoint:
        command = command_line("audit", path.parent, "--format", "json", url=endpoint.url)
        both = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True) for _ in range(2)]
        outputs = [running.communicate(timeout=120) for running in both]
    assert [running.returncode for running in both] == [0, 0]
    assert outputs[0][0] == outputs[1][0]
    assert len(endpoint.asked) == 6 * QUESTIONS_WITH_REVIEW
    with closing(ExchangeStore(store, told.append)) as kept:
        assert len(kept) == 6 * QUESTIONS_WITH_REVIEW
    assert told == []


def test_a_claim_is_held_against_others_until_it_is_given_up_or_its_time_is_up(
    store: Path, told: list[str]
) -> None:
    with (
        closing(ExchangeStore(store, told.append)) as one,
        closing(ExchangeStore(store, told.append)) as other,
    ):
        assert one.claim("key", "http://host/v1", 60.0)
        assert not other.claim("key", "http://host/v1", 60.0)
        assert other.claim("key", "http://elsewhere/v1", 60.0)
        one.release("key", "http://host/v1")
        assert other.claim("key", "http://host/v1", 0.0)
        time.sleep(0.01)
        assert one.claim("key", "http://host/v1", 60.0)
    assert told == []


def test_what_a_killed_process_had_claimed_is_taken_over_at_once(
    store: Path, told: list[str]
) -> None:
    claiming = (
        "import os, sys; from pathlib import Path; from agent.exchanges.store import ExchangeStore;"
        "assert ExchangeStore(Path(sys.argv[1]), print).claim('key', 'http://host/v1', 600.0);"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", claiming, str(store)], check=True)
    with closing(ExchangeStore(store, told.append)) as kept:
        assert kept.claim("key", "http://host/v1", 60.0)


def test_a_request_whose_first_asker_fails_is_asked_by_the_one_that_waited(
    catalog: Catalog, store: Path, told: list[str]
) -> None:
    with closing(ExchangeStore(store, told.append)) as another, scripted(RIGHT) as endpoint:
        audited(catalog, endpoint.url, told)
        keys = [key_of(asked.body) for asked in endpoint.asked]
        with closing(sqlite3.connect(store)) as emptied:
            emptied.execute("DELETE FROM exchange")
            emptied.commit()
        assert another.claim(keys[0], endpoint.url, 60.0)
        threading.Timer(0.5, another.release, (keys[0], endpoint.url)).start()
        before = time.monotonic()
        assert audited(catalog, endpoint.url, told).coder == "model"
        assert time.monotonic() - before >= 0.5
        assert len(endpoint.asked) == 2 * QUESTIONS


def _kept(store: Path) -> int:
    """How many exchanges are in the store at the moment."""
    with closing(ExchangeStore(store, print)) as opened:
        return len(opened)


def test_a_run_that_is_killed_keeps_what_was_answered(tmp_path: Path, store: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.json").write_text(
            bundle(f"{NOTE}\nVisit {number}.\n").model_dump_json()
        )

    def silent_about_the_second(asked: Asked) -> Reply:
        return Reply(delay=60.0) if "Visit 1" in asked.text else RIGHT(asked)

    charts = [tmp_path / f"{number}.json" for number in range(2)]
    with scripted(*[silent_about_the_second] * (QUESTIONS_WITH_REVIEW + 1), RIGHT) as endpoint:
        running = subprocess.Popen(
            command_line("audit", *charts, url=endpoint.url), stdout=-1, stderr=-1
        )
        before = QUESTIONS_WITH_REVIEW + 1
        _wait_for(lambda: len(endpoint.asked) == before and _kept(store) == before - 1)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        done = commanded("audit", *charts, "--format", "json", url=endpoint.url)
        assert done.returncode == 0
        about_the_first = ["Visit 0" in asked.text for asked in endpoint.asked]
        assert sum(about_the_first) == sum(about_the_first[:before]) == QUESTIONS_WITH_REVIEW
        assert len(endpoint.asked) == before + QUESTIONS_WITH_REVIEW


def test_a_recording_goes_on_behind_a_line_that_was_cut_off(tmp_path: Path) -> None:
    recording = Recording(tmp_path)
    recording.put(exchange("first"))
    with (tmp_path / RECORDED).open("a") as stream:
        stream.write('{"endpoint": "http')
    recording = Recording(tmp_path)
    assert len(recording) == 1
    recording.put(exchange("second"))
    assert len(Recording(tmp_path)) == 2


def test_a_damaged_line_of_a_recording_is_named_and_not_repeated(tmp_path: Path) -> None:
    Recording(tmp_path).put(exchange())
    with (tmp_path / RECORDED).open("a") as stream:
        stream.write('{"endpoint": "Zebrawood"}\n')
    with pytest.raises(UsageError, match="line 2 is not a recorded exchange") as caught:
        Recording(tmp_path)
    assert "Zebrawood" not in str(caught.value)


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it did not come to that in 60 seconds")


def test_a_recording_under_a_key_holds_no_word_of_the_chart_and_is_read_all_the_same(
    tmp_path: Path, encryption: Callable[[], str]
) -> None:
    Recording(tmp_path).put(exchange("in clear"))
    encryption()
    kept = exchange(NOTE)
    Recording(tmp_path).put(kept)
    in_clear, sealed = (tmp_path / RECORDED).read_bytes().splitlines()
    assert b"in clear" in in_clear
    assert b"hypertension" not in sealed
    assert SECRET.encode() not in sealed
    opened = Recording(tmp_path)
    assert (len(opened), opened.get(kept.key, kept.endpoint)) == (2, kept)


@pytest.mark.parametrize("another", [True, False], ids=["another key", "no key"])
def test_an_encrypted_recording_is_not_read_without_its_key(
    tmp_path: Path, another: bool, encryption: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    encryption()
    Recording(tmp_path).put(exchange())
    if another:
        encryption()
    else:
        monkeypatch.delenv("CHARTAUDIT_STORE_KEY")
    with pytest.raises(UsageError, match="is encrypted"):
        Recording(tmp_path)


def test_a_run_that_was_recorded_under_a_key_is_replayed_byte_for_byte(
    tmp_path: Path, encryption: Callable[[], str]
) -> None:
    encryption()
    chart, recording = tmp_path / "chart.json", tmp_path / "kept"
    chart.write_text(bundle().model_dump_json())
    with scripted(RIGHT) as endpoint:
        told = ("audit", chart, "--format", "json", "--no-store")
        first = commanded(*told, "--record", recording, url=endpoint.url)
        asked = len(endpoint.asked)
        again = commanded(*told, "--replay", recording, url=endpoint.url)
        assert len(endpoint.asked) == asked == QUESTIONS_WITH_REVIEW
    assert again.stdout == first.stdout != ""
    assert SECRET.encode() not in (recording / RECORDED).read_bytes()


def test_several_writers_of_one_recording_lose_nothing_and_agree_on_the_first_answer(
    tmp_path: Path,
) -> None:
    one, other = Recording(tmp_path), Recording(tmp_path)
    first = one.put(exchange("asked by both"))
    assert other.put(replace(first, response={"choices": ["another answer"]})) == first
    other.put(exchange("asked by the other"))
    one.put(exchange("asked by the one"))
    assert len(Recording(tmp_path)) == 3
