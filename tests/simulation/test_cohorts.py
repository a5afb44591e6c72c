"""The run table is shares and means over the partnerships of each run, by a plain and slow definition."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import outlast
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS, RUN_OUTCOMES, RUNG
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.parameters import TOPICS
from outlast.simulation.cohorts import run_columns, tabulate
from outlast.simulation.result import Result
from sweeps import tiny

NAN = math.nan


@pytest.fixture(scope="module")
def result() -> Result:
    """Some runs with a twin, of partnerships of which some close and some go on."""
    base = tiny({"output.twin": True, "mandate.duration": 8, "context.horizon": 24, "mandate.grant": 100})
    return outlast.simulate(base, range(1, 9), workers=1)


def mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else NAN


def cohort(finals: np.ndarray) -> dict[str, float]:
    """Shares and means of the partnerships of one run (partnership, FINALS)."""
    row: dict[str, float] = {}
    for outcome in FINALS:
        values = [float(finals[k, FINAL_INDEX[outcome.name]]) for k in range(len(finals))]
        if outcome.kind == RUNG:
            for code, rung in enumerate(STATES if outcome.name == "ladder_end" else RUNGS):
                row[f"{outcome.name}_{rung}"] = mean([NAN if math.isnan(v) else float(v == code) for v in values])
        else:
            row[outcome.name] = mean(values)
    return row


def variance(finals: np.ndarray) -> float:
    agendas = [[finals[k, FINAL_INDEX[f"agenda_{topic}_12"]] for topic in TOPICS] for k in range(len(finals))]
    known = [agenda for agenda in agendas if not any(math.isnan(weight) for weight in agenda)]
    if len(known) < 2:
        return NAN
    middle = [math.fsum(column) / len(known) for column in zip(*known, strict=True)]
    away = [(weight - centre) ** 2 for agenda in known for weight, centre in zip(agenda, middle, strict=True)]
    return math.fsum(away) / len(known)


def expected_row(result: Result, run: int) -> dict[str, float]:
    assert result.twin_finals is not None
    own, twin = cohort(result.finals[run]), cohort(result.twin_finals[run])
    row = dict(own)
    row |= {f"twin_{name}": value for name, value in twin.items()}
    for name in own:
        if name in FINAL_INDEX:
            k = FINAL_INDEX[name]
            row[f"additional_{name}"] = mean((result.finals[run, :, k] - result.twin_finals[run, :, k]).tolist())
        else:
            row[f"additional_{name}"] = own[name] - twin[name]
    return row


def test_every_share_and_mean_is_that_of_its_definition(result: Result) -> None:
    table: Any = result.runs
    for run in range(len(table)):
        for name, value in expected_row(result, run).items():
            assert table.loc[run, name] == pytest.approx(value, rel=1e-12, abs=1e-12, nan_ok=True), name
    assert 0.0 < table["self_sustaining_8"].mean() + table["alive_8"].mean() < 2.0


def test_measures_of_the_cohort_are_those_of_its_definition(result: Result) -> None:
    assert result.twin_finals is not None
    for run in range(len(result.seeds)):
        found: Any = result.runs.loc[run]
        assert found["agenda_variance_12"] == pytest.approx(variance(result.finals[run]), nan_ok=True)
        assert found["twin_agenda_variance_12"] == pytest.approx(variance(result.twin_finals[run]), nan_ok=True)
        kept = float((result.finals[run, :, FINAL_INDEX["self_sustaining_8"]] == 1.0).sum())
        money = math.fsum(result.finals[run, :, FINAL_INDEX["central_money"]].tolist())
        cost = money / kept if kept else NAN
        assert found["cost_per_self_sustained"] == pytest.approx(cost, nan_ok=True)
    table: Any = result.runs
    for prefix in ("twin_", "additional_"):
        assert table[f"{prefix}cost_per_self_sustained"].isna().all()


def test_columns_are_named_once_and_in_one_order() -> None:
    plain, both = run_columns(False), run_columns(True)
    assert len(set(both)) == len(both) == 3 * len(plain)
    assert both[: len(plain)] == plain
    assert both[len(plain) : 2 * len(plain)] == tuple(f"twin_{name}" for name in plain)
    assert set(plain) >= {outcome.name for outcome in RUN_OUTCOMES}
    assert "ladder_end_funded" in plain or f"ladder_end_{STATES[-1]}" in plain


def needs_of(runs: int, regions: int) -> np.ndarray:
    return np.random.default_rng(1).dirichlet(np.ones(4), (runs, regions))


def random_finals(seed: int, unknown: float) -> np.ndarray:
    generator = np.random.default_rng(seed)
    finals = generator.random((7, 5, len(FINALS)))
    for k, outcome in enumerate(FINALS):
        if outcome.kind == RUNG:
            finals[:, :, k] = generator.integers(0, len(RUNGS), (7, 5))
    finals[generator.random(finals.shape) < unknown] = NAN
    return finals


@pytest.mark.parametrize("unknown", [0.0, 0.5, 1.0])
def test_what_is_not_known_counts_in_no_share_and_no_mean(unknown: float) -> None:
    finals = random_finals(3, unknown)
    table = tabulate(finals, None, needs_of(7, 2))
    assert table.shape == (7, len(run_columns(False)))
    for run in range(7):
        row = dict(zip(run_columns(False), table[run].tolist(), strict=True))
        for name, value in cohort(finals[run]).items():
            assert row[name] == pytest.approx(value, rel=1e-12, abs=1e-12, nan_ok=True), name


def test_a_run_is_tabled_to_the_same_bits_however_many_it_is_tabled_with() -> None:
    finals, twins, needs = random_finals(4, 0.3), random_finals(5, 0.3), needs_of(7, 2)
    together = tabulate(finals, twins, needs)
    for run in range(7):
        own = slice(run, run + 1)
        assert tabulate(finals[own], twins[own], needs[own]).tobytes() == together[own].tobytes()


def test_partnerships_take_the_regions_in_turn() -> None:
    # Agendas that are the needs of regions 0, 1, 0, 1, 0 follow need fully; of those of one region they do not.
    needs = needs_of(1, 2)
    finals = random_finals(6, 0.0)[:1]
    for k, topic in enumerate(TOPICS):
        finals[:, :, FINAL_INDEX[f"agenda_{topic}_12"]] = needs[:, [0, 1, 0, 1, 0], k]
    place = run_columns(False).index("agenda_need_12")
    assert tabulate(finals, None, needs)[0, place] == pytest.approx(1.0)
    assert tabulate(finals, None, needs[:, ::-1])[0, place] == pytest.approx(-1.0)
