"""NEC: diagnoses that do not support the service, by a payer's policy."""
