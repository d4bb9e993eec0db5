"""POA: whether each diagnosis of a stay was present on admission, as reported and as documented."""
