"""The command line. Commands load what they need when they run, so that look-ups start fast."""

from __future__ import annotations

import os
import sys

from agent.errors import ChartauditError

_FAULT = 70
#: What a shell reports for a program that a closed pipe ended.
_PIPE_CLOSED = 141


def main() -> None:
    """Run `chartaudit`. Leaves with the exit code: 0, 1 findings, 2 bad input, 70 fault."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone; leave nothing for the interpreter to flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = _PIPE_CLOSED
    sys.exit(code)


def _run() -> int:
    from agent.cli.app import app
    from agent.cli.messages import explain_fault, warn

    try:
        app(prog_name="chartaudit")
    except SystemExit as ended:
        # typer turns a closed pipe into exit code 1, which here means findings.
        if isinstance(ended.__context__, BrokenPipeError):
            return _PIPE_CLOSED
        return ended.code if isinstance(ended.code, int) else 0
    except ChartauditError as error:
        warn(str(error))
        return error.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last stop before the user: never a traceback
        warn(explain_fault(error))
        return _FAULT
    return 0
