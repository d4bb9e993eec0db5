"""EDT: edits of the claim: age, sex, and pointers from lines to diagnoses."""
