"""What the sensitivity figures draw: indices and intervals at their places, in the order of their size, with units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from outlast.analysis.sensitivity.study import Study
from outlast.report.sensitivity.curves import curves_figure
from outlast.report.sensitivity.interactions import interactions_figure
from outlast.report.sensitivity.plane import plane_figure
from outlast.report.sensitivity.ranked import ranked_figure, remarks_of
from outlast.report.sensitivity.terms import column, rows_of, subject_of
from outlast.scenario import ScenarioError
from report.test_sensitivity_readable import foot
from report.test_sensitivity_studies import ALIVE, FUNDED, KEYS, MONEY, hiec, study, with_indices

NAMES = [key.partition("=")[0] for key in KEYS]


def drawn(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


def marked(where: Figure | Axes, gid: str) -> list[Any]:
    return where.findobj(lambda artist: isinstance(artist, Artist) and artist.get_gid() == gid)


def texts(where: Figure | Axes, gid: str) -> list[str]:
    return [one.get_text() for one in marked(where, gid) if isinstance(one, Text)]


def ends(lines: list[Any]) -> set[tuple[float, float]]:
    return {(round(float(line.get_xdata()[0]), 6), round(float(line.get_xdata()[-1]), 6)) for line in lines}


# Ranked -------------------------------------------------------------------------------------------------------------


def made_up() -> Study:
    free = {"st_noise_free": [0.2, 0.7, 0.4], "st_noise_free_conf": 0.1}
    return with_indices(study("sobol", 3), **free, s1_noise_free=[0.1, 0.5, 0.3], s1_noise_free_conf=0.05)


def test_factors_are_ranked_by_the_total_index_with_the_noise_taken_out() -> None:
    figure = drawn(ranked_figure(made_up(), ALIVE, hiec()))
    assert texts(figure, "key") == [NAMES[k] for k in (1, 2, 0)]
    bars = [bar for bar in marked(figure, "st_noise_free") if isinstance(bar, Rectangle)]
    assert [bar.get_width() for bar in bars] == pytest.approx([0.7, 0.4, 0.2])
    assert [dot.get_xdata()[0] for dot in marked(figure, "s1_noise_free")] == pytest.approx([0.5, 0.3, 0.1])
    assert "The noise of the replicates is taken out." in foot(figure)


def test_intervals_end_where_they_should() -> None:
    found = ends(marked(drawn(ranked_figure(made_up(), ALIVE, hiec())), "interval"))
    assert found == {(0.6, 0.8), (0.3, 0.5), (0.1, 0.3), (0.45, 0.55), (0.25, 0.35), (0.05, 0.15)}


def test_an_interval_beyond_the_picture_ends_in_an_arrow_and_the_others_stay_readable() -> None:
    wide = with_indices(made_up(), st_noise_free_conf=[50.0, 0.1, 0.1])
    figure = drawn(ranked_figure(wide, ALIVE, hiec()))
    assert len(marked(figure, "cut")) == 2
    assert "Arrow:" in foot(figure)
    low, high = figure.axes[0].get_xlim()
    assert 0.7 / (high - low) > 0.25


def test_names_and_ranges_are_said_in_words_with_units() -> None:
    figure = drawn(ranked_figure(study("sobol", 4), ALIVE, hiec()))
    assert "how vague the mandate is about what to aim at" in texts(figure, "name")
    ranges = " ".join(texts(figure, "range"))
    assert "0 to 600 £k per partnership per quarter" in ranges
    assert "4 to 24 quarters" in ranges
    assert "4 names" in ranges
    assert figure.axes[0].get_xlabel() == "share of the variance of the outcome"
    assert figure.texts[0].get_text().startswith("What matters most for the share open 8 quarters")


@pytest.mark.parametrize(("method", "column"), [("pawn", "median_floor"), ("morris", "mu_star_noise")])
def test_the_noise_floor_is_marked(method: str, column: str) -> None:
    one = study(method, 3)
    scale = 100.0 if method == "morris" else 1.0
    marks = sorted(float(mark.get_xdata()[0]) for mark in marked(drawn(ranked_figure(one, ALIVE, hiec())), "floor"))
    assert marks == pytest.approx(sorted(scale * one.findings[0].indices.frame[column]))


def test_effects_on_a_share_are_in_percentage_points_and_on_money_in_pounds() -> None:
    share = drawn(ranked_figure(study("morris", 3), ALIVE, hiec()))
    money = drawn(ranked_figure(study("morris", 3, outcomes=(MONEY,), scale=9e4), MONEY, hiec()))
    assert share.axes[0].get_xlabel().endswith("(percentage points)")
    assert money.axes[0].get_xlabel().endswith("(£m)")


def test_an_unknown_outcome_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ScenarioError, match="alive_8"):
        ranked_figure(study("sobol", 3), "alive_9", hiec())


def test_dropped_runs_are_in_the_footnote() -> None:
    one = study("sobol", 3)
    first = one.findings[0]
    dropped = replace(first.dropped, failed=2, points=16, blocks=2)
    assert "2 of 32 blocks" in foot(
        drawn(ranked_figure(replace(one, findings=(replace(first, dropped=dropped),)), ALIVE, hiec()))
    )


# The plane ----------------------------------------------------------------------------------------------------------


def test_the_plane_has_every_factor_at_its_place_and_names_by_another_mark() -> None:
    one = study("morris", 5)
    figure = drawn(plane_figure(one, ALIVE, hiec()))
    for row in one.findings[0].indices.frame.to_dict("records"):
        (mark,) = marked(figure, row["name"])
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == pytest.approx((100 * row["mu_star"], 100 * row["sigma"]))
        assert mark.get_marker() == ("s" if row["name"] == "structure.production" else "o")
    assert "Squares: named alternatives" in foot(figure)
    assert sorted(texts(figure, "name")) == sorted(key.rpartition(".")[2] for key in NAMES[:5])
    slopes = [line.get_ydata()[1] / line.get_xdata()[1] for line in marked(figure, "guide")]
    assert slopes == pytest.approx([0.1, 0.5, 1.0])
    assert len(marked(figure, "noise")) == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([0.9, 0.3, 0.29, 0.28], "The order of places 2 to 4 is not certain."),
        ([0.9, 0.89, 0.4, 0.1], "The order of places 1 and 2 is not certain."),
        ([0.9, 0.89, 0.4, 0.39], "The order of places 1 and 2, 3 and 4 is not certain."),
    ],
)
def test_places_that_may_change_are_named_and_no_others(values: list[float], told: str) -> None:
    one = with_indices(study("sobol", 4), st_noise_free=values, st_noise_free_conf=0.05)
    assert told in remarks_of(subject_of(one, ALIVE, hiec()))[0]


# Interactions -------------------------------------------------------------------------------------------------------


def test_pairs_whose_interval_reaches_nought_are_pale() -> None:
    one = study("sobol", 3)
    first = one.findings[0]
    second = first.indices.second_order
    assert second is not None
    clear = replace(first.indices, second_order=second.assign(s2_noise_free=[0.3, 0.05, -0.1], s2_noise_free_conf=0.1))
    figure = drawn(interactions_figure(replace(one, findings=(replace(first, indices=clear),)), ALIVE, hiec()))
    (pair,) = marked(figure, "pair")
    assert len(marked(figure, "pale pair")) == 2
    assert len(marked(figure, "first")) == 3
    assert pair.get_facecolor()[:3] != (1.0, 1.0, 1.0)
    assert all(cell.get_facecolor()[:3] == (1.0, 1.0, 1.0) for cell in marked(figure, "pale pair"))
    assert "0.30 ± 0.10" in texts(figure, "number")
    assert "−0.10 ± 0.10" in texts(figure, "number")


# Curves -------------------------------------------------------------------------------------------------------------


def test_panels_go_by_range_and_the_end_of_funding_stands_beside() -> None:
    one = study("oat", 4, outcomes=(ALIVE, FUNDED))
    figure = drawn(curves_figure(one, ALIVE, hiec()))
    frame = one.findings[0].indices.frame
    order = np.array(frame["name"])[np.argsort(-column(frame, "range"))].tolist()
    assert [texts(axes, "beneath")[0].split()[0] for axes in figure.axes] == order
    averages = one.findings[0].averages
    assert averages is not None
    for key, axes in zip(order, figure.axes, strict=True):
        expected = 100 * column(rows_of(averages, "name", key), "mean")
        (mean,) = marked(axes, "mean")
        assert mean.get_ydata() == pytest.approx(expected)
        assert len(marked(axes, "beside")) == 1
        assert len(marked(axes, "mean band")) == 1
        assert len(marked(axes, "curve")) == 4
        assert len(marked(axes, "own")) == 1
    assert texts(figure, "mark name") == ["half"]
    assert "open at the end of funding" in [text.get_text() for text in figure.legends[0].get_texts()]
    assert "mandate.grant (£k per" in " ".join(texts(figure, "beneath"))


def test_a_mean_without_an_interval_says_so() -> None:
    one = study("oat", 2)
    first = one.findings[0]
    assert first.averages is not None
    bare = replace(first, averages=first.averages[["name", "value", "mean"]])
    assert "No interval of the mean is known." in foot(
        drawn(curves_figure(replace(one, findings=(bare,)), ALIVE, hiec()))
    )


def test_money_and_shares_do_not_share_a_scale() -> None:
    one = study("oat", 2, outcomes=(MONEY, FUNDED), scale=9e4)
    assert not marked(drawn(curves_figure(one, MONEY, hiec())), "beside")


def test_ticks_stand_at_the_values_that_all_curves_share() -> None:
    figure = drawn(curves_figure(study("oat", 5, outcomes=(MONEY,), scale=9e4), MONEY, hiec()))
    grants = next(axes for axes in figure.axes if "grant" in texts(axes, "beneath")[0])
    assert {tick % 60 for tick in grants.get_xticks()} == {0}
