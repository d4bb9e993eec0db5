"""The rule checks, one small module each, in one folder a family."""

from agent.rules.base import Rule
from agent.rules.registry import all_rules, rule_named

__all__ = ["Rule", "all_rules", "rule_named"]
