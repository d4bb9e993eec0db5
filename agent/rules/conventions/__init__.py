"""CNV: conventions of the classification: Excludes notes, code first, use additional code."""
