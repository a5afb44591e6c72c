"""Two worlds in a browser: beside each other on the same luck, branched, and compared as the command line compares."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from scipy import stats

from browsing import GRANT, VAGUE, at_quarter, beside, branch, button, chart, field, saved, series, step, tab, typed
from outlast.analysis.numbers import percent
from outlast.cli import main
from outlast.outcomes.intervals import Interval
from outlast.report import wording

# Outcomes that every run has a number for, so that their difference is that of the runs.
PAIRED = ("self_sustaining_8", "alive_8", "central_money")
WAYS = {
    "self_sustaining_8": percent,
    "alive_8": percent,
    "closed_by_success": percent,
    "governance_full_12": percent,
    "central_money": wording.money,
    "cost_per_self_sustained": wording.money,
}


def granted(page: Page, side: int) -> list[float]:
    return series(chart(page, "Money of those open", side)).get("grant", [])


def headings(page: Page, second: str) -> None:
    """Wait for both worlds' headings."""
    expect(page.get_by_role("heading", name="World A: A workshop")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(f"^World B: .*{second}"))).to_be_visible()


def test_the_same_without_a_mandate_stands_beside_at_the_same_quarter(page: Page) -> None:
    step(page, 2)
    beside(page, "no mandate")
    headings(page, "the same without a mandate")
    at_quarter(page, 2)
    step(page, 4, since=2)
    assert granted(page, 0) == [120] * 4
    assert not any(granted(page, 1))
    beside(page, "nothing")
    expect(page.get_by_role("heading", name="World B")).to_have_count(0)
    at_quarter(page, 4)


@pytest.mark.slow
def test_another_mandate_has_levers_of_its_own(page: Page) -> None:
    beside(page, "another mandate")
    typed(field(page, GRANT), "60")
    headings(page, "60")
    step(page, 3)
    assert granted(page, 0) == [120] * 3
    assert granted(page, 1) == [60] * 3
    page.locator(".outlast-sides").get_by_role("button", name="A").click()
    expect(field(page, GRANT)).to_have_value("120")


@pytest.mark.slow
def test_a_branch_has_the_same_past_and_a_future_of_its_own(page: Page) -> None:
    step(page, 3)
    branch(page)
    headings(page, "A workshop")
    at_quarter(page, 3)
    assert series(chart(page, "Trust", 0)) == series(chart(page, "Trust", 1))
    typed(field(page, GRANT), "60")
    timeline = page.locator(".outlast-timeline")
    expect(timeline).to_contain_text("B: from quarter")
    expect(timeline).not_to_contain_text("A: from quarter")
    step(page, 5, since=3)
    assert granted(page, 0) == [120] * 5
    assert granted(page, 1) == [120, 120, 120, 60, 60]
    button(page, "Reset").click()
    at_quarter(page, 0)
    expect(page.get_by_role("heading", name="World B")).to_have_count(0)


@pytest.mark.slow
def test_compare_shows_what_the_command_line_gives_for_the_same_seeds(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside(page, "another mandate")
    typed(field(page, VAGUE), "0.1")
    headings(page, r"0\.1")
    step(page, 2)
    typed(field(page, GRANT), "40")
    expect(page.get_by_label("new value")).to_have_value("40")
    tab(page, "Compare")
    rows = shown(page)
    tab(page, "Take away")
    given: dict[str, dict[str, dict[str, float]]] = {}
    runs: dict[str, dict[str, np.ndarray]] = {}
    for side in "AB":
        name, data = saved(page, f"Scenario {side} (TOML)")
        (tmp_path / name).write_bytes(data)
        words = ["run", str(tmp_path / name), "--seed", "1", "--replicates", "300", "--json"]
        capsys.readouterr()
        assert main([*words, "--out", str(tmp_path / side)]) == 0
        given[side] = {one["outcome"]: one for one in json.loads(capsys.readouterr().out)["outcomes"]}
        table = pd.read_parquet(tmp_path / side / "runs.parquet")
        runs[side] = {name: table[name].to_numpy() for name in ("seed", *PAIRED)}
    assert len(rows) == len(WAYS)
    for (outcome, way), cells in zip(WAYS.items(), rows, strict=True):
        for side, cell in zip("AB", cells, strict=False):
            one = given[side][outcome]
            assert cell == wording.with_interval(Interval(one["mean"], one["low"], one["high"]), way), (outcome, side)
        if outcome in PAIRED:
            assert list(runs["A"]["seed"]) == list(runs["B"]["seed"])
            assert cells[2] == difference(runs["B"][outcome] - runs["A"][outcome], way is percent), outcome
    assert rows[0][0] != rows[0][1], "the two mandates differ, or nothing is compared"


def shown(page: Page) -> list[list[str]]:
    """The cells of the table under Compare, once it is there."""
    table = page.get_by_role("table", name="Outcomes over 300 runs")
    expect(table).to_be_visible()
    lines = table.locator("tr").filter(has=page.locator("td"))
    return [line.locator("td").all_inner_texts() for line in lines.all()]


def difference(values: np.ndarray, is_share: bool) -> str:
    """The mean difference run by run with Student's interval, as the page writes it."""
    mean = float(values.mean())
    reach = float(stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    interval = Interval(mean, mean - reach, mean + reach)
    if is_share:
        return f"{wording.with_interval(interval, wording.points)} pts"
    return wording.with_interval(interval, lambda value: f"{'+' if value > 0 else ''}{wording.money(value)}")
