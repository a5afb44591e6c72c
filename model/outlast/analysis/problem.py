"""A problem for SALib, derived from the declarations: names, bounds and outcomes of a study of sensitivity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from outlast.runs.estimates import check_outcome
from outlast.runs.factors import Factor, read_vary
from outlast.runs.sampling import morris_levels, must_vary, salib_problem
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.wording import described

if TYPE_CHECKING:
    from SALib import ProblemSpec

OUTCOME = "self_sustaining_8"


def problem(
    scenario: Scenario,
    vary: Mapping[str, Any] | Iterable[str | Factor] | str | Factor,
    outputs: str | Iterable[str] = OUTCOME,
) -> ProblemSpec:
    """A SALib ProblemSpec of what is varied about a scenario, and of the outcomes (columns of `runs`) to explain.

    `vary` is a list of keys, each over its declared range, or a mapping as for `outlast.sweep`. Bounds: the range of
    a number; [low, high + 1) for whole numbers and [0, k) for k names, values or switches, each of which is equally
    likely once a sample is rounded down. `outlast.runs.designs.design_of_samples(spec["factors"], spec.samples)` gives
    the points to run. Beside what SALib asks for, the problem holds `factors`; `scenario`, its resolved record; and
    `morris_levels`, the `num_levels` with which `sample_morris` meets all levels alike.

    Raises ScenarioError for a key that cannot be varied, a wrong range, or an outcome that the scenario does not have.
    """
    from SALib import ProblemSpec

    if not isinstance(scenario, Scenario):
        raise ScenarioError(f"problem: found {described(scenario)}, but a scenario is needed; see load_scenario.")
    factors = read_vary(vary)
    if not factors:
        raise ScenarioError("problem: nothing is varied; name at least one quantity, such as mandate.vagueness.")
    must_vary("sampled", factors)
    names = [outputs] if isinstance(outputs, str) else list(outputs)
    _check_outcomes(names, scenario)
    parts = salib_problem(factors)
    return ProblemSpec(
        {
            "names": parts["names"],
            "bounds": parts["bounds"],
            "groups": None,
            "outputs": names,
            "factors": factors,
            "scenario": scenario.resolved(),
            "morris_levels": morris_levels(factors),
        }
    )


def _check_outcomes(names: list[str], scenario: Scenario) -> None:
    """Refuse what is no column of the scenario's runs."""
    if not names or len(set(names)) < len(names):
        raise ScenarioError("outputs: name at least one outcome, and each once; see: outlast outcomes.")
    for name in names:
        check_outcome(name, bool(scenario.settings.output.twin), "outputs")
