"""De-identification of what is sent to a model, by surrogates of equal length."""

from agent.deidentify.endpoint import is_local
from agent.deidentify.shared import Shared, as_received, deidentified

__all__ = ["Shared", "as_received", "deidentified", "is_local"]
