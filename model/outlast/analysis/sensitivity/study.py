"""A study of sensitivity: a sweep analysed by one method, with everything that is found about each outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity import ice
from outlast.analysis.sensitivity.convergence import Convergence, convergence
from outlast.analysis.sensitivity.indices import Indices, indices, leading_index
from outlast.analysis.sensitivity.methods import CURVES, Method, method_of
from outlast.analysis.sensitivity.noise import Noise, noise_of
from outlast.analysis.sensitivity.over_time import RESAMPLES, over_time
from outlast.analysis.sensitivity.responses import (
    Dropped,
    Failed,
    Response,
    check_failing,
    read_quarters,
    read_runs,
    settled,
)
from outlast.analysis.sensitivity.sample import Sample, check_design, design_of, sample_of
from outlast.analysis.sensitivity.wording import sentences
from outlast.runs import arguments
from outlast.runs.designs import ICE, LARGEST_SEED, OAT, Design
from outlast.runs.plan import Luck
from outlast.runs.store import Store
from outlast.scenario import ScenarioError

FEWEST_RESAMPLES, MOST_RESAMPLES = 20, 1_000_000
FRAMES = (
    *("indices", "second_order", "noise", "convergence", "verdicts"),
    *("curves", "averages", "own_effects", "over_time", "dropped"),
)


@dataclass(frozen=True, eq=False)
class Findings:
    """What is found about one outcome; what a method does not give is None. `still` are factors that moved no run."""

    outcome: str
    indices: Indices
    noise: Noise
    dropped: Dropped
    convergence: Convergence | None = None
    curves: pd.DataFrame | None = None
    averages: pd.DataFrame | None = None
    own_effects: pd.DataFrame | None = None
    still: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Study:
    """A design analysed by one method: `findings` one an outcome, `over_time` a frame for each column of quarters.

    `store` are the runs behind it; None for a response that did not come from a sweep. `asked` says how it was
    analysed, in the types of JSON, so that it can be done again.
    """

    method: Method
    design: Design
    replicates: int
    luck: Luck
    findings: tuple[Findings, ...]
    over_time: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    store: Store | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(found.outcome for found in self.findings)
        return (
            f"<Study of {names} by {self.method.name}: {len(self.design)} points of {len(self.design.factors)} factors,"
            f" {self.replicates} replicates>"
        )

    @property
    def indices(self) -> pd.DataFrame:
        """The indices of the first outcome, a row for each factor, the one that matters most first."""
        frame = self.findings[0].indices.frame
        index = leading_index(self.method, frame)
        return frame.sort_values(index, ascending=False, kind="stable", na_position="last").reset_index(drop=True)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """All that was found, as frames by name (FRAMES, those that there are), each with a column `outcome` first."""
        parts: dict[str, list[pd.DataFrame]] = {}

        def keep(name: str, outcome: str, frame: pd.DataFrame | None) -> None:
            if frame is not None:
                copy = frame.copy()
                copy.insert(0, "outcome", outcome)
                parts.setdefault(name, []).append(copy)

        for found in self.findings:
            keep("indices", found.outcome, found.indices.frame.assign(reason=found.indices.reason))
            keep("second_order", found.outcome, found.indices.second_order)
            keep("noise", found.outcome, pd.DataFrame([found.noise.record()]))
            if found.convergence is not None:
                keep("convergence", found.outcome, found.convergence.course)
                keep("verdicts", found.outcome, found.convergence.verdicts)
            keep("curves", found.outcome, found.curves)
            keep("averages", found.outcome, found.averages)
            keep("own_effects", found.outcome, found.own_effects)
            slots = Dropped.__dataclass_fields__
            keep("dropped", found.outcome, pd.DataFrame([{name: getattr(found.dropped, name) for name in slots}]))
        for outcome, frame in self.over_time.items():
            keep("over_time", outcome, frame)
        return {name: _joined(parts[name]) for name in FRAMES if name in parts}

    def records(self) -> list[dict[str, Any]]:
        """A row for each outcome and factor in the types of JSON: `outcome, name, says, unit`, the indices, `settled`.

        `settled` is by the index that factors are ranked by; unknown figures are None.
        """
        factors = {factor.key: factor for factor in self.design.factors}
        rows = []
        for found in self.findings:
            verdicts = {} if found.convergence is None else found.convergence.settled
            for row in found.indices.frame.to_dict("records"):
                factor = factors[row["name"]]
                own = {"outcome": found.outcome, "name": factor.key, "says": factor.says, "unit": factor.unit}
                figures = {name: _plain(value) for name, value in row.items() if name != "name"}
                own |= figures | {"settled": verdicts.get(factor.key), "reason": found.indices.reason}
                rows.append(own)
        return rows

    def sentences(self) -> list[str]:
        """What was found in plain words: what matters, interactions, noise, what is not settled, what was left out."""
        return [text for found in self.findings for text in sentences(self.method, found, self.luck)]


def analyse(
    store: Store,
    method: str,
    outcomes: Sequence[str] | str | None = None,
    failed: Failed = "stop",
    resamples: int = 1000,
    seed: int = 1,
    quarters: Sequence[str] | str = (),
) -> Study:
    """The sensitivity of outcomes (columns of `runs`; those of the sweep if None) to what a sweep varied.

    `method` is oat, morris, sobol, pawn or delta, and the sweep's design must be one that it reads. `failed` says what
    to do about runs that failed or have no value: `stop`, or `drop` the blocks that they stand in. `resamples` are of
    the bootstrap, drawn with `seed`. `quarters` names columns of the table of quarters to be analysed over time.

    Raises:
        ScenarioError: no such method or outcome, a design that the method does not read, or an argument out of range.
        FailedRunsError: runs failed, or have no value of an outcome (UnknownValuesError).
    """
    chosen = method_of(method)
    check_failing(failed)
    arguments.whole_number("--resamples", resamples, FEWEST_RESAMPLES, MOST_RESAMPLES)
    arguments.whole_number("--design-seed", seed, 0, LARGEST_SEED)
    design = design_of(store)
    check_design(chosen, design.kind)
    sample = sample_of(design)
    names = store.outcomes if outcomes is None else arguments.texts("--outcome", outcomes, "the name of an outcome")
    if not names:
        raise ScenarioError("--outcome: the list is empty; name at least one outcome (see: outlast outcomes).")
    quarters = arguments.texts("--over-time", quarters, "the name of a course over the quarters")
    luck: Luck = store.manifest["settings"]["luck"]
    responses, gone = read_runs(store, names)
    findings = []
    for name, values in responses.items():
        response = settled(name, values, gone, sample, failed, store)
        each = store.each[response.kept]
        findings.append(
            find(chosen, sample, response, luck=luck, resamples=resamples, seed=seed, each=each),
        )
    times: dict[str, pd.DataFrame] = {}
    if quarters:
        courses, gone = read_quarters(store, quarters)
        times = {
            name: over_time(
                chosen,
                sample,
                course,
                failed=gone,
                failing=failed,
                luck=luck,
                resamples=min(resamples, RESAMPLES),
                seed=seed,
                name=name,
                store=store,
            )
            for name, course in courses.items()
        }
    asked = {
        "method": method,
        "outcomes": list(responses),
        "over_time": list(quarters),
        "failed": failed,
        "resamples": resamples,
        "seed": seed,
    }
    return Study(chosen, design, gone.shape[1], luck, tuple(findings), times, store, asked)


def find(
    method: Method,
    sample: Sample,
    response: Response,
    *,
    luck: Luck = "common",
    resamples: int = 1000,
    seed: int = 1,
    each: np.ndarray | None = None,
) -> Findings:
    """All that a method says about one response; `each` are the partnerships at each point that is kept."""
    kept, values = sample.take(response.kept), response.values
    found = indices(method, kept, values, luck=luck, resamples=resamples, seed=seed)
    known: dict[str, Any] = {"still": _still(kept, values)}
    if method.name == CURVES:
        known["curves"] = ice.curves(kept, values, response.outcome, each)
        known["own_effects"] = ice.own_effects(kept, values, luck)
        known["averages"] = ice.averages(kept, values, luck, response.outcome) if kept.kind == ICE else None
    elif found.reason is None:
        known["convergence"] = convergence(
            method, kept, values, luck=luck, resamples=resamples, seed=seed, whole=found.frame
        )
    return Findings(response.outcome, found, noise_of(values, luck, kept.blocks), response.dropped, **known)


def _still(sample: Sample, values: np.ndarray) -> tuple[str, ...]:
    """Factors that were moved alone, and with them not a single run; what they do, if anything, was not met."""
    blocks = np.zeros(len(sample), np.int64) if sample.kind == OAT else sample.blocks
    points = np.arange(len(sample))
    first = np.searchsorted(blocks, blocks, side="left")
    last = np.searchsorted(blocks, blocks, side="right") - 1
    alone = np.zeros(len(sample.factors), dtype=bool)
    stirred = np.zeros(len(sample.factors), dtype=bool)
    for partner in (np.maximum(points - 1, first), first, last):
        apart = sample.matrix != sample.matrix[partner]
        changed = (values != values[partner]).any(axis=1)
        single = apart & (apart.sum(axis=1) == 1)[:, None]
        alone |= single.any(axis=0)
        stirred |= (single & changed[:, None]).any(axis=0)
    return tuple(np.array(sample.names)[alone & ~stirred].tolist())


def _plain(value: Any) -> Any:
    """A figure in the types of JSON."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    rows = [row for frame in frames for row in frame.to_dict("records")]
    return pd.DataFrame(rows, columns=frames[0].columns)
