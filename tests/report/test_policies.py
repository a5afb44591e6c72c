"""Figures, tables and folders of comparisons and frontiers, at usual sizes and at their extremes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from rich.console import Console, RenderableType

import outlast
from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.frames import where
from outlast.report import style
from outlast.report.policies.comparison_figures import figures_of as comparison_figures
from outlast.report.policies.comparison_tables import comparison_table
from outlast.report.policies.cost_figure import tick
from outlast.report.policies.folder import default_folder, save_comparison, save_frontier
from outlast.report.policies.frontier_figures import figures_of as frontier_figures
from outlast.report.policies.frontier_tables import frontier_table
from outlast.report.policies.terms import short
from outlast.report.style import width_of
from outlast.scenario import ScenarioError
from policies import compared, made_up, searched

LONG = "a programme of a very long name indeed, number"


@cache
def many() -> Comparison:
    """Ten designs of long names under seven theories."""
    shares = {f"{LONG} {k}": [[0.05 * k, 0.04 * k]] * 7 for k in range(10)}
    return made_up(shares, runs=4, costs={name: 40.0 * 3**k if k else 0.0 for k, name in enumerate(shares)})


def printed(table: RenderableType, width: int) -> str:
    found = io.StringIO()
    Console(file=found, width=width).print(table)
    return found.getvalue()


def beyond(figure: Figure) -> list[str]:
    """Texts that leave the page."""
    FigureCanvasAgg(figure).draw()
    page = figure.bbox
    # Ticks beyond the ends of a scale are there, but not drawn.
    ticks = {label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for label in axis.get_ticklabels()}
    found = []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text in ticks or not text.get_text().strip() or not text.get_visible():
            continue
        box = text.get_window_extent()
        if box.x0 < -1 or box.x1 > page.x1 + 1 or box.y0 < -1 or box.y1 > page.y1 + 1:
            found.append(text.get_text())
    return found


@pytest.mark.parametrize(
    "found",
    [
        compared,
        many,
        lambda: made_up({"first": [[0.2, 0.3]], "second": [[0.5, 0.6]]}),
        lambda: made_up({"first": [[0.2], [0.2]], "second": [[0.0], [0.0]]}, runs=1),
        lambda: made_up(
            {"first": [[0.2, 0.4]] * 2, "second": [[0.5, 0.6]] * 2}, outcome="central_money", minimise=True
        ),
    ],
    ids=["usual", "many", "one theory", "one run", "money"],
)
def test_nothing_leaves_the_page(found: object) -> None:
    comparison = found()  # type: ignore[operator]
    drawn = comparison_figures(comparison)
    assert ("regret" in drawn) == (len(comparison.worlds.theories) > 1)
    for name, figure in drawn.items():
        assert beyond(figure) == [], name


def test_the_best_are_filled_and_the_others_hollow() -> None:
    figure = comparison_figures(made_up({"good": [[0.6, 0.5]], "bad": [[0.2, 0.1]]}))["outcomes"]
    marks = [line for line in figure.axes[0].lines if line.get_gid() == "mean"]
    assert [mark.get_markerfacecolor() == "white" for mark in marks] == [False, True]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx([55.0, 15.0])  # type: ignore[index]


def test_the_map_of_regret_has_every_number_and_outlines_the_smallest() -> None:
    figure = comparison_figures(made_up({"good": [[0.6], [0.1]], "bad": [[0.2], [0.3]]}))["regret"]
    texts = [text.get_text() for text in figure.axes[0].texts if text.get_gid() == "regret"]
    assert texts == ["0", "20", "40", "0"]
    assert sum(patch.get_gid() == "smallest" for patch in figure.axes[0].patches) == 2


def test_a_frontier_has_its_points_programmes_and_the_mandate_named() -> None:
    found = searched()
    drawn = frontier_figures(found)
    for name, figure in drawn.items():
        assert beyond(figure) == [], name
    gids = [line.get_gid() for line in drawn["frontier"].axes[0].lines]
    assert gids.count("programme") == 3
    assert gids.count("efficient") == len(where(found.frontier, efficient=True))
    assert gids.count("named") == 1
    assert gids.count("reach") == 1
    hollow = [line.get_markerfacecolor() == "white" for line in drawn["frontier"].axes[0].lines
              if line.get_gid() == "programme"]  # fmt: skip
    assert hollow == [False, True, True]


def test_a_frontier_of_one_mandate_and_none_that_reaches_is_drawn() -> None:
    found = searched()
    lone = replace(
        found,
        reach=1.0,
        frontier=pd.DataFrame(found.frontier.iloc[:1]).assign(efficient=True, efficient_weighted=True, reaches=False),
        history=found.history.iloc[:1].assign(cheapest_reaching=float("nan")),
    )
    for name, figure in frontier_figures(lone).items():
        assert beyond(figure) == [], name


def test_tables_fit_a_terminal_and_say_the_answer_first() -> None:
    for said, table in (
        (compared().sentences()[0], comparison_table(compared())),
        (searched().sentences()[0], frontier_table(searched())),
    ):
        text = printed(table, 80)
        assert max(len(line) for line in text.splitlines()) <= 80
        flat = " ".join(text.split())
        assert said[:60] in flat
    assert "nan" not in printed(comparison_table(many()), 80)


def test_long_names_lose_their_middle() -> None:
    cut = short(f"{LONG} 11", 2.0)
    assert width_of(cut, 11.5) <= 2.0
    assert cut.endswith("number 11")
    assert "…" in cut
    assert short("hiec", 2.0) == "hiec"


@pytest.mark.parametrize(("value", "said"), [(0.0, "£0"), (30.0, "£30k"), (1000.0, "£1m"), (2500.0, "£2.5m")])
def test_money_on_a_scale_has_no_more_digits_than_it_needs(value: float, said: str) -> None:
    assert tick(value) == said


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of few dots, which are quick to write."""
    monkeypatch.setattr(style, "DPI", 20)


