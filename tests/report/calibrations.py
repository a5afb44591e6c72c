"""A finished calibration with made-up numbers: plausible ones, and whatever a test wants otherwise."""

from __future__ import annotations

from atexit import register
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from outlast.analysis.calibration.conduct import LEVELS, Calibration
from outlast.analysis.calibration.draws import THEORIES, behaviour, prior_draws, structures
from outlast.analysis.calibration.ensemble import Ensemble, choice_weights, learnt
from outlast.analysis.calibration.folder import Plan
from outlast.analysis.calibration.measurements import load_measurements
from outlast.analysis.calibration.synthetic import Telling
from outlast.analysis.calibration.targets import load_targets
from outlast.analysis.calibration.value import Value

TRUTHS, DRAWS = 300, 400
WEIGHTS = (0.13, 0.17, 0.16, 0.15, 0.05, 0.17, 0.17)
# Parameters that the targets speak of, and how: the share of the range at which the posterior lies, and how wide.
LEARNT = {3: (0.2, 0.2), 7: (0.8, 0.3), 20: (0.5, 0.12), 41: (0.35, 0.35), 77: (0.7, 0.5), 90: (0.15, 0.1)}


@cache
def made_up() -> Calibration:
    """A calibration to the shipped targets, with a posterior in a folder of its own; not to be changed."""
    luck = np.random.default_rng(5)
    targets = load_targets()
    path = Path(mkdtemp(prefix="calibration"))
    register(rmtree, path, ignore_errors=True)
    posterior = _posterior(luck, targets)
    posterior.to_parquet(path / "posterior.parquet")
    kept = posterior.drop(columns=[name for name in posterior.columns if name.startswith(("simulated.", "weight"))])
    parameters = learnt(kept, posterior["weight"].to_numpy())
    return Calibration(
        path,
        Plan(),
        targets,
        _history(targets),
        _coverage(luck),
        _telling(),
        {"candidates": 160_000, "accepted": DRAWS, "effective": 240.0, "norm": -5.4},
        theories(WEIGHTS),
        choice_weights(kept, posterior["weight"].to_numpy(), 1),
        parameters,
        _predictions(luck, targets),
        Ensemble(kept.iloc[:300].reset_index(drop=True), {}),
    )


def changed(**parts: Any) -> Calibration:
    """The same with some parts replaced."""
    return replace(made_up(), **parts)


def theories(weights: Any, half: float | Any = 0.03, names: Any = THEORIES) -> pd.DataFrame:
    """A table of theories with intervals of so much on each side."""
    weights, prior = np.array(weights, float), 1.0 / len(weights)
    low, high = np.maximum(0.0, weights - half), np.where(weights == 0.0, 0.0, weights + half)
    return pd.DataFrame(
        {
            "theory": list(names)[: len(weights)], "prior": prior, "weight": weights, "low": low, "high": high,
            "against_best": weights / weights.max(), "clear": (high < prior) | (low > prior),
        }
    )  # fmt: skip


def measured(bits: dict[str, float] | None = None, half: float = 0.05) -> list[Telling]:
    """What the shipped measurements would tell, the most telling first, and all of them together."""
    names = [one.name for one in load_measurements()]
    found = bits or {name: 0.42 * 0.8**k - 0.02 for k, name in enumerate(names)} | {"all together": 0.8}
    return [
        Telling(
            "structure.theory", name, 0.17 + 0.3 * value, 0.15 + 0.3 * value, 0.2 + 0.3 * value, 0.17, value,
            value - half, value + half, 2.75,
        )
        for name, value in found.items()
    ]  # fmt: skip


def value(told: list[Telling] | None = None) -> Value:
    """What was asked of an ensemble, and what it would tell."""
    asked: dict[str, float] = dict(zip(THEORIES, WEIGHTS, strict=True))
    return Value(load_measurements(), tuple(measured() if told is None else told), asked, 300, 10, 1, "0a1b2c3d")


