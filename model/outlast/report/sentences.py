"""What any results found, in sentences, whatever kind of results they are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from outlast.analysis.explanation.explanation import Explanation
from outlast.analysis.patterns.validation import Validation
from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.frontier import Frontier
from outlast.analysis.sensitivity.study import Study
from outlast.report import explanation
from outlast.report import findings as of_runs
from outlast.scenario import ScenarioError
from outlast.scenario.wording import described
from outlast.simulation.result import Result

if TYPE_CHECKING:
    from outlast.analysis.discovery.discovery import Discovery


def findings(
    results: Result | Study | Validation | Discovery | Comparison | Frontier | Explanation,
) -> list[str]:
    """The findings of results as the command line and a report have them, a sentence each; the first ones answer.

    Raises ScenarioError for anything else.
    """
    if isinstance(results, Result):
        return of_runs.findings(results)
    if isinstance(results, Study | Validation | Comparison | Frontier):
        return list(results.sentences())
    if isinstance(results, Explanation):
        return explanation.findings(results)
    # What finds conditions needs libraries that a plain set-up does not have; without them there is none of these.
    discovery = sys.modules.get("outlast.analysis.discovery.discovery")
    if discovery is not None and isinstance(results, discovery.Discovery):
        from outlast.report.discovery.sentences import sentences

        return sentences(cast("Discovery", results))
    raise ScenarioError(
        f"findings: found {described(results)}, but needed are results: of simulate, sensitivity, validate, discover, "
        "compare, frontier, explain."
    )
