"""VAL: codes that do not exist, or not on the date, or not in this form."""
