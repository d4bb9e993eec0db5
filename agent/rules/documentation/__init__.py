"""DOC: documentation that is missing or too vague to code from."""
