"""The table of a sweep shows where the outcome is highest and lowest, in 80 columns."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from outlast.report.sweep.tables import short_names, sweep_table
from outlast.scenario import Scenario, load_scenario

VAGUE, GRANT, PRODUCTION = "mandate.vagueness", "mandate.grant", "structure.production"
FACTS = {"design": "a full grid of 11 values of mandate.vagueness", "seconds": "2.5"}


@pytest.fixture(scope="module")
def hiec() -> Scenario:
    return load_scenario("hiec")


def points_of(columns: dict[str, Any], means: Any) -> pd.DataFrame:
    points = pd.DataFrame(columns).assign(runs=20, failed=0, mean=np.asarray(means, dtype=float))
    return points.assign(low=points["mean"] - 0.05, high=points["mean"] + 0.05)


def printed(points: pd.DataFrame, scenario: Scenario, outcome: str = "alive_8", **more: Any) -> str:
    keys = tuple(column for column in points.columns if "." in column)
    console = Console(file=io.StringIO(), width=80)
    console.print(sweep_table(points, keys, outcome, scenario, more.get("facts", FACTS)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def rows_of(text: str) -> list[str]:
    """The lines of the table of points."""
    lines = text.splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("──"))
    end = next(k for k, line in enumerate(lines) if k > start and line.startswith(("vagueness:", "production:")))
    return [line for line in lines[start + 1 : end] if line.strip()]


def test_few_points_are_all_shown_from_the_highest(hiec: Scenario) -> None:
    text = printed(points_of({VAGUE: [0.0, 0.8, 1.0]}, [0.5, 0.2, 0.9]), hiec)
    assert "3 points, highest first" in text
    assert [row.split()[0] for row in rows_of(text)] == ["1", "0", "0.8"]
    assert rows_of(text)[0].split()[1:] == ["90%", "[85,", "95]", "20"]


def test_of_many_points_five_stand_at_either_end(hiec: Scenario) -> None:
    values = np.linspace(0, 1, 21)
    text = printed(points_of({VAGUE: values}, values), hiec)
    assert "The 5 highest and the 5 lowest of 21 points" in text
    highest, lowest = ["1", "0.95", "0.9", "0.85", "0.8"], ["0.2", "0.15", "0.1", "0.05", "0"]
    assert [row.split()[0] for row in rows_of(text)] == [*highest, *lowest]


def test_the_facts_stand_above_with_their_labels(hiec: Scenario) -> None:
    head = printed(points_of({VAGUE: [0.0, 1.0]}, [0.1, 0.2]), hiec).partition("highest first")[0]
    assert hiec.title in head
    assert "Open 8 quarters after the last central pound: share of 17 partnerships" in head
    for label, text in FACTS.items():
        assert any(line.startswith(label) and text in line for line in head.splitlines())


def test_what_the_columns_mean_is_told_with_the_unit(hiec: Scenario) -> None:
    text = " ".join(printed(points_of({VAGUE: [0.0, 1.0], GRANT: [1, 2]}, [0.1, 0.2]), hiec).split())
    assert "vagueness: how vague the mandate is (share 0 to 1)" in text
    assert "grant: central money while funded, before any taper (£k per partnership per quarter)" in text


def test_the_scenario_itself_is_marked(hiec: Scenario) -> None:
    text = printed(points_of({VAGUE: [0.0, 0.8], GRANT: [130, 130]}, [0.1, 0.2]), hiec)
    assert "20% [15, 25] *" in text
    assert "*: hiec itself." in text
    assert "*" not in printed(points_of({VAGUE: [0.0, 0.8], GRANT: [130, 131]}, [0.1, 0.2]), hiec)


def test_failures_and_points_without_a_value_are_told(hiec: Scenario) -> None:
    points = points_of({VAGUE: [0.0, 0.5, 1.0]}, [0.1, np.nan, 0.3])
    assert "failed" not in printed(points, hiec)
    points["failed"] = [0, 20, 3]
    text = printed(points, hiec)
    assert [row.split()[-1] for row in rows_of(text)] == ["3", "0"]
    assert "1 of 3 points has no value." in text
    assert "No point has a value." in printed(points.assign(mean=np.nan, low=np.nan, high=np.nan), hiec)


def test_money_and_differences_carry_their_unit(hiec: Scenario) -> None:
    points = points_of({VAGUE: [0.0, 1.0]}, [0.1, -0.2])
    assert "percentage points" in printed(points, hiec, "additional_alive_8")
    assert "+10 [+5, +15]" in printed(points, hiec, "additional_alive_8")
    money = points.assign(mean=[1200.0, 90.0], low=[1000.0, 80.0], high=[1400.0, 100.0])
    assert "£1.20m [£1.00m, £1.40m]" in printed(money, hiec, "cost_per_self_sustained")
    alone = printed(money.assign(low=np.nan, high=np.nan, runs=1), hiec, "cost_per_self_sustained")
    assert "no intervals" in alone


def test_many_factors_share_a_column_and_nothing_is_wider_than_eighty(hiec: Scenario) -> None:
    keys = [VAGUE, GRANT, "mandate.duration", "context.members", "context.prior_ties", PRODUCTION]
    columns = {key: [0.1234567, 0.7654321] for key in keys} | {PRODUCTION: ["ces", "weakest_link"]}
    text = printed(points_of(columns, [0.1, 0.2]), hiec)
    assert "vagueness 0.765432, grant" in text
    assert "production weakest link" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 80


def test_names_are_as_short_as_tells_them_apart() -> None:
    keys = ["mandate.grant", "mandate.successor.grant", "mandate.duration"]
    assert short_names(keys) == ["mandate.grant", "successor.grant", "duration"]


def test_titles_are_taken_literally(hiec: Scenario) -> None:
    text = printed(points_of({VAGUE: [0.0, 1.0]}, [0.1, 0.2]), hiec, facts={"[bold]": "[red]5 x 5[/red]"})
    assert "[bold]" in text
    assert "[red]5 x 5[/red]" in text
