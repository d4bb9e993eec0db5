"""A run as one HTML page: figures with their intervals, plots, and every error beside its note."""

from evals.report.html import report_run

__all__ = ["report_run"]
