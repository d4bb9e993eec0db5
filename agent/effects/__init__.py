"""What the disputed codes of a claim carry, worked out once its findings are fixed."""

from agent.effects.carried import effects_of

__all__ = ["effects_of"]
