"""The command line: `outlast …`."""

from __future__ import annotations

# Each of these modules adds its commands to the application.
from outlast.cli import calibrate, compare, frontier, listings, run, sensitivity, sweep, validate, visualiser
from outlast.cli import archive, calibrate, listings, report, run, sensitivity, sweep, validate, visualiser
from outlast.cli.app import app, main

__all__ = [
    "app",
    "calibrate",
    "compare",
    "frontier",
    "listings",
    "main",
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
from outlast.cli import calibrate, discover, listings, run, sensitivity, sweep, validate, visualiser
from outlast.cli.app import app, main

__all__ = ["app", "calibrate", "discover", "listings", "main", "run", "sensitivity", "sweep", "validate", "visualiser"]
from outlast.cli import calibrate, explain, listings, run, sensitivity, sweep, validate, visualiser
from outlast.cli.app import app, main

__all__ = ["app", "calibrate", "explain", "listings", "main", "run", "sensitivity", "sweep", "validate", "visualiser"]
