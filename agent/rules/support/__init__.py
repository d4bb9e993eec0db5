"""SUP: whether the documentation supports what is billed, and bills what it supports."""
