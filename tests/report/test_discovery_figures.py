"""Figures and tables of a discovery draw what was found, and can be read."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from io import StringIO
from typing import Any

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from rich.console import Console

from discoveries import NAMES_OF_ALL, SPAN, VAGUE, discovery
from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.factors import RANGE, Factor
from outlast.analysis.discovery.trees import Leaf, Split
from outlast.report.discovery.figures import figures_of
from outlast.report.discovery.ranges import theories_ranges_figure
from outlast.report.discovery.tables import discovery_table
from report.test_sensitivity_readable import beyond_their_axis, foot

LIMIT = Limit(low=0.2, high=0.8)


@cache
def drawn(name: str) -> dict[str, Figure]:
    return figures_of(discovery(name))


def marked(figure: Figure, gid: str) -> list[Any]:
    return figure.findobj(lambda artist: isinstance(artist, Artist) and artist.get_gid() == gid)


def said(figure: Figure, gid: str) -> list[str]:
    return [text.get_text() for text in marked(figure, gid)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("box", {"ranges", "plane", "tradeoff", "tree"}),
        ("noise", {"tradeoff"}),
        ("opposed", {"ranges", "ranges_theories", "theories", "plane", "tradeoff", "tree"}),
        ("noisy theories", {"tradeoff"}),
    ],
)
def test_there_are_figures_of_what_was_found(name: str, expected: set[str]) -> None:
    assert set(drawn(name)) == expected


# One condition and two, names, theories, many of them, none that is robust, a single factor, points, and nothing.
@pytest.mark.parametrize("name", ["box", "names", "opposed", "all theories", "foggy", "alone", "differences", "noise"])
def test_every_figure_can_be_read(name: str) -> None:
    for figure in drawn(name).values():
        assert_readable(figure)
        assert "A simulation, not a forecast" in foot(figure)


def test_long_names_and_titles_do_not_push_anything_off_the_page() -> None:
    found = discovery("names")
    keys = {VAGUE.key: "rules.money.absorbed", SPAN.key: "rules.money.returned"}
    factors = tuple(replace(factor, key=keys.get(factor.key, factor.key)) for factor in found.cases.factors)
    cases = replace(found.cases, factors=tuple(_as_range(factor) for factor in factors))

    def renamed(box: Box) -> Box:
        return Box({keys.get(key, key): limit for key, limit in box.limits.items()})

    def renamed_tree(node: Split | Leaf) -> Split | Leaf:
        if isinstance(node, Leaf):
            return replace(node, box=renamed(node.box))
        left, right = renamed_tree(node.left), renamed_tree(node.right)
        return replace(node, factor=keys.get(node.factor, node.factor), left=left, right=right)

    conditions = tuple(replace(one, box=renamed(one.box)) for one in found.conditions)
    tree = replace(found.tree, root=renamed_tree(found.tree.root))
    wordy = replace(found.scenario, name="a_scenario_with_a_long_name", title="A title that goes on " * 9)
    for figure in figures_of(replace(found, cases=cases, conditions=conditions, tree=tree, scenario=wordy)).values():
        assert_readable(figure)


def _as_range(factor: Factor) -> Factor:
    return replace(factor, kind=RANGE, step=0.01) if factor.key.startswith("rules.") else factor


def test_ranges_are_drawn_from_limit_to_limit_with_what_is_robust_on_top() -> None:
    found = discovery("opposed")
    figure = drawn("opposed")["ranges"]
    names = [text.get_text() for text in figure.texts]
    assert names.index("Robust: holds under all 3 theories") < names.index("All theories together: the condition")
    robust = found.theories.robust
    assert robust is not None
    low = robust.box.limits[SPAN.key].low
    assert low is not None
    bars = [bar for axes in figure.axes[:1] for bar in axes.patches if bar.get_gid() == "range"]
    assert isinstance(bars[0], Rectangle)
    assert (bars[0].get_x(), bars[0].get_x() + bars[0].get_width()) == pytest.approx(((low - 4) / 20, 1.0))
    beside = drawn("opposed")["ranges_theories"]
    rows = said(beside, "name")
    # Each factor that any theory limits has a row for each theory.
    assert rows.count("fog") == rows.count("latitude") == rows.count("shield") == 2
    assert f"{found.theories.conditions['fog'].box.limits[VAGUE.key].high:g}" in said(beside, "limit")


def test_the_ranges_of_many_theories_stand_in_columns_and_those_without_room_are_counted() -> None:
    found = discovery("all theories")
    figure = drawn("all theories")["ranges_theories"]
    assert len({round(axes.get_position().x0, 3) for axes in figure.axes}) >= 2
    assert len(said(figure, "name")) == 7 * len(figure.axes)
    longer = {
        f"rules.trust.{name}": VAGUE for name in ("gain", "board", "decay", "baseline", "damage", "turnover_loss")
    }
    more = tuple(replace(factor, key=key) for key, factor in longer.items())
    one = next(iter(found.theories.conditions.values()))
    limits = dict(one.box.limits) | {key: one.box.limits.get(VAGUE.key, LIMIT) for key in longer}
    conditions = dict.fromkeys(found.theories.conditions, replace(one, box=Box(limits)))
    crowded = replace(
        found, cases=replace(found.cases, factors=(*found.cases.factors, *more)),
        theories=replace(found.theories, conditions=conditions),
    )  # fmt: skip
    crammed = theories_ranges_figure(crowded)
    assert crammed is not None
    assert_readable(crammed)
    left = len(limits) - len(crammed.axes)
    assert left > 0
    assert f"{left} more stand in restrictions.csv" in foot(crammed)


def test_the_cells_of_theories_have_the_density_and_the_verdict() -> None:
    found = discovery("opposed")
    figure = drawn("opposed")["theories"]
    table = found.robust
    harm = table[(table["condition"] == "theory fog") & (table["under"] == "latitude")].iloc[0]
    cells = said(figure, "density")
    assert (
        f"{100 * harm['density']:.0f}% ▼\n[{100 * harm['density_low']:.0f}, {100 * harm['density_high']:.0f}]" in cells
    )
    assert len(marked(figure, "worse")) == (table["verdict"] == "worse").sum() == 2
    assert said(figure, "theory") == ["fog", "latitude", "shield"]
    assert said(figure, "base")[0] == f"all: {100 * found.cases.under('fog').base:.0f}%"


def test_every_case_is_drawn_in_the_plane_and_the_box_at_its_limits() -> None:
    found = discovery("box")
    figure = drawn("box")["plane"]
    counted = {gid: sum(len(line.get_xdata()) for line in marked(figure, gid)) for gid in ("interest", "other")}
    hits = int(found.cases.interest.sum())
    assert counted == {"interest": hits, "other": len(found.cases) - hits}
    (box,) = marked(figure, "box")
    limits = found.conditions[0].box.limits
    ends = {
        "x": (box.get_x(), box.get_x() + box.get_width()),
        "y": (box.get_y(), box.get_y() + box.get_height()),
    }
    axes = figure.axes[0]
    across = "x" if "Vagueness" in axes.get_xlabel() else "y"
    up = "y" if across == "x" else "x"
    assert ends[across] == pytest.approx((0.0, limits[VAGUE.key].high))
    # Half a level more than the levels that it holds.
    assert ends[up] == pytest.approx(((limits[SPAN.key].low or 0) - 0.5, 24.5))


def test_the_tradeoff_has_each_peeling_and_the_box_that_is_told() -> None:
    found = discovery("names")
    figure = drawn("names")["tradeoff"]
    peelings = marked(figure, "peeling")
    assert [len(line.get_xdata()) for line in peelings] == [len(one.trajectory.boxes) for one in found.conditions]
    told = [(line.get_xdata()[0], line.get_ydata()[0]) for line in marked(figure, "told")]
    expected = [(100 * one.judged.coverage, 100 * one.judged.density.mean) for one in found.conditions]
    assert np.array(told) == pytest.approx(np.array(expected))
    assert said(figure, "number") == ["1", "2"]


def test_a_tree_is_drawn_with_its_questions_answers_and_leaves() -> None:
    found = discovery("names")
    figure = drawn("names")["tree"]
    leaves = found.tree.leaves
    assert len(marked(figure, "leaf")) == len(marked(figure, "says")) == len(leaves)
    assert len(marked(figure, "question")) == len(leaves) - 1
    assert len(marked(figure, "answer")) == 2 * (len(leaves) - 1)
    widths = sorted(bar.get_width() for bar in marked(figure, "leaf"))
    assert widths == pytest.approx(sorted(leaf.judged.density.mean for leaf in leaves))


@pytest.mark.parametrize("name", NAMES_OF_ALL)
def test_the_table_fits_a_terminal_of_eighty_columns(name: str) -> None:
    text = printed(name)
    assert max(len(line) for line in text.splitlines()) <= 80
    for part in ("nan", "None", "…"):
        assert part not in text


def test_the_table_has_conditions_limits_and_theories() -> None:
    text = " ".join(printed("opposed").split())
    assert "cases of interest" in text
    assert "at least 12 funded quarters <0.001 4/4: 12" in text or "at least 13 funded quarters <0.001" in text
    assert "By theory Robust: at least " in text
    assert "of F1, are dropped one by one" in text
    # The sentences of single theories stand in the table already.
    assert "Under fog:" not in text


def printed(name: str) -> str:
    console = Console(file=StringIO(), width=80)
    console.print(discovery_table(discovery(name)), highlight=False)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def assert_readable(figure: Figure) -> None:
    """All text is on the page, apart from other text, and no smaller than words in a crowded row may be."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    hidden = beyond_their_axis(figure)
    found = [one for one in figure.findobj(Text) if isinstance(one, Text) and one.get_visible()]
    texts = [text for text in found if text.get_text().strip() and text not in hidden]
    assert not foot(figure).endswith("…")
    boxes = [text.get_window_extent() for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert float(text.get_fontsize()) >= 9.5, text
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    for (one, box), (other, beside) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert min(across, up) <= figure.dpi / 36, (one.get_text(), other.get_text())
