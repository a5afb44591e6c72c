"""The cases of a finished sweep: its points, with what was varied and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outlast.analysis.discovery.cases import Cases, Question, cases_of
from outlast.analysis.discovery.exploring import FEWEST, FEWEST_OF_A_KIND
from outlast.analysis.discovery.factors import Factor, factor_of
from outlast.analysis.discovery.tabulating import PARTS, Failed, Table, tabulate
from outlast.analysis.sensitivity.sample import design_of, sample_of
from outlast.runs import arguments
from outlast.runs.designs import ICE, MORRIS, OAT
from outlast.runs.estimates import check_outcome, ends
from outlast.runs.store import Store
from outlast.scenario import ScenarioError
from outlast.scenario.names import GROUPS, THEORY, nearest, nearest_key, suggestion
from outlast.scenario.wording import described

# Without a value the cases of interest are those in the best quarter. assumed
USUAL = 0.75


class Read(NamedTuple):
    """The cases of a sweep, what was varied but never changed among them, and the table that they are from."""

    cases: Cases
    still: tuple[str, ...]
    table: Table


def read_cases(
    store: Store,
    outcome: str | None = None,
    above: float | None = None,
    below: float | None = None,
    factors: Sequence[str] | str = (),
    failed: Failed = "stop",
) -> Read:
    """The points of a sweep as cases; `factors` are those that conditions may limit (tables stand for what they hold).

    Where an ensemble gives the runs of a point several theories, a case is a point under one of them.

    Raises ScenarioError for what cannot be asked of this sweep, FailedRunsError for runs that failed or have no value.
    """
    name = store.outcomes[0] if outcome is None else outcome
    if name not in PARTS:
        check_outcome(name, store.has_twin)
    if failed not in ("stop", "drop"):
        raise ScenarioError(f"--failed: found {failed!r}, but allowed is stop or drop")
    value, is_above = _asked(above, below)
    design = design_of(store)
    if design.kind in (MORRIS, OAT, ICE):
        raise ScenarioError(
            f"{store.folder}: its design ({design.kind}) moves one thing at a time, but conditions need points that "
            "are spread over all that is varied; take a sweep with --samples (lhs, sobol), or a grid"
        )
    wanted = _wanted(store.keys, factors)
    table = tabulate(store, name, failed)
    matrix = design.matrix()[table.point]
    varied = {factor.key: (factor, matrix[:, place]) for place, factor in enumerate(design.factors)}
    still = tuple(key for key in wanted if len(np.unique(varied[key][1])) < 2)
    moving = [key for key in wanted if key not in still]
    if not moving:
        raise ScenarioError(
            f"{store.folder}: every case has the same {' and '.join(still)}, so that no condition can be told; vary "
            "more in the sweep"
        )
    # Points of one block of a design are near each other, and runs of one member have its behaviour in common.
    groups = sample_of(design).blocks[table.point] if table.member is None else table.member
    cases = cases_of(
        tuple(_factor(varied[key]) for key in moving),
        np.column_stack([varied[key][1] for key in moving]),
        table.runs,
        _question(name, value, is_above, np.nanmean(table.runs, axis=1)),
        groups=groups,
        theory=table.theory,
        theories=table.theories,
        shared=store.manifest["settings"]["luck"] == "common",
    )
    _check(cases, store)
    return Read(cases, still, table)


def _factor(varied: tuple[object, np.ndarray]) -> Factor:
    return factor_of(*varied)  # type: ignore[arg-type]


def _asked(above: float | None, below: float | None) -> tuple[float | None, bool]:
    if above is not None and below is not None:
        raise ScenarioError("--above and --below: give one of them; the cases of interest lie on one side of a value")
    option, value = ("--below", below) if below is not None else ("--above", above)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value)):
        raise ScenarioError(f"{option}: found {described(value)}, but allowed is a number in the unit of the outcome")
    return (None if value is None else float(value)), below is None


def _wanted(keys: Sequence[str], factors: Sequence[str] | str) -> list[str]:
    """The keys that conditions may limit, in the order of the sweep; never the theory, which nobody can choose."""
    known = [key for key in keys if key != THEORY]
    if not known:
        raise ScenarioError("RESULTS: the sweep varied nothing but the theory, so that no condition can be told")
    asked = arguments.texts("--factor", factors, "the name of what was varied, or a list of names")
    if not asked:
        return known
    found: set[str] = set()
    for text in asked:
        own = [key for key in known if key == text or (text in GROUPS and key.startswith(f"{text}."))]
        if not own:
            why = (
                "theories are compared, never limited"
                if text == THEORY
                else f"the sweep did not vary it"
                f"{suggestion(nearest_key(text, known) or nearest(text, known))}; it varied {', '.join(known)}"
            )
            raise ScenarioError(f"--factor {text}: {why}")
        found |= set(own)
    return [key for key in known if key in found]


def _question(outcome: str, value: float | None, above: bool, values: np.ndarray) -> Question:
    """Which cases are of interest; without a value, those in the best quarter."""
    least, most = ends(PARTS.get(outcome, (outcome,))[0])
    says = ""
    if value is None:
        value = float(np.quantile(values, USUAL))
        says = "the upper quartile of all cases, taken since no value was given"
    return Question(outcome, value, above, says, float(least), float(most))


def _check(cases: Cases, store: Store) -> None:
    """Refuse what tells nothing: too few cases, or too few of either kind."""
    if len(cases) < FEWEST:
        raise ScenarioError(
            f"{store.folder}: it has {len(cases)} points, but at least {FEWEST} are needed to look for conditions; "
            "some hundreds are better"
        )
    question, values = cases.question, cases.values
    hits = int(cases.interest.sum())
    if min(hits, len(cases) - hits) >= FEWEST_OF_A_KIND:
        return
    side = "above" if question.above else "below"
    quartiles = ", ".join(f"{value:.4g}" for value in np.quantile(values, (0.25, 0.5, 0.75)))
    many = {0: "none", len(cases): "every one"}.get(hits, f"{hits:,}")
    verb = "is" if hits < 2 or hits == len(cases) else "are"
    said = f"--{side} {question.value:.6g}: {many} of the {len(cases):,} cases {verb} {side}"
    if question.says:
        said += f" (this is {question.says})"
    raise ScenarioError(
        f"{said}, but at least {FEWEST_OF_A_KIND} must be, and as many not. {question.outcome} goes from "
        f"{values.min():.4g} to {values.max():.4g}, with quartiles {quartiles}; name a value between"
    )
