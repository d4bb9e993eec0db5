"""The one exception tree of the product. Messages are for a person, and hold no chart text."""

from __future__ import annotations


class ChartauditError(Exception):
    """Base of every error that the product raises on purpose.

    `exit_code` is what the command line returns when the error reaches it.
    """

    exit_code = 70


class BundleError(ChartauditError):
    """A chart bundle was refused.

    The message names the file, the field, what was expected and the remedy; it never repeats
    what the field contained, because that may be chart text.
    """

    exit_code = 2

    def __init__(self, source: str, field: str, expected: str) -> None:
        self.source = source
        self.field = field
        self.expected = expected
        super().__init__(f"{source}: {field}: {expected}")


class UsageError(ChartauditError):
    """The command line or the configuration asks for what cannot be done."""

    exit_code = 2


class ModelUnavailable(ChartauditError):
    """The model endpoint gave no usable answer; the audit goes on offline and says so."""
