"""`outlast archive`: code, documents, data and results as one file, in the form of the CoMSES model library."""

from __future__ import annotations

from outlast.report.archive.bundle import archive

__all__ = ["archive"]
