"""The compiled engine: what the readable engine does, on arrays, bit for bit and for many seeds at a time."""

from __future__ import annotations

from outlast.simulation.compiled.run import Run, is_warm, run, run_many, warm_up

__all__ = ["Run", "is_warm", "run", "run_many", "warm_up"]
