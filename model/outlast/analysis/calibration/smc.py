"""Approximate Bayesian computation over parameters and structures, by pyABC's sequential Monte Carlo.

A draw is accepted with the probability with which it would have given what was observed, as far as the uncertainty of
the targets goes (exact under that error model, WIL13), tempered at first. Theories and the other structural choices are
parameters with names for values, moved and weighted like the rest, so that their posterior is their share of the draws.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyabc
from pyabc.acceptor import pdf_norm_max_found
from pyabc.model import ModelResult
from scipy.special import ndtr

from outlast.analysis.calibration.draws import behaviour, quantile, records_of, structures
from outlast.analysis.calibration.proposal import ROOT, Proposal
from outlast.analysis.calibration.sampler import AddressedSampler
from outlast.analysis.calibration.table import Arms
from outlast.scenario.names import THEORY

# Seeds of the simulations, drawn by pyABC's stream, lie below this.
SEEDS = 2**53
OBSERVED = "log_weight"


@dataclass(frozen=True)
class Generation:
    """A generation of the sequential sampler: its temperature, how many draws it took, and the theories' weights."""

    temperature: float
    evaluations: int
    accepted: int
    effective: float
    weights: dict[str, float]


@dataclass(frozen=True)
class Posterior:
    """Accepted draws with their weights (summing to 1), what each gave (draw, target), and how they were come by."""

    draws: pd.DataFrame
    codings: np.ndarray
    simulated: np.ndarray
    weights: np.ndarray
    generations: tuple[Generation, ...]


class Programmes(pyabc.Model):
    """All arms as one model of pyABC: it simulates them in turn, and stops at the first that rules a draw out.

    Codings by judgement and luck are drawn anew for each draw, and kept beside what was simulated.
    """

    def __init__(self, theories: Sequence[str], arms: Callable[[], Arms]) -> None:
        super().__init__("programmes")
        self.choices = choices_of(theories)
        self.arms = arms

    def accept(self, t: int, pars: Any, sum_stat_calculator: Any, distance_calculator: Any, eps_calculator: Any,
               acceptor: Any, x_0: Any) -> ModelResult:  # fmt: skip
        """Simulate arm after arm while the draw could still be accepted; the luck of acceptance is drawn first."""
        temperature, norm = eps_calculator(t), acceptor.pdf_norms[t]
        lowest = norm + temperature * np.log(np.random.uniform())
        drawn = self.draw(pars)
        total, simulated = self._simulate(drawn, lowest)
        accepted = total >= lowest
        weight = float(max(1.0, np.exp((total - norm) / temperature))) if accepted else 0.0
        kept = {"simulated": simulated, "shares": drawn["shares"], "codings": drawn["codings"]} if accepted else {}
        return ModelResult(sum_stat=kept, distance=total, accepted=accepted, weight=weight)

    def summary_statistics(self, t: int, pars: Any, sum_stat_calculator: Any) -> ModelResult:
        """All arms, whatever they give: for the first sample, on which the acceptance is normed."""
        drawn = self.draw(pars)
        total, simulated = self._simulate(drawn, -np.inf)
        kept = {"simulated": simulated, "shares": drawn["shares"], "codings": drawn["codings"], OBSERVED: total}
        return ModelResult(sum_stat=kept)

    def draw(self, pars: Any) -> dict[str, Any]:
        """A whole draw: parameters and choices as proposed, codings at random, and luck."""
        shares = ndtr(np.array([pars[entry.key] for entry in behaviour()]))
        counts = [len(arm.cases) for arm in self.arms().arms]
        codings = np.array([np.random.randint(count) for count in counts])
        choices = {key: names[int(pars[key])] for key, names in self.choices.items()}
        return {"shares": shares, "codings": codings, "choices": choices, "seed": np.random.randint(SEEDS)}

    def _simulate(self, drawn: dict[str, Any], lowest: float) -> tuple[float, np.ndarray]:
        arms = self.arms()
        rules, switches = records_of(columns_of(drawn["shares"][None], [drawn["choices"]]))
        simulated = np.full(len(arms.targets), np.nan)
        total = 0.0
        for place in arms.order:
            arm = arms.arms[place]
            own = [k for k, target in enumerate(arms.targets) if target.arm == arm.name]
            seed = np.array([drawn["seed"] + place])
            simulated[own] = arm.simulate(rules, switches, drawn["codings"][[place]], seed)[0]
            total += sum(
                float(arms.targets[k].log_weight(simulated[[k]], arm.partnerships)[0])
                for k in own
                if arms.targets[k].fitted
            )
            if total < lowest:
                break
        return total, simulated


