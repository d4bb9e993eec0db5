"""Seeded errors: clean bundles into which known miscodings are injected, each with its finding."""
