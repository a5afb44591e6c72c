"""What a study found, in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outlast.analysis.numbers import percent
from outlast.analysis.sensitivity.convergence import LEADING, Convergence
from outlast.analysis.sensitivity.indices import known_index, leading_index
from outlast.analysis.sensitivity.methods import (
    BOUNDED,
    CURVES,
    DELTA,
    ELEMENTARY,
    FLOORS,
    PAWN,
    SOBOL_INDICES,
    Method,
)
from outlast.analysis.sensitivity.noise import TARGET, Noise
from outlast.runs.plan import Luck

if TYPE_CHECKING:
    from outlast.analysis.sensitivity.study import Findings

NAMED = {
    SOBOL_INDICES: "total index",
    ELEMENTARY: "mean size of elementary effects",
    PAWN: "median distance",
    DELTA: "delta",
    CURVES: "range",
}
# Interactions below this part of the variance are not worth a warning; assumed.
HARDLY = 0.05
# A longer list is not read; the tables have every factor.
MOST_NAMED = 8


def sentences(method: Method, found: Findings, luck: Luck) -> list[str]:
    """Sentences about one outcome; the first names it."""
    said = []
    frame = found.indices.frame
    if found.indices.reason is not None:
        said.append(f"{found.outcome} has no indices: {found.indices.reason}.")
    else:
        said.append(_leading(method, found.outcome, frame, found.still))
        said += _nothing_seen(method, frame, found.still)
        if method.name == SOBOL_INDICES:
            said.append(_interactions(frame))
        if method.name == CURVES:
            said += _shapes(frame, unseen(method, frame))
    said += _still(found.still, len(frame), luck)
    said.append(_noise(found.noise))
    if found.convergence is not None:
        said.append(_convergence(method, found.convergence))
    if found.dropped.blocks:
        said.append(f"{found.dropped}; if the runs that fail differ from the others, what is left is a skewed sample.")
    return said


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def some(names: Sequence[str], of: int) -> str:
    """Names as a sentence lists them; where they are many how many they are, of so many factors."""
    return listed(names) if len(names) <= MOST_NAMED else f"{len(names)} of the {of} factors"


def leaders(method: Method, frame: pd.DataFrame, still: Sequence[str], most: int = LEADING) -> list[dict[str, Any]]:
    """The rows of the factors that matter most, the first of them first; none that moved no run."""
    ordered = frame.sort_values(leading_index(method, frame), ascending=False, kind="stable").to_dict("records")
    gone = {*still, *unseen(method, frame)}
    return [row for row in ordered if row["name"] not in gone][:most]


def unseen(method: Method, frame: pd.DataFrame) -> list[str]:
    """Factors that cannot be told from one that does nothing."""
    index = leading_index(method, frame)
    low, floor = _column(frame, index), np.zeros(len(frame))
    if index not in BOUNDED:
        low = low - _column(frame, f"{index}_conf")
    if FLOORS.get(index, "") in frame:
        floor = np.nan_to_num(_column(frame, FLOORS[index]))
    return np.array(frame["name"])[low <= floor].tolist()


def uncertain(method: Method, frame: pd.DataFrame, still: Sequence[str]) -> list[int]:
    """The places (from 0) of leaders that may well change places with the next."""
    index = leading_index(method, frame)
    return [
        place
        for place, (one, other) in enumerate(pairwise(leaders(method, frame, still, LEADING + 1)))
        if one[index] - other[index] < max(one[f"{index}_conf"], other[f"{index}_conf"])
    ]


def _leading(method: Method, outcome: str, frame: pd.DataFrame, still: Sequence[str]) -> str:
    """Which factors matter most, and whether their order is certain."""
    index = leading_index(method, frame)
    rows = leaders(method, frame, still)
    if not rows:
        return f"{outcome} depends on none of the factors as far as a sample of this size can tell."
    told = [f"{row['name']} ({_figure(row[index], row[f'{index}_conf'])})" for row in rows]
    text = f"{outcome} depends most on {told[0]}"
    if len(told) > 1:
        text += f", then on {listed(told[1:])}"
    free = " with the noise taken out" if index != method.ranks_by else ""
    close = uncertain(method, frame, still)
    pairs = [f"{rows[place]['name']} and {rows[place + 1]['name']}" for place in close if place + 1 < len(rows)]
    order = {0: "", 1: f"; the order of {''.join(pairs)} is not certain"}
    return f"{text}, by the {NAMED[method.name]}{free}{order.get(len(pairs), '; their order is not certain')}."


def _nothing_seen(method: Method, frame: pd.DataFrame, still: Sequence[str]) -> list[str]:
    """Factors that cannot be told from one that does nothing."""
    names = [name for name in unseen(method, frame) if name not in still]
    if not names:
        return []
    return [
        f"In a sample of this size, no effect can be made out of {some(names, len(frame))}; that is no proof of none."
    ]


def _interactions(frame: pd.DataFrame) -> str:
    """How much of the variance no factor causes by itself."""
    index = known_index("s1", frame)
    free = index != "s1"
    rest, conf = 1.0 - float(_column(frame, index).sum()), math.hypot(*_column(frame, f"{index}_conf"))
    whose = "the expected response" if free else "the response, noise included"
    figure = f"{_figure(rest, conf)} of the variance of {whose}"
    if rest - conf > HARDLY:
        return f"Interactions cause {figure}, which no factor causes by itself."
    if rest + conf < 2 * HARDLY and conf < 2 * HARDLY:
        return f"Factors act nearly by themselves: interactions cause {figure}."
    below = "; the true share is 0 or more" if rest < 0.0 else ""
    return f"How much interactions cause is not certain yet: {figure}{below}."


def _shapes(frame: pd.DataFrame, gone: Sequence[str]) -> list[str]:
    """Whose curves differ from one base point to another."""
    share = _column(frame, "interaction_share")
    if np.isnan(share).all():
        return ["These are curves around a single point: elsewhere they may look otherwise."]
    seen = ~np.isin(np.array(frame["name"]), list(gone))
    uneven = np.flatnonzero((share - _column(frame, "interaction_share_conf") > HARDLY) & seen)
    if not len(uneven):
        return ["No factor's curves differ in shape from one base point to another beyond what chance would do."]
    told = [f"{frame['name'].iloc[k]} ({share[k]:.2f})" for k in uneven]
    return [f"What a factor does depends on the others, by its share of interactions, for {listed(told)}."]


def _still(still: Sequence[str], of: int, luck: Luck) -> list[str]:
    if not still:
        return []
    where = ", all on the same luck" if luck == "common" else ""
    return [f"Moving {some(still, of)} alone changed none of the runs compared{where}; more points might find some."]


def _noise(noise: Noise) -> str:
    """How much of the variance is luck, and how many replicates would do."""
    if noise.replicates < 2:
        return (
            "With one replicate a point, noise and parameters cannot be told apart: noise is counted in the indices,"
            " and their intervals cover the choice of points alone."
        )
    if math.isnan(noise.share):
        return "Neither the points nor the replicates differ: there is no noise to speak of."
    interval = f" (95% interval {percent(noise.low)} to {percent(noise.high)})" if not math.isnan(noise.low) else ""
    text = (
        f"Noise makes {percent(noise.share)} of the variance of the means over {noise.replicates} replicates{interval},"
        f" and {percent(noise.single_share)} of that of single runs"
    )
    needed = noise.replicates_for()
    if needed is None:
        return f"{text}; the parameters' part is too small to be seen, so that no number of replicates can be named."
    if noise.share <= TARGET:
        return f"{text}: {noise.replicates} replicates are enough for a share of {TARGET:.0%} or less."
    return f"{text}; about {needed} replicates would bring it to {TARGET:.0%}."


def _convergence(method: Method, found: Convergence) -> str:
    """What has not settled."""
    own = [row for row in found.verdicts.to_dict("records") if row["index"] == found.leading]
    if all(row["settled"] for row in own):
        return f"By the {NAMED[method.name]}, every factor has settled: more points would hardly change the picture."
    wide = [row["name"] for row in own if not row["narrow"]]
    parts = [f"the interval is still wide for {some(wide, len(own))}"] if wide else []
    if not found.has_half:
        parts.append("there are too few points to see what half of them would say")
    elif not all(row["order_stable"] for row in own):
        parts.append("the order of the leading factors is not the same as with half the points")
    return f"Not settled yet: {'; '.join(parts)}; take twice the samples, or more replicates."


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(dtype=float)


def _figure(value: float, conf: float) -> str:
    return f"{value:.3g}" if math.isnan(conf) else f"{value:.3g} ± {conf:.2g}"
