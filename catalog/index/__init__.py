"""The Alphabetic Index and the official tables: read, compiled, and walked as a coder does."""
