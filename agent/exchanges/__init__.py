"""Record and replay: what a model has answered once is not asked again, and can be replayed.

An exchange is one request and its complete answer, found again by what was asked. The model client
passes every request through its recorder; without one nothing is kept.
"""

from agent.exchanges.opening import Keeping
from agent.exchanges.recorded import NotRecorded, RecordedExchange
from agent.exchanges.recorder import Recorder

__all__ = ["Keeping", "NotRecorded", "RecordedExchange", "Recorder"]
