"""How the sampler proposes: a few parameters together, all others and the structural choices one by one.

Kernels over a hundred parameters have weights that mean nothing: the noise of each adds up. Those that move the
targets most are proposed together, from a kernel about an accepted draw, shrunk towards the mean so that it does not
spread what it smooths (LIU01). Every other comes from a normal distribution fitted to what was accepted where that is
clearly not the prior, and from the prior itself otherwise. Each mixes in a little of the prior, so that no weight is
large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pyabc import Parameter
from pyabc.transition import Transition

# Share of the prior in each kernel.
PRIOR = 0.1
# Standard errors from which a parameter counts as moved, and the least spread that is believed.
CLEAR, NARROWEST = 3.0, 0.05
ROOT = np.sqrt(2.0 * np.pi)


class Proposal(Transition):
    """A transition of pyABC over standard normal scores and codes of choices."""

    def __init__(
        self, together: Sequence[str] = (), alone: Sequence[str] = (), choices: Mapping[str, int] | None = None
    ) -> None:
        self.together = together
        self.alone = alone
        self.choices = choices

    def fit(self, X: pd.DataFrame, w: np.ndarray) -> None:
        """Learn from accepted draws (draw, parameter) and their weights."""
        self.chances = np.cumsum(w)
        effective = 1.0 / np.sum(w**2)
        block, single = X[list(self.together)].to_numpy(float), X[list(self.alone)].to_numpy(float)
        self.block, self.block_width = _shrunk(block, w, effective ** (-1.0 / (len(self.together) + 4)))
        centred = block - w @ block
        covariance = (w[:, None] * centred).T @ centred / (1.0 - np.sum(w**2))
        # A floor keeps the kernel whole where few draws are left.
        self.root = np.linalg.cholesky(self.block_width**2 * (covariance + 1e-6 * np.eye(len(self.together))))
        self.inverse = np.linalg.inv(self.root)
        self.middle, self.spread, self.moved = _normals(single, w, effective)
        self.weights = w
        self.shares = {
            key: (1.0 - PRIOR) * np.bincount(X[key].to_numpy().astype(int), w, size) + PRIOR / size
            for key, size in (self.choices or {}).items()
        }

    def rvs_single(self) -> Parameter:
        """A proposal."""
        if np.random.uniform() < PRIOR:
            block = np.random.normal(size=len(self.together))
        else:
            chosen = np.searchsorted(self.chances, np.random.uniform() * self.chances[-1])
            block = self.block[chosen] + self.root @ np.random.normal(size=len(self.together))
        count = len(self.alone)
        single = np.random.normal(size=count)
        follows = self.moved & (np.random.uniform(size=count) >= PRIOR)
        single = np.where(follows, self.middle + self.spread * single, single)
        found = dict(zip(self.together, block.tolist(), strict=True)) | dict(
            zip(self.alone, single.tolist(), strict=True)
        )
        for key, shares in self.shares.items():
            found[key] = int(np.searchsorted(np.cumsum(shares), np.random.uniform() * shares.sum()))
        return Parameter(**found)

    def pdf(self, x: Any) -> float:
        """The density with which a draw is proposed."""
        block = np.array([x[key] for key in self.together])
        away = (block - self.block) @ self.inverse.T
        size = len(self.together)
        kernel = np.exp(-0.5 * np.sum(away**2, axis=1)) * np.prod(np.diag(self.inverse)) / ROOT**size
        density = np.log((1.0 - PRIOR) * (self.weights @ kernel) + PRIOR * np.exp(-0.5 * block @ block) / ROOT**size)
        single = np.array([x[key] for key in self.alone])
        fitted = np.exp(-0.5 * ((single - self.middle) / self.spread) ** 2) / (ROOT * self.spread)
        prior = np.exp(-0.5 * single**2) / ROOT
        density += np.sum(np.log(np.where(self.moved, (1.0 - PRIOR) * fitted + PRIOR * prior, prior)))
        density += sum(np.log(shares[int(x[key])]) for key, shares in self.shares.items())
        return float(np.exp(density))


def _normals(values: np.ndarray, weights: np.ndarray, effective: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and spread of each parameter's scores, and where either is further from the prior's than luck takes it.

    The standard errors are 1 / root n of the mean and 1 / root 2n of the spread, for n effective draws.
    """
    mean = weights @ values
    spread = np.sqrt(np.maximum(weights @ (values - mean) ** 2, NARROWEST**2))
    error = 1.0 / np.sqrt(effective)
    moved = (np.abs(mean) > CLEAR * error) | (np.abs(spread - 1.0) > CLEAR * error / np.sqrt(2.0))
    return mean, spread, moved


def _shrunk(values: np.ndarray, weights: np.ndarray, width: float) -> tuple[np.ndarray, float]:
    """Points drawn towards their mean, so that kernels of this width about them have their spread; and the width."""
    width = min(width, 0.95)
    mean = weights @ values
    return mean + np.sqrt(1.0 - width**2) * (values - mean), width
