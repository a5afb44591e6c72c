"""A draw as a function of seed, process, who and when: addressed, never sequential.

Philox 4x32-10 (SAL11), a counter-based generator with published test vectors, turns an address into bits. No draw
depends on how many were made before it, so the same organisation has the same luck under every policy, whatever the
order of activation and whichever engine runs. Compiled for speed; `tests/verification` holds a second implementation.
"""

from __future__ import annotations

import math
import operator

import numpy as np
from numba import njit, uint64
from numba.extending import register_jitable

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_HALF_TO_52 = np.uint64(12)
_UNIT = 2.0**-52


@njit(inline="always")
def _philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = (p1 >> _SHIFT) ^ c1 ^ k0
        c2 = (p0 >> _SHIFT) ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@njit("UniTuple(uint64, 4)(uint64, uint64, uint64, uint64, uint64, uint64)", cache=True)
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Four 32-bit words of Philox 4x32-10 for a counter of four words and a key of two (SAL11)."""
    return _philox(c0, c1, c2, c3, k0, k1)


# Always inlined in a kernel: a loop over addresses then computes several draws at a time.
@njit("float64(int64, int64, int64, int64, int64, int64)", cache=True, forceinline=True)
def uniform(seed: int, process: int, who: int, other: int, quarter: int, which: int) -> float:
    """A number strictly between 0 and 1 for one address.

    `who` and `other` are identifiers of an organisation, a partnership or a region (below 2^32), `quarter` is 0 before
    the start, `which` (below 2^24) tells apart the draws of one process. The counter is (process and which, who,
    other, quarter), the key is the seed (64 bits). 52 bits are used, so that 0 and 1 cannot occur.
    """
    c0 = uint64(process) | (uint64(which) << uint64(8))
    key = uint64(seed)
    # The masks change nothing, but tell the compiler that a product of two such words has 64 bits.
    who_, other_, quarter_ = uint64(who) & _LOW, uint64(other) & _LOW, uint64(quarter) & _LOW
    w0, w1, _, _ = _philox(c0 & _LOW, who_, other_, quarter_, key & _LOW, key >> _SHIFT)
    bits = ((w0 << _SHIFT) | w1) >> _HALF_TO_52
    return (np.float64(bits) + 0.5) * _UNIT


# The published polynomials are easier to check as they stand.
# fmt: off
@register_jitable
def normal_quantile(u: float) -> float:
    """The standard normal quantile of u in (0, 1), by Wichura's rational approximation (WIC88)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        num = (
            (((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2
        ) * r + 3.3871328727963666080e0
        den = (
            (((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1
        ) * r + 1.0
        return q * num / den
    r = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r -= 1.6
        num = (
            (((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
            + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0
        ) * r + 1.42343711074968357734e0
        den = (
            (((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
            + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0
        ) * r + 1.0
    else:
        r -= 5.0
        num = (
            (((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0
        ) * r + 6.65790464350110377720e0
        den = (
            (((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1
        ) * r + 1.0
    x = num / den
    return -x if q < 0.0 else x
# fmt: on


@register_jitable
def gumbel(u: float) -> float:
    """The standard Gumbel quantile of u in (0, 1): the luck of one alternative in a weighted choice without order."""
    return -math.log(-math.log(u))


def checked_seed(seed: object) -> int:
    """A seed as a plain whole number; a fraction or a text is refused, not rounded.

    Raises:
        ValueError: it is no whole number from 0 to 2^63 - 1.
    """
    try:
        found = operator.index(seed)  # type: ignore[arg-type]
    except TypeError:
        found = -1
    if isinstance(seed, bool) or not 0 <= found < 2**63:
        raise ValueError(f"a seed is a whole number from 0 to 2^63 - 1, found {seed!r}")
    return found


def organisation_key(region: int, sector: int, rank: int) -> int:
    """The identifier of a generated organisation: stable when others are added (region -1 is national)."""
    return ((region + 1) << 12) | (sector << 10) | rank