def _posterior(luck: np.random.Generator, targets: Any) -> pd.DataFrame:
    draws = prior_draws(DRAWS, 3)
    for place, (at, wide) in LEARNT.items():
        entry = behaviour()[place]
        low, high = entry.spec.low, entry.spec.high  # type: ignore[union-attr]
        draws[entry.key] = low + (high - low) * np.clip(luck.normal(at, wide / 3.3, DRAWS), 0, 1)
    draws["structure.theory"] = luck.choice(THEORIES, DRAWS, p=WEIGHTS)
    beside = {}
    for target in targets:
        low, high = target.interval()
        # Under capture and shield something is always amiss.
        off = 1.2 * (high - low) * draws["structure.theory"].isin(["capture", "shield"]).to_numpy()
        beside[f"simulated.{target.name}"] = low + (high - low) * luck.beta(2, 2, DRAWS) * 1.1 + off
    return pd.concat([draws, pd.DataFrame(beside)], axis=1).assign(weight=luck.dirichlet(np.full(DRAWS, 3.0)))


def _history(targets: Any) -> list[dict[str, Any]]:
    fitted = [target.name for target in targets if target.fitted]
    waves = []
    for number, left in ((1, 0.11), (2, 0.031)):
        shares = left * np.array([1.0, 1.4, 0.8, 1.1, 0.12, 1.2, 1.4])
        waves.append(
            {
                "number": number, "simulated": 20_000 if number == 1 else 5000, "left": float(shares.mean()),
                "by_theory": dict(zip(THEORIES, shares.tolist(), strict=True)),
                "ruled": {name: 0.7 / number * 0.66**k for k, name in enumerate(fitted)},
                "wrongly": 0.03, "plausible": 40 * number, "lost": 0.24 / number,
            }
        )  # fmt: skip
    return waves


def _coverage(luck: np.random.Generator) -> dict[str, Any]:
    keys = [entry.key for entry in behaviour()]
    ranks = luck.random((TRUTHS, len(keys)))
    away = np.abs(ranks - 0.5) * 2
    levels = np.stack([(away <= level).mean(axis=0) for level in LEVELS])
    names = list(reversed(THEORIES))
    chances = luck.dirichlet(np.full(len(names), 6.0), len(names)) * 0.85 + 0.15 * np.eye(len(names))
    return {
        "truths": TRUTHS, "temperature": 4.0, "effective": 171.0, "levels": list(LEVELS),
        "covered": levels.mean(axis=1).tolist(),
        "fit_covered": levels.mean(axis=1).tolist(),
        "reliability": [
            {"low": 0.0, "high": 0.2, "count": 400, "given": 0.12, "true": 0.13},
            {"low": 0.2, "high": 1.01, "count": 60, "given": 0.27, "true": 0.22},
            {"low": 0.5, "high": 1.01, "count": 3, "given": 0.6, "true": 0.0},
        ],
        "by_parameter": {key: levels[:, k].tolist() for k, key in enumerate(keys)},
        "narrowing": {key: float(0.01 * k / len(keys)) for k, key in enumerate(keys)},
        "theories": names, "confusion": chances.tolist(), "found": float(binom.ppf(0.5, TRUTHS, 0.24) / TRUTHS),
    }  # fmt: skip


def _telling() -> pd.DataFrame:
    rows = []
    for k, choice in enumerate(("structure.theory", *structures())):
        classes = len(THEORIES) if k == 0 else len(structures()[choice])
        most = float(np.log2(classes))
        for number, name in enumerate(("targets of hiec", "all targets")):
            told = (0.02 + 0.06 * number) * most * (1.0 - 0.3 * k)
            right = 1.0 / classes + told / 4
            rows.append(
                Telling(choice, name, right, right - 0.01, right + 0.01, 1.0 / classes, told, told - 0.015,
                        told + 0.015, most).row()
            )  # fmt: skip
    return pd.DataFrame(rows)


def _predictions(luck: np.random.Generator, targets: Any) -> pd.DataFrame:
    rows = []
    for k, target in enumerate(targets):
        low, high = target.interval()
        middle = min(1.0, low + (high - low) * (0.35 + 0.04 * k))
        if target.name in ("ahsn_own_coverage", "vanguard_self_sustaining"):
            middle = high + 0.15
        if target.name == "exchange_own_cover":
            middle = 0.9
        rows.append(
            {
                "target": target.name, "pattern": target.pattern, "arm": target.arm, "use": target.use,
                "observed_low": low, "observed_high": high, "low": max(0.0, middle - 0.18), "median": middle,
                "high": min(1.0, middle + 0.18), "expected_low": max(0.0, middle - 0.16),
                "expected_median": middle - 0.005, "expected_high": min(1.0, middle + 0.06),
                "default_low": max(0.0, middle - 0.1), "default_median": (low + high) / 2,
                "default_high": min(1.0, middle + 0.1), "within": 0.6,
                "undefined": 0.0, "source": target.source,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