class Prior(pyabc.Distribution):
    """Standard normal scores of the parameters' uniform priors, and structural choices equally likely."""

    def __init__(self, theories: Sequence[str], starts: pd.DataFrame | None = None) -> None:
        choices = choices_of(theories)
        self.scores = tuple(entry.key for entry in behaviour())
        self.sizes = {key: len(names) for key, names in choices.items()}
        super().__init__(
            **{key: pyabc.RV("norm", 0.0, 1.0) for key in self.scores},
            **{key: pyabc.RV("randint", 0, size) for key, size in self.sizes.items()},
        )
        # The first generation may start from what history matching has left; later ones know the whole prior.
        self.starts = starts

    def rvs(self, *args: Any, **kwargs: Any) -> pyabc.Parameter:
        """A draw of the prior, or of the starts where there are some."""
        if self.starts is not None and len(self.starts):
            return pyabc.Parameter(**self.starts.iloc[np.random.randint(len(self.starts))].to_dict())
        scores = dict(zip(self.scores, np.random.normal(size=len(self.scores)).tolist(), strict=True))
        return pyabc.Parameter(**scores, **{key: int(np.random.randint(size)) for key, size in self.sizes.items()})

    def pdf(self, x: Any) -> float:
        """The density of scores times the chance of the choices."""
        if any(not 0 <= x[key] < size for key, size in self.sizes.items()):
            return 0.0
        scores = np.array([x[key] for key in self.scores])
        chance = sum(np.log(size) for size in self.sizes.values())
        return float(np.exp(-0.5 * scores @ scores - len(scores) * np.log(ROOT) - chance))


def choices_of(theories: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The structural choices that are inferred, the theory first, each with its alternatives."""
    return {THEORY: tuple(theories), **structures()}


def columns_of(shares: np.ndarray, choices: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The columns of a table of draws from shares (draw, parameter) of the priors, and structural choices."""
    columns: dict[str, Any] = {entry.key: quantile(entry, shares[:, k]) for k, entry in enumerate(behaviour())}
    for key in (THEORY, *structures()):
        columns[key] = [choice[key] for choice in choices]
    return columns


def run_smc(
    theories: Sequence[str],
    active: Sequence[str],
    sampler: AddressedSampler,
    arms: Callable[[], Arms],
    temperatures: Sequence[float],
    population: int,
    starts: pd.DataFrame | None = None,
) -> Posterior:
    """The posterior by sequential Monte Carlo.

    Parameters:
        theories: the rivals, equally likely before.
        active: dotted names of the parameters that are proposed together; all others are proposed one by one.
        sampler: evaluates draws by number, on all cores.
        arms: gives the arms, in whichever process it is called.
        temperatures: of the generations, falling to 1.
        population: draws accepted in each generation.
        starts: scores and choices from which the first draws are taken, in place of the prior.
    """
    # The command says itself how far it is.
    logging.getLogger("ABC").setLevel(logging.WARNING)
    kernel = pyabc.FunctionKernel(_log_weight, ret_scale=pyabc.distance.SCALE_LOG)
    alone = [entry.key for entry in behaviour() if entry.key not in active]
    sizes = {key: len(names) for key, names in choices_of(theories).items()}
    smc = pyabc.ABCSMC(
        Programmes(theories, arms),
        Prior(theories, starts),
        kernel,
        population_size=population,
        transitions=Proposal(tuple(active), tuple(alone), sizes),
        eps=pyabc.ListTemperature(list(temperatures)),
        acceptor=pyabc.StochasticAcceptor(pdf_norm_method=pdf_norm_max_found),
        sampler=sampler,
    )
    # A database of its own file is closed after each use; one in memory would stay open.
    with TemporaryDirectory() as folder:
        smc.new(pyabc.create_sqlite_db_id(folder, "generations.db"), {OBSERVED: 0.0})
        history = smc.run(max_nr_populations=len(temperatures))
        return _posterior(history, theories, temperatures)


def _log_weight(x: Any, x_0: Any, t: int, par: Any) -> float:
    return float(x[OBSERVED])


def _posterior(history: Any, theories: Sequence[str], temperatures: Sequence[float]) -> Posterior:
    """The last generation as tables, and the course of all of them."""
    last = history.max_t
    particles = history.get_population(t=last).particles
    choices = [
        {key: names[int(one.parameter[key])] for key, names in choices_of(theories).items()} for one in particles
    ]
    weights = np.array([particle.weight for particle in particles])
    return Posterior(
        pd.DataFrame(columns_of(np.stack([particle.sum_stat["shares"] for particle in particles]), choices)),
        np.stack([particle.sum_stat["codings"] for particle in particles]).astype(np.int64),
        np.stack([particle.sum_stat["simulated"] for particle in particles]),
        weights / weights.sum(),
        tuple(_generation(history, t, theories, temperatures[t]) for t in range(last + 1)),
    )


def _generation(history: Any, t: int, theories: Sequence[str], temperature: float) -> Generation:
    counts = history.get_all_populations().set_index("t")
    table, weights = history.get_distribution(t=t)
    codes = table[THEORY].to_numpy().astype(int)
    return Generation(
        temperature=float(temperature),
        evaluations=int(counts.loc[t, "samples"]),
        accepted=len(table),
        effective=float(weights.sum() ** 2 / np.sum(weights**2)),
        weights={theory: float(weights[codes == k].sum() / weights.sum()) for k, theory in enumerate(theories)},
    )
