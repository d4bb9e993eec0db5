"""Measurements of the offline reader and coder against labelled notes."""
