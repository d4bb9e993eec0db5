"""The rule checks, one small module each, in one folder a family."""

from agent.rules.base import Rule
from agent.rules.needs import Need
from agent.rules.registry import all_rules, rule_named
from agent.rules.rule_set import RuleSet, as_set, rule_set

__all__ = ["Need", "Rule", "RuleSet", "all_rules", "as_set", "rule_named", "rule_set"]
