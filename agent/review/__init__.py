"""A model's review: what it says of findings that are fixed, and what it raises besides."""
