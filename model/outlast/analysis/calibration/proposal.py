"""How the sampler proposes: a few parameters together, all others and the structural choices one by one.

A Gaussian kernel over a hundred parameters at once would have weights that mean nothing. Those that move the targets
most are proposed together, from a kernel about an accepted draw; every other from a kernel density of its own. Kernels
are shrunk towards the mean, so that they do not spread what they smooth (LIU01), and each mixes in a little of the
prior, so that no weight is large.
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
        self.single, width = _shrunk(single, w, effective**-0.2)
        spread = np.sqrt(np.maximum(w @ (single - w @ single) ** 2, 1e-6))
        self.single_width = width * spread
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
        chosen = np.searchsorted(self.chances, np.random.uniform(size=count) * self.chances[-1])
        single = self.single[chosen, np.arange(count)] + self.single_width * np.random.normal(size=count)
        fresh = np.random.uniform(size=count) < PRIOR
        single[fresh] = np.random.normal(size=int(fresh.sum()))
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
        kernels = np.exp(-0.5 * ((single - self.single) / self.single_width) ** 2) / (ROOT * self.single_width)
        prior = np.exp(-0.5 * single**2) / ROOT
        density += np.sum(np.log((1.0 - PRIOR) * (self.weights @ kernels) + PRIOR * prior))
        density += sum(np.log(shares[int(x[key])]) for key, shares in self.shares.items())
        return float(np.exp(density))


def _shrunk(values: np.ndarray, weights: np.ndarray, width: float) -> tuple[np.ndarray, float]:
    """Points drawn towards their mean, so that kernels of this width about them have their spread; and the width."""
    width = min(width, 0.95)
    mean = weights @ values
    return mean + np.sqrt(1.0 - width**2) * (values - mean), width