@pytest.mark.usefixtures("coarse")
def test_a_folder_of_a_comparison_holds_tables_findings_figures_and_a_manifest(tmp_path: Path) -> None:
    found = compared()
    manifest = save_comparison(found, tmp_path / "here")
    names = {path.name for path in (tmp_path / "here").iterdir()}
    frames = {"policies", "outcomes", "differences", "winners", "regret", "costs"}
    assert {f"{name}.csv" for name in frames} | {"findings.txt", "runs.parquet", "manifest.json"} <= names
    assert {f"{name}.{kind}" for name in ("outcomes", "regret", "cost") for kind in ("png", "svg")} <= names
    assert (tmp_path / "here" / "findings.txt").read_text(encoding="utf-8").splitlines() == found.sentences()
    assert manifest["outlast"] == "comparison"
    assert manifest["settings"]["replicates"] == 8
    assert set(manifest["checksums"]) == names - {"manifest.json"}
    read = json.loads((tmp_path / "here" / "manifest.json").read_text(encoding="utf-8"))
    assert read["settings"] == json.loads(json.dumps(dict(found.settings)))
    outcomes = pd.read_csv(tmp_path / "here" / "outcomes.csv")
    assert outcomes["mean"].tolist() == pytest.approx(found.outcomes["mean"].tolist())
    other = replace(found, settings=dict(found.settings) | {"seed": 99})
    with pytest.raises(ScenarioError, match="holds a comparison with other settings"):
        save_comparison(other, tmp_path / "here")
    assert default_folder(found.settings) != default_folder(other.settings)
    assert default_folder(found.settings).name.startswith("compare-small-longer-tied-")


@pytest.mark.usefixtures("coarse")
def test_a_folder_of_a_frontier_holds_it_all(tmp_path: Path) -> None:
    manifest = save_frontier(searched(), tmp_path / "here")
    names = {path.name for path in (tmp_path / "here").iterdir()}
    assert {"frontier.csv", "programmes.csv", "history.csv", "named.csv", "findings.txt", "manifest.json"} <= names
    assert {f"{name}.{kind}" for name in ("frontier", "settling") for kind in ("png", "svg")} <= names
    assert manifest["outlast"] == "frontier"
    assert manifest["versions"]["pymoo"] == version("pymoo")
    frame = pd.read_csv(tmp_path / "here" / "frontier.csv")
    assert {"mandate.grant", "cost", "share_fog", "worst", "worst_low", "weighted", "reaches"} <= set(frame)


def test_the_names_are_public() -> None:
    for name in ("Comparison", "Frontier", "compare", "frontier", "save_comparison", "save_frontier"):
        assert name in outlast.__all__
        assert getattr(outlast, name).__name__ == name
