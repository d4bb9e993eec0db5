"""DOC: documentation that is missing, conflicting, of another hand or date, or too vague."""
