"""What the footnote of a sweep's figure says: what cannot be seen in the picture, and what must not be read into it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outlast.report.sweep.maps import is_crossed
from outlast.report.sweep.scales import Sweep
from outlast.report.sweep.terms import Factor
from outlast.report.wording import counted, listed, self_sustaining_in_words, theories_in_words
from outlast.scenario.names import THEORY

MOST_LISTED = 3


def notes_of(sweep: Sweep, held: Sequence[Factor], intervals: str, *, hollow: bool) -> list[str]:
    """Sentences on what is not drawn: the mark that no point reaches, the scenario outside the range, gaps.

    `intervals` says what shows them; empty for a map, which does not. `hollow`: marks are, where runs failed.
    """
    means = sweep.drawn("mean")
    found = [intervals, _own_in_words(sweep)]
    if not intervals and np.isfinite(means).any() and not is_crossed(means, sweep.measure.mark):
        found.append(_uncrossed(sweep, means))
    if held:
        found.append("Held at one level: " + listed([f"{one.key} = {one.level(one.levels[0])}" for one in held]) + ".")
    missing = int((~np.isfinite(means)).sum())
    if missing:
        found.append(f"{missing:,} of {counted(len(means), 'point')} {'has' if missing == 1 else 'have'} no value.")
    if sweep.measure.aside:
        found.append(f"{sweep.measure.aside[0].upper()}{sweep.measure.aside[1:]}.")
    failed = int(sweep.numbers("failed").sum())
    if failed:
        where = int((sweep.numbers("failed") > 0).sum())
        marks = " (hollow)" if hollow else ""
        found.append(f"{counted(failed, 'run').capitalize()} failed, at {counted(where, 'point')}{marks}.")
    return [note for note in found if note]


def assumption_of(sweep: Sweep) -> str:
    """What was varied, what counts, and what the simulation takes for granted."""
    varied = [factor.key for factor in sweep.factors]
    said = f"Varied: {listed(varied)}. " if len(varied) <= 3 else ""
    if "self_sustain" in sweep.outcome and not any(key.startswith("output.") for key in varied):
        said += f"Keeping itself going takes {self_sustaining_in_words(sweep.scenario)}. "
    said += "A simulation, not a forecast."
    if THEORY in varied and sweep.ensemble is None:
        return said
    assumed = theories_in_words(sweep.scenario, sweep.ensemble)
    return f"{said} It assumes {assumed}; another theory can give another answer."


def _own_in_words(sweep: Sweep) -> str:
    """Where the scenario itself stands, if not among what was swept."""
    outside, several = [], []
    for factor in sweep.factors:
        if factor.own is None:
            several.append(factor.key)
        elif factor.own_place is None:
            outside.append(f"{factor.key} = {factor.level(factor.own)}")
    name = sweep.scenario.name
    said = []
    if len(outside) > MOST_LISTED:
        outside[MOST_LISTED:] = [f"{len(outside) - MOST_LISTED} more"]
    if outside:
        said.append(f"{name} itself lies outside what was swept: {listed(outside)}.")
    if several:
        said.append(f"{name} itself has no single value of {listed(several)}.")
    return " ".join(said)


def _uncrossed(sweep: Sweep, means: np.ndarray) -> str:
    """Which side of the mark all points lie on."""
    mark = sweep.measure.mark
    if mark is None:
        return ""
    known = means[np.isfinite(means)]
    if sweep.measure.is_difference:
        side = "above" if known.min() > mark else "below" if known.max() < mark else "on one side of"
        return f"Every point lies {side} no difference: there is no line between."
    if known.max() < mark:
        return "No point reaches one half: there is no line to draw at half."
    side = "above" if known.min() > mark else "at or above" if known.max() > mark else "at or below"
    side = "at" if known.min() == known.max() == mark else side
    return f"Every point lies {side} one half: there is no line to draw at half."
