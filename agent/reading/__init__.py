"""Documentation to mentions: sections, sentences, terms, assertion, side and site."""

from agent.reading.reader import read

__all__ = ["read"]
