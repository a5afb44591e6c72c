"""A report of results as one self-contained page."""

from __future__ import annotations

from outlast.report.document.writing import REPORT, write_report

__all__ = ["REPORT", "write_report"]
