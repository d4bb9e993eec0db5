"""An endpoint over real HTTP that plays a script, and the chart that it is asked about."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from agent import AuditReport, ChartBundle
from agent.model import Limits

NOTE = """\
Chief complaint: follow-up.
History: her mother had breast cancer.
Zebrawood Clinic visit. No chest pain today.

Assessment:
1. Essential hypertension, stable on lisinopril.
2. Pain in right knee since the spring.
3. Possible rheumatoid arthritis.
"""

#: What the coder asks of a short note: to read it, and to assign codes.
QUESTIONS = 2
#: And with the review of its findings, as the command line has it.
QUESTIONS_WITH_REVIEW = QUESTIONS + 1

#: Short waits, so that a fault costs a test milliseconds.
LIMITS = Limits(timeout=5.0, deadline=10.0, attempts=3, first_wait=0.01)


@dataclass(frozen=True)
class Asked:
    """A request as the endpoint saw it."""

    body: dict[str, Any]
    authorization: str
    idempotency_key: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """All that the model was told."""
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def assigning(self) -> bool:
        """Whether the question is which codes; else it is which conditions."""
        return '{"choices"' in self.text

    @property
    def reviewing(self) -> bool:
        """Whether the question is what to make of findings."""
        return '{"verdicts"' in self.text

    def findings(self) -> dict[int, tuple[int, str]]:
        """The findings under review: number to line and words of the first quote, or 0 and none."""
        found = {}
        for block in re.split(r"^(?=Finding \d+: )|^Categories:$", self.text, flags=re.MULTILINE):
            head = re.match(r"Finding (\d+): ", block)
            if head:
                quoted = re.search(r'^Quotes: line (\d+), "([^"\n]*)"', block, re.MULTILINE)
                found[int(head[1])] = (int(quoted[1]), quoted[2]) if quoted else (0, "")
        return found

    def asked_about(self) -> dict[int, tuple[str, dict[str, int]]]:
        """The statements in question: number to quote, and codes to their numbers."""
        found = {}
        for block in re.split(r"^(?=Statement \d+: )|^Rules:$", self.text, flags=re.MULTILINE):
            head = re.match(r'Statement (\d+): line \d+, "(.*)"', block)
            if head:
                offered = re.findall(r"^(\d+)\. (\S+) ", block, re.MULTILINE)
                found[int(head[1])] = (head[2], {code: int(n) for n, code in offered})
        return found

    def rules(self) -> list[str]:
        """The ids of the rules that the question lists."""
        return re.findall(r"^(OCG:\S+) ", self.text.partition("\nRules:\n")[2], re.MULTILINE)

    def line_of(self, words: str) -> int:
        """The number of the first line of the note that holds the words."""
        found = re.search(rf"^(\d+)\| .*{re.escape(words)}", self.text, re.MULTILINE)
        assert found, "no line holds the words"
        return int(found[1])


@dataclass(frozen=True)
class Reply:
    """What the endpoint sends back, after `delay` seconds.

    Status 0 closes the connection without a word. `drip` is the pause in seconds between two bytes
    of the body; `torn` closes the connection in the middle of it. `raw` is sent as it is in the
    place of all else, dripping too, and the connection closed.
    """

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    torn: bool = False
    raw: bytes = b""


Turn = Reply | Callable[[Asked], Reply]


def completion(content: str | None, finish: str = "stop") -> Reply:
    """A well-formed chat completion with that content, billed at 100 and 10 tokens."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content},
    }
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return Reply(
        body=json.dumps(
            {
                "id": "c",
                "object": "chat.completion",
                "created": 0,
                "model": "scripted",
                "choices": [choice],
                "usage": usage,
            }
        )
    )


def statements(*wanted: dict[str, Any]) -> Reply:
    """A reading of exactly these statements."""
    return completion(json.dumps({"statements": wanted}))


def choices(*wanted: dict[str, Any]) -> Reply:
    """An assignment of exactly these choices."""
    return completion(json.dumps({"choices": wanted}))


