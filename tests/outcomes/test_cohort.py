"""Measures of whole cohorts are what their definitions say, one run and one partnership at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.outcomes.cohort import agenda_need_correlation, agenda_variance, cost_per_self_sustained, mean_known

NAN = math.nan


def cohorts(seed: int, unknown: float) -> tuple[np.ndarray, np.ndarray]:
    """Agendas of some runs, a share of them unknown, and the needs that they are held against."""
    generator = np.random.default_rng(seed)
    agendas = generator.dirichlet(np.ones(4), (9, 6))
    agendas[generator.random((9, 6)) < unknown] = NAN
    return agendas, generator.dirichlet(np.ones(4), (9, 6))


def known_of(agendas: np.ndarray) -> list[int]:
    """The partnerships of a run whose agenda is known."""
    return [k for k in range(len(agendas)) if not any(math.isnan(weight) for weight in agendas[k])]


def slow_mean(values: np.ndarray) -> float:
    known = [value for value in values.tolist() if not math.isnan(value)]
    total = 0.0
    # One after the other: `sum` makes up for its own rounding.
    for value in known:
        total += value
    return total / len(known) if known else NAN


def slow_variance(agendas: np.ndarray) -> float:
    known = known_of(agendas)
    if len(known) < 2:
        return NAN
    total = 0.0
    for topic in range(agendas.shape[1]):
        mean = sum(agendas[k, topic] for k in known) / len(known)
        total += sum((agendas[k, topic] - mean) ** 2 for k in known)
    return total / len(known)


def slow_correlation(agendas: np.ndarray, needs: np.ndarray) -> float:
    known = known_of(agendas)
    if len(known) < 2:
        return NAN
    here: list[float] = []
    there: list[float] = []
    for topic in range(agendas.shape[1]):
        for values, found in ((agendas, here), (needs, there)):
            mean = sum(values[k, topic] for k in known) / len(known)
            found += [values[k, topic] - mean for k in known]
    spread = math.sqrt(sum(value**2 for value in here) * sum(value**2 for value in there))
    return sum(one * other for one, other in zip(here, there, strict=True)) / spread if spread > 1e-12 else NAN


def slow_cost(money: np.ndarray, kept: np.ndarray) -> float:
    count = sum(value == 1.0 for value in kept.tolist())
    return sum(money.tolist()) / count if count else NAN


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 0.8, 1.0]))
def test_agendas_vary_and_follow_need_as_their_definitions_say(seed: int, unknown: float) -> None:
    agendas, needs = cohorts(seed, unknown)
    expected = [slow_variance(own) for own in agendas]
    assert agenda_variance(agendas) == pytest.approx(expected, rel=1e-9, abs=1e-15, nan_ok=True)
    expected = [slow_correlation(*own) for own in zip(agendas, needs, strict=True)]
    assert agenda_need_correlation(agendas, needs) == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_agendas_that_equal_need_correlate_fully_and_reversed_ones_to_the_contrary() -> None:
    _, needs = cohorts(1, 0.0)
    assert agenda_need_correlation(needs, needs) == pytest.approx(np.ones(9))
    assert agenda_need_correlation(0.5 - needs, needs) == pytest.approx(-np.ones(9))


def test_one_known_agenda_neither_varies_nor_correlates() -> None:
    agendas, needs = cohorts(2, 0.0)
    agendas[:, 1:] = NAN
    assert np.isnan(agenda_variance(agendas)).all()
    assert np.isnan(agenda_need_correlation(agendas, needs)).all()


def test_equal_agendas_do_not_vary_and_have_no_correlation_even_by_rounding() -> None:
    _, needs = cohorts(3, 0.0)
    alike = np.tile(np.array([0.1, 0.2, 0.3, 0.4]) / 1.0000000000000002, (9, 6, 1))
    assert agenda_variance(alike) == pytest.approx(np.zeros(9), abs=1e-30)
    assert np.isnan(agenda_need_correlation(alike, needs)).all()


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.4, 1.0]))
def test_means_are_over_what_is_known(seed: int, unknown: float) -> None:
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(7, 5))
    values[generator.random((7, 5)) < unknown] = NAN
    expected = [slow_mean(own) for own in values]
    # In order: not merely close.
    assert np.array_equal(mean_known(values), expected, equal_nan=True)
    stacked = np.stack([values, values * 3.0], axis=2)
    assert np.array_equal(mean_known(stacked)[:, 0], expected, equal_nan=True)
    assert np.array_equal(mean_known(stacked)[:, 1], [slow_mean(own * 3.0) for own in values], equal_nan=True)


def test_a_cost_is_all_central_money_over_those_that_sustain_themselves() -> None:
    money = np.array([[10.0, 20.0, 30.0], [10.0, 20.0, 30.0], [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    kept = np.array([[1.0, 0.0, NAN], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [NAN, NAN, NAN]])
    expected = [slow_cost(*own) for own in zip(money, kept, strict=True)]
    assert expected[:2] == [60.0, 20.0]
    assert cost_per_self_sustained(money, kept) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("among", [1, 2, 5, 9])
def test_a_run_is_measured_to_the_same_bits_however_many_it_is_measured_with(among: int) -> None:
    agendas, needs = cohorts(5, 0.3)
    money, kept = needs[:, :, 0] * 100.0, np.round(needs[:, :, 1])
    for measure, values in (
        (agenda_variance, (agendas,)),
        (agenda_need_correlation, (agendas, needs)),
        (mean_known, (agendas,)),
        (cost_per_self_sustained, (money, kept)),
    ):
        together = measure(*values)
        parts = [measure(*(value[k : k + among] for value in values)) for k in range(0, 9, among)]
        assert np.concatenate(parts).tobytes() == together.tobytes()
