"""Whether indices have settled: the same ones from ever larger beginnings of the design."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.indices import FEWEST, indices, known_index
from outlast.analysis.sensitivity.methods import CURVES, DELTA, ELEMENTARY, PAWN, SOBOL_INDICES, Method
from outlast.analysis.sensitivity.sample import Sample
from outlast.runs.plan import Luck

# Which indices are watched, and the half-width below which one counts as known: for shares and distances an amount,
# for elementary effects a part of the largest mean size. Assumed, as are the other figures here.
WATCHED = {
    SOBOL_INDICES: ("st", "s1"),
    ELEMENTARY: ("mu_star",),
    PAWN: ("median",),
    DELTA: ("delta",),
    CURVES: (),
}
NARROW, NARROW_PART = 0.05, 0.1
LEADING = 3
PARTS = (8, 4, 2, 1)
CRITERIA = (
    f"settled: half of the 95% interval is below {NARROW} (of elementary effects: below {NARROW_PART} of the largest"
    f" mu_star), and the order of the {LEADING} leading factors has not changed since half the design; a change of"
    " places between factors that are no further apart than the wider of their half-widths does not count"
)


@dataclass(frozen=True, eq=False)
class Convergence:
    """`course`: each watched index from each beginning of the design; `verdicts`: whether it has settled, and why.

    Columns of `course`: `samples` (blocks: base points, trajectories or points), `points, name, index, value, conf`.
    Columns of `verdicts`: `name, index, value, conf, threshold, narrow, moved` (since half the design), `order_stable`
    (of the leading factors by this index), `settled`. The figures are assumed; the criteria follow SAR16.
    """

    course: pd.DataFrame
    verdicts: pd.DataFrame

    @property
    def leading(self) -> str:
        """The index that factors are ranked by, which stands first."""
        return str(self.verdicts["index"].iloc[0])

    @property
    def settled(self) -> dict[str, bool]:
        """Whether each factor has settled, by the leading index."""
        own = self.verdicts[self.verdicts["index"] == self.leading]
        return dict(zip(own["name"], map(bool, own["settled"]), strict=True))

    @property
    def has_half(self) -> bool:
        """Whether a smaller beginning of the design was analysed too."""
        return bool(self.course["samples"].nunique() > 1)

    @property
    def is_settled(self) -> bool:
        """Whether all watched indices have settled."""
        return bool(len(self.verdicts) and self.verdicts["settled"].all())


def convergence(
    method: Method,
    sample: Sample,
    values: np.ndarray,
    *,
    luck: Luck = "common",
    resamples: int = 1000,
    seed: int = 1,
    whole: pd.DataFrame | None = None,
) -> Convergence | None:
    """Indices from an eighth, a quarter, half and all of a design, and whether they have settled; None for curves.

    The beginning of a design is a design of the same kind with fewer samples. `whole` are the indices of all of it, if
    they are known. Those without noise are watched where they are known of all of it. Intervals as in `indices`.
    """
    watched = WATCHED[method.name]
    if not watched:
        return None
    if whole is None:
        whole = indices(method, sample, values, luck=luck, resamples=resamples, seed=seed).frame
    watched = tuple(known_index(index, whole) for index in watched)
    last = int(sample.blocks.max()) + 1
    parts: list[pd.DataFrame] = []
    taken: set[int] = set()
    for part in PARTS:
        first = sample.blocks < last // part
        blocks = len(np.unique(sample.blocks[first]))
        # Where blocks were dropped, a beginning may be as large as the one before.
        if part > 1 and (blocks < FEWEST[method.name] or blocks in taken or first.all()):
            continue
        taken.add(blocks)
        frame = whole
        if part > 1:
            some = sample.take(first)
            frame = indices(method, some, values[first], luck=luck, resamples=resamples, seed=seed).frame
        for index in watched:
            parts.append(
                pd.DataFrame(
                    {
                        "samples": blocks,
                        "points": int(first.sum()),
                        "name": frame["name"],
                        "index": index,
                        "value": frame[index],
                        "conf": frame[f"{index}_conf"],
                    }
                )
            )
    course = pd.concat(parts, ignore_index=True)
    verdicts = [
        _verdicts(method, [row for row in course.to_dict("records") if row["index"] == index]) for index in watched
    ]
    return Convergence(course, pd.concat(verdicts, ignore_index=True))


def _verdicts(method: Method, course: list[dict[str, Any]]) -> pd.DataFrame:
    """The verdict on each factor by one index, from its rows at each size of the design."""
    steps = sorted({row["samples"] for row in course})
    now = [row for row in course if row["samples"] == steps[-1]]
    value, conf = (np.array([row[name] for row in now], dtype=float) for name in ("value", "conf"))
    before = np.full(len(value), np.nan)
    if len(steps) > 1:
        before = np.array([row["value"] for row in course if row["samples"] == steps[-2]], dtype=float)
    stable = bool(np.isfinite(before).all()) and order_is_stable(before, value, conf)
    threshold = NARROW_PART * float(value.max()) if method.name == ELEMENTARY else NARROW
    narrow = conf < threshold
    return pd.DataFrame(
        {
            "name": [row["name"] for row in now],
            "index": [row["index"] for row in now],
            "value": value,
            "conf": conf,
            "threshold": threshold,
            "narrow": narrow,
            "moved": value - before,
            "order_stable": stable,
            "settled": narrow & stable,
        }
    )


def order_is_stable(before: np.ndarray, now: np.ndarray, conf: np.ndarray) -> bool:
    """Whether no leading factor, then or now, has changed places with another that is clearly apart from it."""
    leading = {*np.argsort(-before, kind="stable")[:LEADING], *np.argsort(-now, kind="stable")[:LEADING]}
    for one, other in combinations(range(len(now)), 2):
        if leading.isdisjoint((one, other)):
            continue
        swapped = (before[one] - before[other]) * (now[one] - now[other]) < 0.0
        if swapped and abs(now[one] - now[other]) > max(conf[one], conf[other]):
            return False
    return True
