"""The runs of a sweep as a table of cases: the values of each, its theory, and what its cases share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from outlast.analysis.policies.quantities import ALIKE
from outlast.outcomes.judgement import GROWING, SELF_SUSTAINED, STATES
from outlast.parameters import DECLARATIONS, Choice
from outlast.runs.chunk import FAILED
from outlast.runs.errors import FailedRunsError, UnknownValuesError
from outlast.runs.store import Store
from outlast.runs.values import TOGETHER
from outlast.scenario.names import THEORY

# The column of a run table that says whose behaviour a run has, where that was drawn from an ensemble.
MEMBER = "member"
# Judged at the horizon, which may be the same quarter for all: shares on these rungs together.
AT_HORIZON = ALIKE.name
PARTS = {AT_HORIZON: tuple(f"ladder_end_{STATES[code]}" for code in (SELF_SUSTAINED, GROWING))}
Failed = Literal["stop", "drop"]


class Table(NamedTuple):
    """Cases in the order of the design: `runs` (case, replicate), not a number where there is none.

    A case is a point, or where runs of a point have several theories a point under one of them: `point` (case,) and
    `theory` (case,), the place of it in `theories`. `member` (case,) where each point has a single run with a member of
    its own, else None; `members` is how many came up in all, nought without an ensemble. `dropped` points are left out.
    """

    runs: np.ndarray
    point: np.ndarray
    theory: np.ndarray
    theories: tuple[str, ...]
    member: np.ndarray | None
    members: int
    dropped: int


def tabulate(store: Store, outcome: str, failed: Failed) -> Table:
    """The values of an outcome, case by case; raises FailedRunsError for runs that failed or have no value."""
    known = pq.read_schema(store.folder / "runs.parquet").names
    also = [name for name in (MEMBER, THEORY) if name in known]
    parts = PARTS.get(outcome, (outcome,))
    blocks = list(store.blocks(["point", "replicate", "status", *parts, *also]))

    def column(name: str) -> np.ndarray:
        return np.concatenate([block[name].to_numpy(zero_copy_only=False) for block in blocks])

    point, replicate = column("point"), column("replicate")
    values = np.sum([column(part).astype(float) for part in parts], axis=0)
    kept = _kept(store, outcome, point, values, column("status") == FAILED, failed)
    point, replicate, values = point[kept], replicate[kept], values[kept]
    theory, theories = _theories(store, column(THEORY)[kept] if THEORY in known else None, point)
    # Of a point one case for each theory that its runs have.
    cases, case = np.unique(point * len(theories) + theory, return_inverse=True)
    runs = np.full((len(cases), int(replicate.max()) + 1), np.nan)
    runs[case, replicate] = values
    found = Table(runs, cases // len(theories), cases % len(theories), theories, None, 0, 0)
    dropped = len(store.points) - len(np.unique(point))
    if MEMBER not in known:
        return found._replace(dropped=dropped)
    member = column(MEMBER)[kept]
    # With common luck a replicate has one member at all points: that is luck, which no grouping of cases shows.
    single = store.manifest["settings"]["luck"] != "common" and runs.shape[1] == 1
    own = member[np.argsort(case)] if single else None
    return found._replace(member=own, members=len(np.unique(member)), dropped=dropped)


def _kept(
    store: Store, outcome: str, point: np.ndarray, values: np.ndarray, gone: np.ndarray, failed: Failed
) -> np.ndarray:
    """Which runs are of points that have a value in all of their runs (run,)."""
    missing = ~np.isfinite(values)
    count = len(store.points)
    whole = np.bincount(point, weights=missing, minlength=count) == 0
    if missing.any() and failed == "stop":
        if gone.any():
            store.refuse_failed()
        raise UnknownValuesError(
            f"{int(missing.sum()):,} of {len(values):,} runs, at {int((~whole).sum()):,} of {count:,} points, have no "
            f"value of {outcome}, and conditions cannot be told as if they had; leave their points out, or ask for "
            "another outcome"
        )
    if not whole.any():
        raise (FailedRunsError if gone.any() else UnknownValuesError)(
            f"{outcome}: no point has a value in all of its runs, so that nothing is left to look at"
        )
    return whole[point]


def _theories(store: Store, drawn: np.ndarray | None, point: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """The theory of each run as a place, and the theories: single ones first, in the order of their declaration."""
    if drawn is not None:
        names = drawn
    elif THEORY in store.points:
        names = store.points[THEORY].to_numpy()[point]
    else:
        names = np.full(len(point), ",".join(store.scenario.settings.structure.theory))
    texts, place = np.unique(names.astype(str), return_inverse=True)
    own = [_in_order(text) for text in texts.tolist()]
    theories = tuple(sorted(set(own), key=lambda name: (name.count(","), [_rank(part) for part in name.split(",")])))
    return np.array([theories.index(name) for name in own])[place], theories


def _in_order(text: str) -> str:
    """A set of theories in the order of their declaration, parted by commas."""
    return ",".join(sorted((part.strip() for part in text.replace(TOGETHER, ",").split(",")), key=_rank))


def _rank(theory: str) -> int:
    spec = DECLARATIONS[THEORY].spec
    assert isinstance(spec, Choice)
    names: Sequence[str] = list(spec.names)
    return names.index(theory) if theory in names else len(names)
