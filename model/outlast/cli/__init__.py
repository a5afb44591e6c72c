"""The command line: `outlast …`."""

from __future__ import annotations

# Each of these modules adds its commands to the application.
from outlast.cli import archive, calibrate, listings, report, run, sensitivity, sweep, validate, visualiser
from outlast.cli.app import app, main

__all__ = [
    "app",
    "archive",
    "calibrate",
    "listings",
    "main",
    "report",
    "run",
    "sensitivity",
    "sweep",
    "validate",
    "visualiser",
]
