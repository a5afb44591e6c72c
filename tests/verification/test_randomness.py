"""The generator against its published vectors, a second implementation, and the distributions it should give."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from outlast import processes
from outlast.randomness import gumbel, normal_quantile, organisation_key, philox, uniform

# Counter (4 words), key (2 words) and result of philox4x32_R 10, as published in Random123's kat_vectors.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]

WORD = st.integers(0, 2**32 - 1)
SEED = st.integers(0, 2**63 - 1)
PROCESSES = sorted(value for name, value in vars(processes).items() if name.isupper())


def words(text):
    return tuple(int(word, 16) for word in text.split())


def philox_by_the_paper(counter, key):
    """Philox 4x32-10 from the paper: ten rounds of two multiplications, a swap and a key bumped by Weyl steps."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        # The golden ratio and the square root of three less one, as 32-bit fractions.
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def uniform_by_the_paper(seed, process, who, other, quarter, which):
    counter = (process + 256 * which, who, other, quarter)
    first, second, *_ = philox_by_the_paper(counter, (seed % 2**32, seed // 2**32))
    bits = (first * 2**32 + second) // 2**12
    return (bits + 0.5) / 2**52


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert words(answer) == philox(*words(counter), *words(key))
    assert words(answer) == philox_by_the_paper(words(counter), words(key))


@given(st.tuples(WORD, WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_philox_equals_a_second_implementation(counter, key):
    assert philox_by_the_paper(counter, key) == philox(*counter, *key)


@given(st.tuples(SEED, st.sampled_from(PROCESSES), WORD, WORD, WORD, st.integers(0, 2**24 - 1)))
def test_a_draw_equals_a_second_implementation_and_lies_strictly_between_0_and_1(address):
    draw = uniform(*address)
    assert uniform_by_the_paper(*address) == draw
    assert 0.0 < draw < 1.0


def test_seed_0_is_a_seed_like_any_other():
    draws = [uniform(seed, 1, 2, 3, 4, 5) for seed in (0, 1, 2**32, 2**62)]
    assert len(set(draws)) == 4
    assert uniform_by_the_paper(0, 1, 2, 3, 4, 5) == draws[0]


@given(SEED, WORD, WORD, WORD, st.integers(0, 2**24 - 1), st.integers(0, 6), st.integers(1, 2**20))
def test_neighbouring_addresses_differ(seed, who, other, quarter, which, part, step):
    one = [seed, 3, who, other, quarter, which]
    another = list(one)
    limits = (2**63, 200, 2**32, 2**32, 2**32, 2**24)
    part %= 6
    another[part] = (another[part] + step) % limits[part]
    if one != another:
        # 52 bits of a good generator collide by chance once in some 10^15 pairs.
        assert uniform(*one) != uniform(*another)


def test_no_two_addresses_of_a_world_share_a_draw():
    draws = {
        uniform(9, process, who, other, quarter, which)
        for process in PROCESSES
        for who in (0, 1, organisation_key(-1, 2, 0), organisation_key(16, 1, 4))
        for other in (0, 1, organisation_key(3, 0, 14))
        for quarter in range(40)
        for which in (0, 1, 39)
    }
    assert len(PROCESSES) * 4 * 3 * 40 * 3 == len(draws)


def test_no_two_processes_share_a_number():
    names = [name for name in vars(processes) if name.isupper()]
    assert len(names) == len(set(PROCESSES))
    assert max(PROCESSES) < 256


def test_every_generated_organisation_has_its_own_identifier():
    counts = {0: 200, 1: 100, 2: 300}
    keys = [
        organisation_key(region, sector, k)
        for region in range(-1, 500)
        for sector, count in counts.items()
        for k in range(count)
    ]
    assert len(keys) == len(set(keys))
    assert max(keys) < 2**32


@given(st.floats(1e-16, 1 - 1e-16))
def test_the_normal_quantile_is_the_published_one(u):
    # Wichura's AS 241 in both; ours takes the sum of the polynomials in the same order, so a few roundings at most.
    assert NormalDist().inv_cdf(u) == pytest.approx(normal_quantile(u), rel=1e-14, abs=1e-15)


@given(st.floats(1e-12, 1 - 1e-12))
def test_the_normal_quantile_undoes_the_normal_distribution(u):
    # The published accuracy is one part in 10^16; erfc near the tails costs the rest.
    assert u == pytest.approx(NormalDist().cdf(normal_quantile(u)), rel=1e-11)


def test_the_normal_quantile_of_the_extreme_draws_is_finite():
    for u in (0.5 / 2**52, 1 - 0.5 / 2**52):
        assert math.isfinite(normal_quantile(u))
        assert math.isfinite(gumbel(u))


def test_the_gumbel_quantile_by_hand():
    # -ln(-ln(1/e)) = 0
    assert gumbel(math.exp(-1.0)) == pytest.approx(0.0, abs=1e-15)


ADDRESS_WALKS = {
    "seeds": lambda k: (k, 16, 5, 2, 7, 0),
    "organisations": lambda k: (3, 16, k, 2, 7, 0),
    "partnerships": lambda k: (3, 16, 5, k, 7, 0),
    "quarters": lambda k: (3, 16, 5, 2, k, 0),
    "further draws": lambda k: (3, 16, 5, 2, 7, k),
}


@pytest.mark.parametrize("walk", ADDRESS_WALKS)
def test_draws_along_every_part_of_the_address_are_uniform(walk):
    draws = np.array([uniform(*ADDRESS_WALKS[walk](k)) for k in range(20_000)])
    # The addresses are fixed, so these can only fail where the generator changes; alpha 0.001 each.
    assert stats.kstest(draws, "uniform").pvalue > 0.001
    counts = np.bincount((draws * 64).astype(int), minlength=64)
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize("walk", ADDRESS_WALKS)
def test_neighbouring_draws_are_independent(walk):
    draws = np.array([uniform(*ADDRESS_WALKS[walk](k)) for k in range(20_001)])
    cells = (draws[:-1] * 8).astype(int) * 8 + (draws[1:] * 8).astype(int)
    # Non-overlapping pairs, so that the counts are multinomial.
    assert stats.chisquare(np.bincount(cells[::2], minlength=64)).pvalue > 0.001


def test_normal_draws_are_normal():
    draws = [normal_quantile(uniform(11, 4, who, 0, 0, 0)) for who in range(20_000)]
    assert stats.kstest(draws, "norm").pvalue > 0.001
