"""The prompts: Jinja2 templates, one file a step."""
