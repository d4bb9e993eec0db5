"""The Tabular List: its official XML, the compiled release, its notes and titles."""
