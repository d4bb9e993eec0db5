"""Mentions to proposed codes: the offline coder and the model coder, behind one protocol."""

from agent.coding.offline import OfflineCoder

__all__ = ["OfflineCoder"]
