"""De-identification of what is sent to a model, by surrogates of equal length."""

from agent.deidentify.endpoint import is_local
from agent.deidentify.shared import Shared, as_received, deidentified, holds_identifier
from agent.deidentify.sharing import Sharing

__all__ = ["Shared", "Sharing", "as_received", "deidentified", "holds_identifier", "is_local"]
