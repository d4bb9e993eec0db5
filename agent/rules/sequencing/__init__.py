"""SEQ: which codes stand first, and what comes before what."""
