"""A simulated model, wrong as often as it is told to be, and what then becomes of audits."""
