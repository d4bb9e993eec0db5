"""Rules that a site adds to the shipped ones: Python files and YAML packs of its own."""
