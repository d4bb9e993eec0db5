"""CNV: conventions of the classification: notes of the Tabular List, and what codes leave over."""
