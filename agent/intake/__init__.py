"""Files to chart bundles: native JSON, and a folder with a claim and notes."""

from agent.intake.locate import find_bundles, read_bundle
from agent.intake.text import read_text

__all__ = ["find_bundles", "read_bundle", "read_text"]
