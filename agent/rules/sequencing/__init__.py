"""SEQ: codes that may not stand first."""
