"""Order files, addenda, conversion tables and lists: what changes from year to year."""
