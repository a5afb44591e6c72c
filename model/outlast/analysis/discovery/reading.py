"""The cases of a finished sweep: its points, with what was varied and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.discovery.cases import Cases, Question, cases_of
from outlast.analysis.discovery.exploring import FEWEST, FEWEST_OF_A_KIND
from outlast.analysis.discovery.factors import Factor, factor_of
from outlast.analysis.sensitivity.sample import design_of, sample_of
from outlast.parameters import DECLARATIONS, Choice
from outlast.runs import arguments
from outlast.runs.chunk import FAILED
from outlast.runs.designs import ICE, MORRIS, OAT
from outlast.runs.errors import FailedRunsError, UnknownValuesError
from outlast.runs.estimates import check_outcome, ends
from outlast.runs.members import MEMBER
from outlast.runs.store import Store
from outlast.runs.values import TOGETHER
from outlast.scenario import ScenarioError
from outlast.scenario.names import GROUPS, THEORY, nearest, nearest_key, suggestion
from outlast.scenario.wording import described

# Without a value the cases of interest are those in the best quarter. assumed
USUAL = 0.75
Failed = Literal["stop", "drop"]


class Read(NamedTuple):
    """The cases of a sweep, what of it was left out, and what was varied but never changed among its cases."""

    cases: Cases
    dropped: int
    still: tuple[str, ...]


class _Runs(NamedTuple):
    """The cases that are kept: the point of each, its values (case, replicate), member and theory; and points lost.

    Members are none where the sweep drew none.
    """

    points: np.ndarray
    values: np.ndarray
    members: np.ndarray | None
    theories: np.ndarray | None
    dropped: int


def read_cases(
    store: Store,
    outcome: str | None = None,
    above: float | None = None,
    below: float | None = None,
    factors: Sequence[str] | str = (),
    failed: Failed = "stop",
) -> Read:
    """A sweep as cases; `factors` are those that conditions may limit (tables stand for what they hold).

    A case is a point with the mean of its runs; of a sweep over an ensemble it is a run, since each run of a point has
    the behaviour of another member.

    Raises ScenarioError for what cannot be asked of this sweep, FailedRunsError for runs that failed or have no value.
    """
    name = store.outcomes[0] if outcome is None else outcome
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
    kept = _runs(store, name, failed)
    matrix = design.matrix()[kept.points]
    varied = {factor.key: (factor, matrix[:, place]) for place, factor in enumerate(design.factors)}
    still = tuple(key for key in wanted if len(np.unique(varied[key][1])) < 2)
    moving = [key for key in wanted if key not in still]
    if not moving:
        raise ScenarioError(
            f"{store.folder}: every case has the same {' and '.join(still)}, so that no condition can be told; vary "
            "more in the sweep"
        )
    theory, theories = _theories(store, kept)
    groups = sample_of(design).blocks[kept.points] if kept.members is None else kept.members
    cases = cases_of(
        tuple(_factor(varied[key]) for key in moving),
        np.column_stack([varied[key][1] for key in moving]),
        kept.values,
        _question(name, value, is_above, np.nanmean(kept.values, axis=1)),
        groups=groups,
        theory=theory,
        theories=theories,
        # Runs of one member that share a seed belong together as it is.
        shared=store.manifest["settings"]["luck"] == "common" and kept.members is None,
    )
    _check(cases, store)
    return Read(cases, kept.dropped, still)


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


def _runs(store: Store, outcome: str, failed: Failed) -> _Runs:
    """The cases whose points have all of their values; raises as `read_cases`."""
    own = [] if store.ensemble is None else [MEMBER, *([] if THEORY in store.keys else [THEORY])]
    blocks = list(store.blocks(["point", "replicate", "status", outcome, *own]))
    point, replicate = (np.concatenate([block[name].to_numpy() for block in blocks]) for name in ("point", "replicate"))
    status = np.concatenate([np.array(block["status"].to_pylist()) for block in blocks])
    values = np.concatenate([block[outcome].to_numpy(zero_copy_only=False).astype(float) for block in blocks])
    count = len(store.points)
    missing, gone = ~np.isfinite(values), status == FAILED
    kept = np.bincount(point, weights=missing, minlength=count) == 0
    if missing.any() and failed == "stop":
        if gone.any():
            store.refuse_failed()
        raise UnknownValuesError(
            f"{int(missing.sum()):,} of {len(values):,} runs, at {int((~kept).sum()):,} of {count:,} points, have no "
            f"value of {outcome}, and conditions cannot be told as if they had; leave their points out, or ask for "
            "another outcome"
        )
    if not kept.any():
        raise (FailedRunsError if gone.any() else UnknownValuesError)(
            f"{outcome}: no point has a value in all of its runs, so that nothing is left to look at"
        )
    dropped = int((~kept).sum())
    if own:
        stays = kept[point]
        member, *drawn = (
            np.concatenate([np.array(block[name].to_pylist()) for block in blocks])[stays] for name in own
        )
        return _Runs(point[stays], values[stays, None], member, drawn[0] if drawn else None, dropped)
    found = np.full((count, int(replicate.max()) + 1), np.nan)
    found[point, replicate] = values
    return _Runs(np.flatnonzero(kept), found[kept], None, None, dropped)


def _theories(store: Store, kept: _Runs) -> tuple[np.ndarray, tuple[str, ...]]:
    """The theory of each case as a place, and the theories, in the order of their declaration."""
    texts = store.points[THEORY].to_numpy()[kept.points] if THEORY in store.points else kept.theories
    if texts is None:
        own = ",".join(store.scenario.settings.structure.theory)
        return np.zeros(len(kept.points), np.int64), (own,)
    spec = DECLARATIONS[THEORY].spec
    assert isinstance(spec, Choice)
    order = list(spec.names)

    def canonical(text: object) -> str:
        parts = [part.strip() for part in str(text).replace(TOGETHER, ",").split(",")]
        return ",".join(sorted(parts, key=lambda part: order.index(part) if part in order else len(order)))

    names = pd.Series(texts).map(canonical).to_numpy()
    places = {name: [order.index(part) if part in order else len(order) for part in name.split(",")] for name in names}
    theories = tuple(sorted(places, key=lambda name: (len(places[name]), places[name])))
    return np.array([theories.index(name) for name in names]), theories


def _question(outcome: str, value: float | None, above: bool, values: np.ndarray) -> Question:
    """Which cases are of interest; without a value, those in the best quarter."""
    least, most = ends(outcome)
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
