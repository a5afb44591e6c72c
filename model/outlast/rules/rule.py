"""What makes a function a rule: plain Python for a reader and a debugger, compiled inside a kernel."""

from __future__ import annotations

import math
from collections.abc import Callable

from numba.extending import register_jitable


def rule[**P, R](law: Callable[P, R]) -> Callable[P, R]:
    """Mark a pure scalar function as a rule that both engines call."""
    # Python calls the law itself, so that what would let it call the compiled one need not be compiled.
    return register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)(law)


@rule
def logistic(x: float) -> float:
    """A probability from a logit; written so that no exponential overflows."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1.0 + grown)


@rule
def within(x: float, low: float, high: float) -> float:
    """x kept between low and high."""
    return min(max(x, low), high)


@rule
def vagueness_felt(vagueness: float, theory_holds: bool) -> float:
    """Vagueness as an equation feels it (0..1): one half where its theory is switched off."""
    return vagueness if theory_holds else 0.5


@rule
def saturation(grant: float, half: float) -> float:
    """How large a grant is felt to be (0..1): F / (F + half)."""
    return grant / (grant + half)
