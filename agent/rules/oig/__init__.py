"""OIG: diagnoses at high risk of being miscoded, by the Inspector General's toolkit and audits."""
