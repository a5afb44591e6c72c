"""The figure of a sweep says what its points hold, in the words and units of the declarations."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from outlast.parameters import DECLARATIONS
from outlast.report.figures import save_figure
from outlast.report.listings import outcomes_records
from outlast.report.sweep.factors import around_own, bins_of, by_explained, explained
from outlast.report.sweep.figure import sweep_figure, sweep_of
from outlast.report.sweep.maps import is_crossed
from outlast.report.sweep.scales import borders, is_wide
from outlast.report.sweep.terms import factor_of, measure_of
from outlast.scenario import Scenario, load_scenario

VAGUE, GRANT, LONG = "mandate.vagueness", "mandate.grant", "mandate.duration"
PRODUCTION, LEAVING, THEORY = "structure.production", "structure.exit", "structure.theory"
KINDS = list(DECLARATIONS[PRODUCTION].spec.names)  # type: ignore[union-attr]
TENTHS = [round(k / 10, 1) for k in range(11)]
GRANTS = [60 * k for k in range(11)]

Values = Mapping[str, Sequence[Any]]


@pytest.fixture(scope="module")
def hiec() -> Scenario:
    return load_scenario("hiec")


def grid(levels: Values, value: Callable[..., float], half: float = 0.03) -> pd.DataFrame:
    """Every combination of levels, each with a value and an interval."""
    rows = [dict(zip(levels, combination, strict=True)) for combination in itertools.product(*levels.values())]
    points = pd.DataFrame(rows)
    points["runs"], points["failed"] = 20, 0
    points["mean"] = [float(value(*row.values())) for row in rows]
    return points.assign(low=points["mean"] - half, high=points["mean"] + half)


def drawn(
    points: pd.DataFrame, scenario: Scenario, outcome: str = "alive_8", kind: str = "grid", **more: Any
) -> Figure:
    figure = sweep_figure(points, keys_of(points), outcome, scenario, kind, **more)
    assert figure is not None
    return figure


def keys_of(points: pd.DataFrame) -> tuple[str, ...]:
    return tuple(column for column in points.columns if "." in column)


def marked(where: Figure | Axes, gid: str) -> list[Artist]:
    return where.findobj(lambda artist: artist.get_gid() == gid)


def said(figure: Figure) -> str:
    return " ".join(" ".join(text.get_text() for text in figure.texts[::-1]).split())


def foot(figure: Figure) -> str:
    """The footnote: its lines are written from the last to the first."""
    lines = [text for text in figure.texts if text.get_verticalalignment() == "bottom"]
    return " ".join(text.get_text() for text in reversed(lines))


def label(text: str) -> str:
    return " ".join(text.split())


def slope(vague: float, grant: float) -> float:
    return 0.9 - 0.8 * vague + grant / 6000


# A map --------------------------------------------------------------------------------------------------------------


def test_a_map_names_its_axes_and_colours_with_their_units(hiec: Scenario) -> None:
    main, bar = drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, slope), hiec).axes
    assert label(main.get_xlabel()) == "how vague the mandate is (share 0 to 1)"
    spec = DECLARATIONS[GRANT].spec
    assert label(main.get_ylabel()) == f"{spec.says} ({spec.unit})"
    assert bar.get_ylabel() == "% of partnerships"


def test_title_and_subtitle_say_what_is_shown_of_whom(hiec: Scenario) -> None:
    title, subtitle = (text.get_text() for text in drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, slope), hiec).texts[:2])
    assert title == "Open 8 quarters after the last central pound"
    assert subtitle.startswith("Share of 17 partnerships, mean of 20 cohorts at each point.")


def test_cells_show_their_values_and_lie_around_their_levels(hiec: Scenario) -> None:
    levels = {VAGUE: [0, 0.2, 0.5, 1], GRANT: [0, 100, 400]}
    # The order of the rows does not matter.
    points = grid(levels, slope).sample(frac=1, random_state=1)
    (mesh,) = [one for one in drawn(points, hiec).axes[0].collections if isinstance(one, QuadMesh)]
    expected = [[100 * slope(v, g) for v in levels[VAGUE]] for g in levels[GRANT]]
    assert np.asarray(mesh.get_array()).reshape(3, 4) == pytest.approx(np.array(expected))
    corners = np.asarray(mesh.get_coordinates())
    for k, vague in enumerate(levels[VAGUE]):
        assert corners[0, k, 0] < vague < corners[0, k + 1, 0]
    for k, grant in enumerate(levels[GRANT]):
        assert corners[k, 0, 1] < grant < corners[k + 1, 0, 1]


def test_borders_lie_half_way_or_at_the_mean_ratio() -> None:
    assert borders(np.array([0.0, 1.0, 3.0])).tolist() == [-0.5, 0.5, 2.0, 4.0]
    assert borders(np.array([1.0, 10.0, 100.0]), wide=True) == pytest.approx(10.0 ** np.array([-0.5, 0.5, 1.5, 2.5]))


def test_only_levels_meant_as_ratios_stand_on_a_logarithmic_axis(hiec: Scenario) -> None:
    def wide(levels: Sequence[float]) -> bool:
        return is_wide(factor_of(pd.Series(levels), GRANT, hiec)[0])

    assert wide([1, 3, 10, 30, 100])
    assert not wide(GRANTS)
    assert not wide([10, 20, 30, 40])
    assert not wide(list(np.random.default_rng(1).random(50) * 600))


@pytest.mark.parametrize(
    ("value", "crossed", "note"),
    [
        (slope, True, ""),
        (lambda vague, grant: 0.1, False, "No point reaches one half"),
        (lambda vague, grant: 0.7 + vague / 10, False, "Every point lies above one half"),
        (lambda vague, grant: 0.5, False, "Every point lies at one half"),
    ],
)
def test_the_line_at_half_is_drawn_exactly_where_it_is_crossed(
    hiec: Scenario, value: Callable[..., float], crossed: bool, note: str
) -> None:
    figure = drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, value), hiec)
    assert bool(marked(figure.axes[0], "mark")) == crossed
    names = [artist.get_text() for artist in marked(figure.axes[0], "mark name") if isinstance(artist, Text)]
    assert names == (["half"] if crossed else [])
    assert note in foot(figure)


def test_the_line_runs_between_the_centres_of_cells(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: [0, 1], GRANT: [0, 600]}, lambda vague, _: 0.8 - 0.4 * vague), hiec)
    (line,) = marked(figure.axes[0], "mark")
    assert line.get_paths()[0].vertices[:, 0] == pytest.approx([0.75, 0.75])  # type: ignore[attr-defined]


def test_a_value_that_is_no_share_has_no_half() -> None:
    assert not is_crossed(np.array([10.0, 90.0]), None)
    assert not is_crossed(np.array([np.nan, np.nan]), 50.0)
    assert is_crossed(np.array([49.0, 51.0, np.nan]), 50.0)


def test_the_scenario_is_marked_at_its_own_point(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, slope), hiec)
    (own,) = marked(figure.axes[0], "own")
    assert isinstance(own, Line2D)
    assert (own.get_xdata(), own.get_ydata()) == ([0.8], [130])
    (name,) = marked(figure.axes[0], "own name")
    assert isinstance(name, Text)
    assert name.get_text() == "hiec"


def test_a_scenario_outside_the_range_is_told_and_not_marked(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: TENTHS, GRANT: [200, 400]}, slope), hiec)
    assert not marked(figure.axes[0], "own")
    assert "hiec itself lies outside what was swept: mandate.grant = 130." in foot(figure)


def test_a_scenario_whose_components_differ_has_no_single_point(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, slope), hiec.replace({"mandate.vagueness.purpose": 0.1}))
    assert not marked(figure.axes[0], "own")
    assert "no single value of mandate.vagueness" in foot(figure)


def test_cells_with_failed_runs_are_hatched_and_explained(hiec: Scenario) -> None:
    points = grid({VAGUE: TENTHS, GRANT: GRANTS}, slope)
    assert not marked(drawn(points, hiec), "failed")
    points.loc[[3, 50], "failed"] = 2
    points.loc[50, ["mean", "low", "high"]] = np.nan
    figure = drawn(points, hiec)
    hatched = marked(figure.axes[0], "failed")
    assert len(hatched) == 2
    for one in hatched:
        assert isinstance(one, Rectangle)
        assert one.get_hatch()
    inside = {(vague, grant) for vague, grant in points.loc[[3, 50], [VAGUE, GRANT]].itertuples(index=False)}
    found = {
        (round(one.get_x() + one.get_width() / 2, 6), round(one.get_y() + one.get_height() / 2, 6))
        for one in hatched
        if isinstance(one, Rectangle)
    }
    assert found == inside
    keys = [text.get_text() for text in figure.legends[0].get_texts()]
    assert keys == ["hiec", "some runs failed", "no value"]
    assert "4 runs failed, at 2 points." in foot(figure)
    assert "1 of 121 points has no value." in foot(figure)


def test_the_widths_of_intervals_stand_beside_the_map(hiec: Scenario) -> None:
    points = grid({VAGUE: TENTHS, GRANT: GRANTS}, slope)
    points.loc[0, "high"] += 0.12
    assert "± 3 points (median)" in said(drawn(points, hiec))
    assert "± 9 points (largest)" in said(drawn(points, hiec))
    alone = points.assign(low=np.nan, high=np.nan, runs=1)
    assert "one run at each point" in said(drawn(alone, hiec))


def test_a_difference_has_colours_on_both_sides_of_none(hiec: Scenario) -> None:
    points = grid({VAGUE: TENTHS, GRANT: GRANTS}, lambda vague, grant: 0.2 - 0.5 * vague)
    figure = drawn(points, hiec, "additional_self_sustaining_8")
    (mesh,) = [one for one in figure.axes[0].collections if isinstance(one, QuadMesh)]
    low, high = mesh.get_clim()
    assert low == pytest.approx(-30)
    assert high == pytest.approx(30)
    assert figure.axes[1].get_ylabel() == "percentage points"
    assert marked(figure.axes[0], "mark")


def test_much_money_is_drawn_in_millions(hiec: Scenario) -> None:
    points = grid({VAGUE: TENTHS, GRANT: GRANTS}, lambda vague, grant: 100 * grant, half=500)
    figure = drawn(points, hiec, "cost_per_self_sustained")
    (mesh,) = [one for one in figure.axes[0].collections if isinstance(one, QuadMesh)]
    assert np.asarray(mesh.get_array()).max() == pytest.approx(60)
    assert figure.axes[1].get_ylabel() == "£m"
    assert "± £500k (median)" in said(figure)


def test_points_of_a_grid_that_were_not_run_yet_are_told(hiec: Scenario) -> None:
    assert "3 points of the grid not run yet." in foot(
        drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, slope).head(-3), hiec)
    )


# Lines, dots and names ----------------------------------------------------------------------------------------------


def test_a_line_has_a_band_a_half_and_the_scenario_on_it(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: TENTHS}, lambda vague: slope(vague, 0)), hiec)
    (axes,) = figure.axes
    (line,), (own,), (half,) = (marked(axes, gid) for gid in ("line", "own", "mark"))
    assert isinstance(line, Line2D)
    assert isinstance(own, Line2D)
    assert isinstance(half, Line2D)
    assert np.asarray(line.get_ydata()) == pytest.approx([100 * slope(vague, 0) for vague in TENTHS])
    assert own.get_xdata() == [0.8, 0.8]
    assert half.get_ydata() == [50.0, 50.0]
    assert marked(axes, "band")
    assert axes.get_ylabel() == "% of partnerships"
    assert label(axes.get_xlabel()) == "how vague the mandate is (share 0 to 1)"


def test_alternatives_stand_in_the_order_of_their_declaration(hiec: Scenario) -> None:
    points = grid({PRODUCTION: KINDS[::-1]}, lambda name: len(name) / 20)
    (axes,) = drawn(points, hiec).axes
    names = [text for text in axes.texts if text.get_fontweight() == "bold" and text.get_gid() is None]
    assert [name.get_text() for name in names] == [kind.replace("_", " ") for kind in KINDS]
    top, bottom = axes.get_ylim()[::-1]
    assert top < bottom
    assert marked(axes, "own name")


def test_each_alternative_has_a_line_with_its_name(hiec: Scenario) -> None:
    points = grid({VAGUE: TENTHS, PRODUCTION: KINDS}, lambda vague, name: 0.8 - vague / 2 - len(name) / 50)
    (axes,) = drawn(points, hiec).axes
    assert len(marked(axes, "line")) == len(KINDS)
    names = {text.get_text() for text in axes.texts}
    assert {"ces (hiec)", "additive", "weakest link", "step level"} <= names


def test_two_sets_of_alternatives_show_numbers_in_their_cells(hiec: Scenario) -> None:
    points = grid({LEAVING: ["own_utility", "bandwagon"], PRODUCTION: KINDS}, lambda one, other: len(other) / 20)
    main, _ = drawn(points, hiec).axes
    shown = [text.get_text().split("\n")[0] for text in main.texts]
    assert sorted(shown) == sorted(f"{5 * len(kind)}%" for kind in KINDS for _ in range(2))
    (frame,) = marked(main, "own")
    assert isinstance(frame, Rectangle)
    assert (frame.get_x(), frame.get_y()) == (-0.5, -0.5)


def test_many_alternatives_against_a_number_become_a_map(hiec: Scenario) -> None:
    theories = ["none", "latitude", "fog", "shield", "capture", "autonomy", "latitude+fog", "fog+shield", "shield+fog"]
    theories += ["latitude+shield"]
    points = grid({VAGUE: TENTHS, THEORY: theories}, lambda vague, name: vague / 2).drop_duplicates([VAGUE, THEORY])
    main = drawn(points, hiec).axes[0]
    assert any(isinstance(one, QuadMesh) for one in main.collections)
    # The same theories in another order are the same set, and the scenario holds one of them.
    assert len(main.get_yticklabels()) == len(theories) - 1
    assert marked(main, "own")


# Several panels -----------------------------------------------------------------------------------------------------


def test_the_factor_with_fewest_levels_makes_the_panels(hiec: Scenario) -> None:
    points = grid({VAGUE: [0, 0.5, 1], GRANT: [0, 130, 300, 600], LONG: [4, 10]}, lambda v, g, d: slope(v, g) - d / 50)
    *panels, bar = drawn(points, hiec).axes
    assert [axes.get_title(loc="left") for axes in panels] == ["4 quarters", "10 quarters (hiec)"]
    assert [len(marked(axes, "own")) for axes in panels] == [0, 1]
    assert bar.get_ylabel() == "% of partnerships"


def test_more_than_twelve_panels_are_not_drawn(hiec: Scenario) -> None:
    many = [float(k) for k in range(13)]
    points = grid({"context.members": many, GRANT: many, LONG: many}, lambda *_: 0.5)
    assert sweep_figure(points, keys_of(points), "alive_8", hiec, "grid") is None


def sampled(count: int, factors: int, hiec: Scenario) -> pd.DataFrame:
    """Points drawn evenly; only the second factor matters."""
    keys = [VAGUE, "context.prior_ties", "mandate.assistance", *(k for k in DECLARATIONS if k.startswith("rules."))]
    drawn = np.random.default_rng(1).random((count, factors))
    points = pd.DataFrame(drawn, columns=pd.Index(keys[:factors]))
    points["runs"], points["failed"], points["mean"] = 5, 0, drawn[:, min(1, factors - 1)] ** 2
    return points.assign(low=points["mean"] - 0.1, high=points["mean"] + 0.1)


def test_a_sample_has_a_panel_for_each_factor_the_telling_ones_first(hiec: Scenario) -> None:
    points = sampled(100, 4, hiec)
    figure = drawn(points, hiec, kind="lhs")
    assert len(figure.axes) == 4
    assert label(figure.axes[0].get_xlabel()).startswith(DECLARATIONS["context.prior_ties"].spec.says)
    assert all("(" in axes.get_xlabel() for axes in figure.axes)
    assert "No sensitivity index" in said(figure)
    assert [len(marked(axes, "bins")) for axes in figure.axes] == [1] * 4


def test_no_more_than_twelve_factors_are_drawn(hiec: Scenario) -> None:
    figure = drawn(sampled(60, 15, hiec), hiec, kind="sobol")
    assert len(figure.axes) == 12
    assert "The first 12 of 15 factors are drawn." in foot(figure)


def test_bins_leave_no_point_out_and_part_what_matters(hiec: Scenario) -> None:
    points = sampled(100, 3, hiec)
    sweep, _ = sweep_of(points, keys_of(points), "alive_8", hiec)
    for factor in sweep.factors:
        assert sum(len(part.values) for part in bins_of(sweep, factor)) == 100
    shares = {factor.key: explained(sweep, factor) for factor in sweep.factors}
    assert by_explained(sweep)[0].key == "context.prior_ties"
    assert shares["context.prior_ties"] > 0.9
    assert max(shares[VAGUE], shares["mandate.assistance"]) < 0.15


def test_one_at_a_time_goes_through_the_scenario_itself(hiec: Scenario) -> None:
    base = {VAGUE: 0.8, GRANT: 130.0, PRODUCTION: "ces"}
    other = [{VAGUE: 0.0}, {VAGUE: 1.0}, {GRANT: 0.0}, {GRANT: 600.0}, {PRODUCTION: "additive"}]
    points = pd.DataFrame([base, *(base | one for one in other)]).assign(runs=5, failed=0)
    points["mean"] = [0.4, 0.8, 0.3, 0.35, 0.5, 0.9]
    points = points.assign(low=points["mean"] - 0.1, high=points["mean"] + 0.1)
    sweep, _ = sweep_of(points, keys_of(points), "alive_8", hiec)
    along = around_own(sweep)
    assert sorted(along[VAGUE][VAGUE]) == [0.0, 0.8, 1.0]
    assert sorted(along[GRANT]["mean"]) == [0.35, 0.4, 0.5]
    figure = drawn(points, hiec, kind="oat")
    # The factor along which the outcome moves farthest comes first.
    assert [label(axes.get_xlabel()).partition(" (")[0] for axes in figure.axes[:2]] == [
        "how vague the mandate is",
        "how efforts combine",
    ]


# What holds for all -------------------------------------------------------------------------------------------------


def test_nothing_is_drawn_of_nothing(hiec: Scenario) -> None:
    alone = grid({VAGUE: [0.8], GRANT: [130]}, slope)
    unknown = grid({VAGUE: TENTHS, GRANT: GRANTS}, slope).assign(mean=np.nan, low=np.nan, high=np.nan)
    none = grid({VAGUE: TENTHS}, lambda vague: vague).head(0)
    for points in (alone, unknown, none):
        assert sweep_figure(points, keys_of(points), "alive_8", hiec, "grid") is None


def test_a_factor_held_at_one_level_is_told(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: TENTHS, GRANT: [200]}, slope), hiec)
    assert len(figure.axes) == 1
    assert "Held at one level: mandate.grant = 200." in foot(figure)


def test_the_note_comes_first_and_leaves_room_for_what_is_assumed(hiec: Scenario) -> None:
    figure = drawn(grid({VAGUE: TENTHS, GRANT: GRANTS}, slope), hiec, note="Cut short. " * 90)
    assert foot(figure).startswith("Cut short.")
    assert "It assumes that vagueness works by latitude and fog" in foot(figure)


def test_every_run_level_outcome_has_a_title_and_a_unit(hiec: Scenario) -> None:
    for record in outcomes_records():
        if record["table"] != "run" or record["name"] in ("run", "seed"):
            continue
        for name in (record["name"], f"twin_{record['name']}", f"additional_{record['name']}"):
            measure = measure_of(name, hiec)
            assert str(record["says"]).partition(";")[0].replace("_", " ").casefold() in measure.title.casefold()
            assert measure.axis
            assert "null" not in measure.title + measure.of


CASES: dict[str, tuple[Values, str, str]] = {
    "map": ({VAGUE: TENTHS, GRANT: GRANTS}, "alive_8", "grid"),
    "money": ({VAGUE: TENTHS, GRANT: [1, 10, 100, 1000]}, "central_money", "grid"),
    "difference": ({VAGUE: TENTHS, GRANT: GRANTS}, "additional_self_sustaining_8", "grid"),
    "line": ({GRANT: GRANTS}, "coverage_8", "grid"),
    "dots": ({PRODUCTION: KINDS}, "alive_8", "grid"),
    "lines": ({VAGUE: TENTHS, PRODUCTION: KINDS}, "alive_8", "grid"),
    "names": ({LEAVING: ["own_utility", "bandwagon"], PRODUCTION: KINDS}, "members_8", "grid"),
    "maps": ({VAGUE: [0, 0.5, 1], GRANT: GRANTS, LONG: list(range(12, 24))}, "alive_8", "grid"),
    "panels": ({VAGUE: TENTHS, LEAVING: ["own_utility", "bandwagon"], PRODUCTION: KINDS}, "alive_8", "grid"),
    "sample": ({VAGUE: TENTHS[::5], GRANT: GRANTS[::5], LONG: [4, 9], PRODUCTION: KINDS}, "alive_8", "grid"),
}


def case(name: str) -> pd.DataFrame:
    levels, outcome, _ = CASES[name]
    scale = 1e5 if "money" in outcome else 1.0
    points = grid(levels, lambda *row: scale * (0.1 + 0.8 * abs(np.sin(len(str(row))))), half=0.05 * scale)
    points.loc[points.index[::5], "failed"] = 1
    return points


@pytest.mark.parametrize("name", CASES)
def test_no_text_overlaps_another_or_leaves_the_page_and_all_can_be_read(hiec: Scenario, name: str) -> None:
    wordy = replace(hiec, name="a_scenario_with_a_long_name_of_its_own", title="A title that goes on " * 9)
    for scenario in (hiec, wordy):
        assert_readable(drawn(case(name), scenario, CASES[name][1], CASES[name][2], note="A note. " * 60))


@pytest.mark.parametrize("factors", [1, 2, 5, 8, 12])
def test_panels_of_many_factors_can_be_read(hiec: Scenario, factors: int) -> None:
    assert_readable(drawn(sampled(60, factors, hiec), hiec, kind="lhs"))


def test_panels_of_one_factor_at_a_time_can_be_read(hiec: Scenario) -> None:
    keys = [VAGUE, GRANT, "mandate.assistance", "context.prior_ties", PRODUCTION, LEAVING, "rules.agenda.speed"]
    base = {key: factor_of(pd.Series([0.0]), key, hiec)[0].own for key in keys}
    other = [{key: 0.5} for key in keys if key not in (PRODUCTION, LEAVING)]
    other += [{PRODUCTION: kind} for kind in KINDS[1:]] + [{LEAVING: "bandwagon"}]
    points = pd.DataFrame([base, *(base | one for one in other)]).assign(runs=5, failed=0, mean=0.4, low=0.3, high=0.5)
    assert_readable(drawn(points, hiec, kind="oat"))


def assert_readable(figure: Figure) -> None:
    """All text is on the page, apart from other text, and large enough."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    hidden = beyond_their_axis(figure)
    found = [one for one in figure.findobj(Text) if isinstance(one, Text) and one.get_visible()]
    texts = [text for text in found if text.get_text().strip() and text not in hidden]
    boxes = [text.get_window_extent() for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert float(text.get_fontsize()) >= 11
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    for (one, box), (other, beside) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        # Boxes include the room above small letters: a point of shared air is no overlap.
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert min(across, up) <= figure.dpi / 72, (one.get_text(), other.get_text())


def beyond_their_axis(figure: Figure) -> set[Text]:
    """Names of ticks outside the view: Matplotlib keeps them and does not draw them."""
    found: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    found |= {tick.label1, tick.label2}
    return found


def test_the_same_points_give_the_same_bytes(hiec: Scenario, tmp_path: Path) -> None:
    first, second = (
        save_figure(drawn(case("map"), hiec), tmp_path / folder, "sweep") for folder in ("first", "second")
    )
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_the_points_are_left_as_they_are(hiec: Scenario) -> None:
    points = case("panels")
    before = points.copy()
    drawn(points, hiec)
    pd.testing.assert_frame_equal(points, before)
