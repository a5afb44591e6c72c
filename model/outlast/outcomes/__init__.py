"""What a run is judged by."""

from __future__ import annotations

from outlast.outcomes.catalogue import FINALS, RUN_OUTCOMES, TRACE, Outcome
from outlast.outcomes.judgement import RUNGS, STATES

__all__ = ["FINALS", "RUNGS", "RUN_OUTCOMES", "STATES", "TRACE", "Outcome"]
