"""Findings' prose that is not the rule's own: provider queries, drafted from templates."""

from agent.drafting.query import draft

__all__ = ["draft"]
