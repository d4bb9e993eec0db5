"""CMS's National Correct Coding Initiative: quarterly files that the user adds; none is shipped."""
