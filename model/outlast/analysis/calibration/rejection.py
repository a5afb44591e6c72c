"""Approximate Bayesian computation over parameters and structures, with pyABC: acceptance of draws of the prior.

A draw is accepted with the probability with which it would have given what was observed, as far as the uncertainty of
the targets goes (WIL13): a Gaussian outside an interval; of a count, a binomial whose chance is the simulated share.
Theories and the other structural choices are parameters with names for values, so that their posterior is their share
of the accepted draws.
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
from pyabc.acceptor import pdf_norm_from_kernel
from pyabc.model import ModelResult
from scipy.special import ndtr

from outlast.analysis.calibration.draws import behaviour, quantile, records_of, structures
from outlast.analysis.calibration.sampler import AddressedSampler
from outlast.analysis.calibration.table import Arms
from outlast.scenario.names import THEORY

# Seeds of the simulations, drawn by pyABC's stream, lie below this.
SEEDS = 2**53
OBSERVED = "log_weight"
ROOT = np.sqrt(2.0 * np.pi)


@dataclass(frozen=True)
class Posterior:
    """Accepted draws with their weights (summing to 1), what each gave (draw, target), and how they were come by.

    `norm` is the log density from which a draw is always accepted; `candidates` are all that were tried.
    """

    draws: pd.DataFrame
    codings: np.ndarray
    simulated: np.ndarray
    weights: np.ndarray
    norm: float
    candidates: int

    @property
    def effective(self) -> float:
        """How many draws of even weight it is worth."""
        return float(1.0 / np.sum(self.weights**2))


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
        norm = acceptor.pdf_norms[t]
        lowest = norm + np.log(np.random.uniform())
        drawn = self.draw(pars)
        total, simulated = self._simulate(drawn, lowest)
        accepted = total >= lowest
        weight = float(max(1.0, np.exp(total - norm))) if accepted else 0.0
        kept = {"simulated": simulated, "shares": drawn["shares"], "codings": drawn["codings"]} if accepted else {}
        return ModelResult(sum_stat=kept, distance=total, accepted=accepted, weight=weight)

    def draw(self, pars: Any) -> dict[str, Any]:
        """A whole draw: parameters and choices of the prior, codings at random, and luck."""
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

    def __init__(self, theories: Sequence[str]) -> None:
        sizes = {key: len(names) for key, names in choices_of(theories).items()}
        super().__init__(
            **{entry.key: pyabc.RV("norm", 0.0, 1.0) for entry in behaviour()},
            **{key: pyabc.RV("randint", 0, size) for key, size in sizes.items()},
        )
        self.scores, self.sizes = tuple(entry.key for entry in behaviour()), sizes

    def rvs(self, *args: Any, **kwargs: Any) -> pyabc.Parameter:
        """A draw, in one call of the generator for all parameters."""
        scores = dict(zip(self.scores, np.random.normal(size=len(self.scores)).tolist(), strict=True))
        return pyabc.Parameter(**scores, **{key: int(np.random.randint(size)) for key, size in self.sizes.items()})

    def pdf(self, x: Any) -> float:
        """The density: of all scores at once, since one by one takes longer than a simulation."""
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


def norm_of(log_weights: np.ndarray) -> float:
    """The log density above which half of the posterior's weight is expected to lie, from draws of the prior.

    Measured against the greatest density ever found, nearly everything would be refused for the sake of a few draws.
    A draw above the norm is accepted with a weight of more than one instead (rejection control, LIU01), so that
    nothing is biased.
    """
    order = np.argsort(log_weights, kind="stable")
    reached = np.cumsum(np.exp(log_weights[order] - log_weights.max()))
    return float(log_weights[order][np.searchsorted(reached, 0.5 * reached[-1])])


def accept(
    theories: Sequence[str], sampler: AddressedSampler, arms: Callable[[], Arms], norm: float, population: int
) -> Posterior:
    """The posterior, by acceptance of draws of the prior.

    Parameters:
        theories: the rivals, equally likely before.
        sampler: evaluates draws by number, on all cores.
        arms: gives the arms, in whichever process it is called.
        norm: the log density from which a draw is always accepted.
        population: how many are accepted.
    """
    # The command says itself how far it is.
    logging.getLogger("ABC").setLevel(logging.WARNING)
    one = pyabc.ABCSMC(
        Programmes(theories, arms),
        Prior(theories),
        pyabc.FunctionKernel(_log_weight, ret_scale=pyabc.distance.SCALE_LOG, pdf_max=norm),
        population_size=population,
        eps=pyabc.ListTemperature([1.0]),
        acceptor=pyabc.StochasticAcceptor(pdf_norm_method=pdf_norm_from_kernel),
        sampler=sampler,
    )
    # A database of its own file is closed after each use; one in memory would stay open.
    with TemporaryDirectory() as folder:
        one.new(pyabc.create_sqlite_db_id(folder, "accepted.db"), {OBSERVED: 0.0})
        history = one.run(max_nr_populations=1)
        return _posterior(history, theories, norm)


def _log_weight(x: Any, x_0: Any, t: int, par: Any) -> float:
    return float(x[OBSERVED])


def _posterior(history: Any, theories: Sequence[str], norm: float) -> Posterior:
    particles = history.get_population(t=0).particles
    choices = [
        {key: names[int(one.parameter[key])] for key, names in choices_of(theories).items()} for one in particles
    ]
    weights = np.array([particle.weight for particle in particles])
    counts = history.get_all_populations().set_index("t")
    return Posterior(
        pd.DataFrame(columns_of(np.stack([particle.sum_stat["shares"] for particle in particles]), choices)),
        np.stack([particle.sum_stat["codings"] for particle in particles]).astype(np.int64),
        np.stack([particle.sum_stat["simulated"] for particle in particles]),
        weights / weights.sum(),
        norm,
        int(counts.loc[0, "samples"]),
    )
