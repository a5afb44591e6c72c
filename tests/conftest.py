"""What holds for every test: derandomised properties where CI runs them, figures without a screen."""

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The first call of a compiled rule takes seconds, so that a deadline would only measure the compiler.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
