"""GDL: guidelines on what is reported beside what."""
