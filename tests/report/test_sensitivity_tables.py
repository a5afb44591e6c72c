"""The table of a sensitivity study fits a terminal and says what was found."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from outlast.analysis.sensitivity.study import Study
from outlast.report.sensitivity.tables import figure_of, sensitivity_table
from report.test_sensitivity_studies import MONEY, hiec, study


def printed(one: Study) -> list[str]:
    console = Console(width=120, file=io.StringIO())
    with console.capture() as capture:
        console.print(sensitivity_table(one, hiec()))
    return capture.get().splitlines()


def row_of(lines: list[str], key: str) -> str:
    return next(line for line in lines if f" {key} " in line)


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn", "oat"])
def test_the_table_is_no_wider_than_a_terminal_and_has_all_sentences(method: str) -> None:
    one = study(method, 3)
    lines = printed(one)
    assert max(len(line) for line in lines) <= 80
    text = " ".join(" ".join(lines).split())
    for sentence in one.sentences():
        assert sentence in text
    assert "Share of noise in the variance of the means" in text
    assert "A simulation, not a forecast." in text
    assert "0 to 600 £k per partnership per quarter" in text


def test_factors_stand_in_the_order_of_their_index_with_intervals() -> None:
    one = study("sobol", 3)
    lines = printed(one)
    frame = one.findings[0].indices.frame.sort_values("st_noise_free", ascending=False)
    for rank, row in enumerate(frame.to_dict("records"), 1):
        line = row_of(lines, row["name"])
        assert line.split()[0] == str(rank)
        assert figure_of(row["st_noise_free"], row["st_noise_free_conf"]) in line


def test_effects_are_in_the_unit_of_the_outcome() -> None:
    assert "mu_star, sigma, noise: in £k." in printed(study("morris", 3, outcomes=(MONEY,), scale=9e4))


def test_a_figure_has_as_many_places_as_its_interval_is_worth() -> None:
    assert figure_of(0.3456, 0.0123) == "0.346 ± 0.012"
    assert figure_of(-0.3456, 0.21) == "−0.35 ± 0.21"
    assert figure_of(12345.6, 321.0) == "12,346 ± 321"
    assert figure_of(-0.001, 0.4) == "0.00 ± 0.40"
    assert figure_of(0.0, 0.0) == "0.00 ± 0.00"
    assert figure_of(0.25, math.nan) == "0.25"
    assert figure_of(math.nan, math.nan) == "–"