def verdicts(*wanted: dict[str, Any], raised: Sequence[dict[str, Any]] = ()) -> Reply:
    """A review of exactly these verdicts, and these findings raised."""
    return completion(json.dumps({"verdicts": wanted, "raised": raised}))


def verdict(number: int, said: str, line: int = 0, quote: str = "") -> dict[str, Any]:
    """One verdict on the finding of that number."""
    return {"finding": number, "verdict": said, "line": line, "quote": quote}


def agreeing(asked: Asked) -> Reply:
    """A model that agrees with findings that quote the chart, and leaves the others open."""
    return verdicts(
        *(
            verdict(number, "agree" if quote else "cannot_tell", line, quote)
            for number, (line, quote) in asked.findings().items()
        )
    )


def choosing(*wanted: tuple[str, str, str | None]) -> Callable[[Asked], Reply]:
    """A model that answers rightly: each quote on its line, each code by its number."""

    def answer(asked: Asked) -> Reply:
        if asked.reviewing:
            return agreeing(asked)
        if asked.assigning:
            codes = {quote: code for quote, _, code in wanted}
            about = asked.asked_about().values()
            return choices(*(choice(asked, quote, codes.get(quote)) for quote, _ in about))
        return statements(*(statement(asked, *one) for one in wanted if one[0] in asked.text))

    return answer


def statement(
    asked: Asked, quote: str, assertion: str, code: str | None = None, **fields: object
) -> dict[str, Any]:
    """One right statement, to be sent or to be spoiled first. The code belongs to a later step."""
    return {
        "line": asked.line_of(quote),
        "quote": quote,
        "assertion": assertion,
        "side": "none",
        "acuity": "none",
        "encounter": "none",
        "reportable": True,
        **fields,
    }


def choice(asked: Asked, quote: str, code: str | None, **fields: object) -> dict[str, Any]:
    """The right choice for the statement of that quote; "none" where the code is not offered."""
    about = asked.asked_about()
    number = next(n for n, (words, _) in about.items() if words == quote)
    candidate: int | str = about[number][1].get(code or "", "none")
    return {
        "statement": number,
        "candidate": candidate,
        "search_for": "",
        "rules": asked.rules()[:1] if candidate != "none" else [],
        **fields,
    }


@dataclass
class Endpoint:
    """Where the script plays, and what was asked of it."""

    url: str
    asked: list[Asked]


@contextmanager
def scripted(*turns: Turn) -> Iterator[Endpoint]:
    """An endpoint that plays the turns in order, and the last one for ever after."""
    asked: list[Asked] = []
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            keys = (self.headers.get(h, "") for h in ("Authorization", "Idempotency-Key"))
            asked.append(Asked(body, *keys))
            turn = turns[min(len(asked), len(turns)) - 1]
            reply = turn if isinstance(turn, Reply) else turn(asked[-1])
            closing.wait(reply.delay)
            if not reply.status:
                self.close_connection = True
                return
            if reply.raw:
                self.close_connection = True
                self.send_slowly(reply.raw, reply.drip)
                return
            content = reply.body.encode("utf-8", "surrogateescape")
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.torn:
                self.wfile.write(content[: len(content) // 2])
                self.close_connection = True
                return
            self.send_slowly(content, reply.drip)

        def send_slowly(self, content: bytes, pause: float) -> None:
            """All at once where there is to be no pause between two bytes."""
            if not pause:
                self.wfile.write(content)
                return
            for byte in content:
                if closing.wait(pause):
                    return
                self.wfile.write(bytes([byte]))

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output to the test's own."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that gave up waiting is part of the script."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", asked)
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def bundle(note: str = NOTE, setting: str = "professional", *codes: str) -> ChartBundle:
    """A chart with one note, and a claim with the codes."""
    return ChartBundle.model_validate(
        {
            "bundle_id": "scripted",
            "patient": {"age": 58, "sex": "female"},
            "encounter": {"setting": setting, "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": note}],
            "claim": {"diagnoses": list(codes)},
        }
    )


def untimed(report: AuditReport) -> AuditReport:
    """The report without how long the model took, which no two runs share."""
    assert report.model is not None
    return report.model_copy(update={"model": report.model.model_copy(update={"seconds": 0.0})})
