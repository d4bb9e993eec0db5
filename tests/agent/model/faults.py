"""Every fault that an endpoint is made to commit, by what is to come of it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from scripted_endpoint import LIMITS, Reply, Turn, completion

from agent.model import Limits

#: A longer answer than the patience of the tests.
SLOW = 30.0
#: What an audit may take besides waiting for the endpoint, on a busy machine.
OWN_TIME = 8.0


def limits_for(fault: Turn) -> Limits:
    """Little patience with an endpoint that is to be slow, and enough with any other."""
    slow = isinstance(fault, Reply) and (fault.delay or fault.drip)
    return replace(LIMITS, timeout=0.8, deadline=6.0) if slow else LIMITS


def error(message: str = "", **more: object) -> str:
    """The body of an error that repeats words of the chart."""
    return json.dumps({"error": {"message": f"{message} Zebrawood Clinic", **more}})


def dated(**later: int) -> str:
    """A time from now, as headers have it."""
    return format_datetime(datetime.now(UTC) + timedelta(**later), usegmt=True)


def http(head: str, body: bytes = b"") -> bytes:
    """A response with a good status, word for word."""
    return f"HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n\r\n".encode() + body


_UNPACKS_TO_MUCH = gzip.compress(b" " * 50_000_000)

#: After these one more attempt is made, and gets the answer.
PASSING: dict[str, Turn] = {
    "request timeout": Reply(408, error()),
    "conflict": Reply(409, error()),
    "rate limit": Reply(429, error("rate limit reached")),
    "internal error": Reply(500, error()),
    "internal error in plain text": Reply(500, "upstream fell over"),
    "bad gateway": Reply(502, "<html>bad gateway</html>"),
    "unavailable": Reply(503, ""),
    "gateway timeout": Reply(504, ""),
    "overloaded": Reply(529, error("overloaded")),
    "retry after a second": Reply(429, error(), {"Retry-After": "1"}),
    "retry after milliseconds": Reply(429, error(), {"Retry-After-Ms": "20"}),
    "retry after a date gone by": Reply(503, error(), {"Retry-After": dated(hours=-1)}),
    "retry after nonsense": Reply(503, error(), {"Retry-After": "soon"}),
    "retry after less than nothing": Reply(503, error(), {"Retry-After": "-5"}),
    "retry after no number": Reply(503, error(), {"Retry-After": "nan"}),
    "closed without a word": Reply(0),
    "torn body": replace(completion("{}"), torn=True),
    "less than the length told": Reply(raw=http("Content-Length: 5000", b'{"choices": []}')),
    "chunks of no length": Reply(raw=http("Transfer-Encoding: chunked", b"zz\r\n{}\r\n")),
    "another protocol": Reply(raw=b"SSH-2.0-OpenSSH_9.6\r\n"),
    "no answer in time": Reply(delay=SLOW),
    "dripping head": Reply(raw=b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 500, drip=0.05),
    "going on to say that it is at work": Reply(
        raw=b"HTTP/1.1 102 Processing\r\n\r\n" * 20, drip=0.05
    ),
    "dripping body": Reply(body="{" + " " * 1000, drip=0.05),
    "rate limit told with a good status": Reply(body=error(code=429)),
    "failure told with a good status": Reply(body=error(code="server_error")),
    "body said to be compressed": Reply(body="{}", headers={"Content-Encoding": "gzip"}),
    "body that unpacks to fifty megabytes": Reply(
        raw=http(
            f"Content-Encoding: gzip\r\nContent-Length: {len(_UNPACKS_TO_MUCH)}", _UNPACKS_TO_MUCH
        )
    ),
    "body of fifty megabytes": Reply(body=" " * 50_000_000),
}

#: These last: with each the words by which the report says so.
LASTING: dict[str, tuple[Turn, str]] = {
    "bad request": (Reply(400, error()), "refused the request (HTTP 400)"),
    "wrong key": (Reply(401, error()), "refused the key (HTTP 401)"),
    "forbidden": (Reply(403, error()), "refused the key (HTTP 403)"),
    "no such model": (Reply(404, error()), "no such model or path"),
    "too large": (Reply(413, error()), "refused the request (HTTP 413)"),
    "moved for good": (Reply(301, "", {"Location": "http://127.0.0.1:9/"}), "HTTP 301"),
    "redirect": (Reply(307, "", {"Location": "http://127.0.0.1:9/"}), "HTTP 307"),
    "internal error": (Reply(500, error()), "failed (HTTP 500)"),
    "rate limit": (Reply(429, error()), "over its rate limit"),
    "retry after an hour": (Reply(429, error(), {"Retry-After": "3600"}), "over its rate limit"),
    "retry after a date to come": (
        Reply(429, error(), {"Retry-After": dated(hours=1)}),
        "over its rate limit",
    ),
    "spent credit": (Reply(429, error(code="insufficient_quota")), "no credit left"),
    "content filter": (Reply(400, error(code="content_filter")), "content filter"),
    "content filter in an answer": (completion("", "content_filter"), "content filter"),
    "context length": (
        Reply(400, error(code="context_length_exceeded")),
        "longer than the model reads",
    ),
    "context size, as llama.cpp tells": (
        Reply(400, error("the request exceeds the available context size")),
        "longer than the model reads",
    ),
    "no answer in time": (Reply(delay=SLOW), "timed out"),
    "dripping head": (
        Reply(raw=b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 500, drip=0.05),
        "timed out",
    ),
    "closed without a word": (Reply(0), "no connection"),
    "page instead of an answer": (Reply(body="<html>welcome</html>"), "not of the form"),
    "empty body": (Reply(body=""), "not of the form"),
    "list": (Reply(body="[]"), "not of the form"),
    "bottomless nesting": (Reply(body="[" * 100_000), "not of the form"),
    "more than the length told": (
        Reply(raw=http("Content-Length: 5", b'{"choices": []}')),
        "not of the form",
    ),
    "no choices": (Reply(body='{"choices": []}'), "not of the form"),
    "choices that are none": (Reply(body='{"choices": [7]}'), "not of the form"),
    "choices that are no number": (Reply(body='{"choices": NaN}'), "not of the form"),
    "null content": (completion(None), "not of the form"),
    "no number in an answer": (completion('{"statements": NaN}'), "not of the form"),
    "a name twice in an answer": (
        completion('{"statements": 1, "statements": 2}'),
        "not of the form",
    ),
    "bottomless nesting in an answer": (
        completion('{"statements": ' + "[" * 100_000),
        "not of the form",
    ),
    "cut answer": (completion('{"statements": [', "length"), "not of the form"),
    "bytes that are no text": (Reply(body='{"choices": "\udcff\udcfe"}'), "not of the form"),
}
