"""What the footnote of a sensitivity figure says: what the index means, what was run, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence

from outlast.analysis.numbers import percent
from outlast.analysis.sensitivity.methods import FREE
from outlast.analysis.sensitivity.noise import Noise
from outlast.analysis.sensitivity.study import Study
from outlast.report.sensitivity.terms import Subject
from outlast.report.wording import counted, theories_in_words
from outlast.runs.designs import ICE, MORRIS, OAT, SALTELLI
from outlast.scenario import Scenario
from outlast.scenario.names import THEORY

INTERVALS = "95% intervals cover the choice of points and of seeds."
ALONE = "95% intervals cover the choice of points alone: one run at each point."
OF_SEEDS, NONE = "95% intervals cover the choice of seeds.", "One run at each point: no intervals."
SAMPLES = {SALTELLI: "base point", MORRIS: "trajectory", ICE: "further base point"}


def notes_of(subject: Subject, indices: Sequence[str]) -> list[str]:
    """The common sentences of a figure that shows some indices of one outcome."""
    noise = noise_in_words(subject.found.noise)
    return [note for note in (meaning(subject, indices), run_in_words(subject.study), noise, left_out(subject)) if note]


def meaning(subject: Subject, indices: Sequence[str]) -> str:
    """What the indices mean, each in the sentence of its method; indices with the noise taken out say so once."""
    known = subject.method.indices
    parts = [known[name.removesuffix(FREE)] for name in indices if name.removesuffix(FREE) in known]
    text = "; ".join(part[0].lower() + part[1:] for part in parts)
    free = " The noise of the replicates is taken out." if any(name.endswith(FREE) for name in indices) else ""
    return f"{text[:1].upper()}{text[1:]}.{free}" if text else ""


def run_in_words(study: Study) -> str:
    """Points and replicates, and what the intervals cover."""
    design = study.design
    samples = design.settings.get("samples")
    what = SAMPLES.get(design.kind)
    of = ""
    if what and isinstance(samples, int):
        of = f" ({samples:,} trajectories)" if design.kind == MORRIS else f" ({counted(samples, what)})"
    luck = "common luck" if study.luck == "common" else "luck of their own"
    runs = f"{counted(len(design), 'point').capitalize()}{of} × {counted(study.replicates, 'replicate')}, {luck}."
    if design.kind == OAT:
        return f"{runs} {OF_SEEDS if study.replicates > 1 else NONE}"
    return f"{runs} {INTERVALS if study.replicates > 1 else ALONE}"


def noise_in_words(noise: Noise) -> str:
    """How much of the variance of the means is luck."""
    if noise.replicates < 2:
        return "Noise cannot be told from parameters."
    if math.isnan(noise.share):
        return "Neither points nor replicates differ: there is no noise."
    between = "" if math.isnan(noise.low) else f" (95% interval {percent(noise.low)} to {percent(noise.high)})"
    return f"Noise makes {percent(noise.share)} of the variance of the means{between}."


def left_out(subject: Subject) -> str:
    """What was dropped."""
    dropped = subject.found.dropped
    if not dropped.blocks:
        return ""
    text = str(dropped)
    return f"{text[0].upper()}{text[1:]}."


def assumption_of(study: Study, scenario: Scenario) -> str:
    """What the simulation takes for granted."""
    if THEORY in [factor.key for factor in study.design.factors]:
        return "A simulation, not a forecast, with the theories varied as stated."
    return (
        f"A simulation, not a forecast. It assumes {theories_in_words(scenario)}; another theory can give another"
        " answer."
    )
