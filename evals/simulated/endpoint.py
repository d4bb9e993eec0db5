"""The simulated model's endpoint: real HTTP on this machine, one chat completion a request."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from evals.simulated.answers import Answering


class Endpoint:
    """Where the model is asked, and about which case it answers at present."""

    url: str = ""
    answering: Answering | None = None
    fault: BaseException | None = None

    def reply(self, request: bytes) -> bytes:
        """The body of the completion that answers the body of a request."""
        content = self.answering.reply(json.loads(request)) if self.answering else ""
        message = {"role": "assistant", "content": content}
        return json.dumps(
            {
                "id": "simulated",
                "object": "chat.completion",
                "created": 0,
                "model": "simulated",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            }
        ).encode()


@contextmanager
def simulated_endpoint() -> Iterator[Endpoint]:
    """An endpoint that listens while the block runs."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = endpoint.reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing of a request is printed."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A fault of ours must not pass for one of the model's."""
            endpoint.fault = sys.exc_info()[1]

    with Server(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield endpoint
        finally:
            server.shutdown()
            serving.join()
        if endpoint.fault is not None:
            raise endpoint.fault
