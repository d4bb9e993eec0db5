"""How fast and how small: each figure beside its limit or a named peer, in one run."""
