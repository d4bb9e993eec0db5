"""Reference check: what an article or cheat sheet says of codes, held against the code set."""
