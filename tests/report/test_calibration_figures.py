"""The figures of a calibration can be read, draw what was found where it lies, and are the same each time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.text import Text

from outlast.analysis.calibration.draws import THEORIES, behaviour
from outlast.report.calibration.agreement import verdict
from outlast.report.calibration.figures import DRAWN, draw_calibration, figures_of
from outlast.report.calibration.value import value_figure
from report.calibrations import changed, made_up, measured, theories, value
from report.test_sensitivity_readable import assert_readable, foot

COUNT = len(behaviour())

NAMES = {"targets", "checks", "theories", "parameters", "history", "coverage", "structures", "value"}


@cache
def figures() -> dict[str, Figure]:
    """All figures of the calibration that is made up; not to be changed."""
    asked = value_figure(value())
    assert asked is not None
    return figures_of(made_up()) | {"value": asked}


def drawn(name: str, **parts: Any) -> Figure:
    """One figure of a calibration with other parts."""
    figure = DRAWN[name](changed(**parts))
    assert figure is not None
    return figure


def marked(figure: Figure, gid: str) -> list[Any]:
    return figure.findobj(lambda artist: isinstance(artist, Artist) and artist.get_gid() == gid)


def texts(figure: Figure, gid: str) -> list[str]:
    return [one.get_text() for one in marked(figure, gid) if isinstance(one, Text)]


def widened(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With next to nothing left, and nothing at all of one theory."""
    return [wave | {"left": 1e-4, "by_theory": {n: 0.0 if n == "fog" else 2e-4 for n in THEORIES}} for wave in history]


# Name: the figure that shows it, and the parts that are otherwise.
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing left": ("history", {"history": widened(made_up().history)}),
    "much left": (
        "history",
        {"history": [made_up().history[0] | {"left": 0.5, "by_theory": dict.fromkeys(THEORIES, 0.5)}]},
    ),
    "one favoured": ("theories", {"theories": theories([0.04, 0.7, 0.05, 0.05, 0.05, 0.05, 0.06], 0.02)}),
    "one ruled out": ("theories", {"theories": theories([0.2, 0.2, 0.2, 0.0, 0.1, 0.1, 0.2], 0.05)}),
    "all identified": ("parameters", {"parameters": made_up().parameters.assign(identified=True)}),
    "few draws": ("parameters", {"sampling": {"effective": 60.0}}),
    "poor coverage": (
        "coverage",
        {"coverage": made_up().coverage | {"covered": [0.4 * k for k in made_up().coverage["levels"]]}},
    ),
    "a theory without truths": (
        "structures",
        {"coverage": made_up().coverage | {"confusion": [None, *made_up().coverage["confusion"][1:]]}},
    ),
    "two theories": (
        "structures",
        {"coverage": made_up().coverage | {"theories": ["fog", "none"], "confusion": [[0.55, 0.45], [0.5, 0.5]]}},
    ),
    "nothing held": ("targets", {"predictions": made_up().predictions.assign(low=0.97, median=0.98, high=0.99)}),
}


def test_all_figures_can_be_read() -> None:
    assert set(figures()) == NAMES
    for figure in figures().values():
        assert_clear(figure)


@pytest.mark.parametrize("name", CASES)
def test_a_figure_can_be_read_whatever_was_found(name: str) -> None:
    which, parts = CASES[name]
    assert_clear(drawn(which, **parts))


def assert_clear(figure: Figure) -> None:
    assert_readable(figure)
    assert foot(figure).endswith("what it has learnt holds within its theories and rules.")
    assert not any(line.endswith("…") for line in texts(figure, "remark"))


@pytest.mark.parametrize("name", ["targets", "checks", "value", "theories", "history", "structures"])
def test_the_names_of_what_is_shipped_are_not_cut(name: str) -> None:
    figure = figures()[name]
    said = texts(figure, "says") + texts(figure, "name")
    assert said
    assert not any("…" in one for one in said)


def test_what_is_not_there_is_not_drawn() -> None:
    bare = changed(
        theories=theories([1.0], names=["fog"]),
        history=[],
        parameters=made_up().parameters.assign(identified=False),
        coverage=made_up().coverage | {"theories": ["fog"], "confusion": [[1.0]], "found": 1.0},
    )
    assert set(figures_of(bare)) == {"targets", "checks", "coverage"}


@pytest.mark.slow
def test_files_are_written_in_both_forms_and_the_same_each_time(tmp_path: Path) -> None:
    one, other = (draw_calibration(made_up(), tmp_path / folder) for folder in ("one", "other"))
    assert {path.name for path in one} == {f"{name}.{kind}" for name in DRAWN for kind in ("png", "svg")}
    for first, second in zip(one, other, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_targets_are_drawn_at_their_intervals_with_their_verdicts() -> None:
    figure = figures()["targets"]
    rows = [row for row in made_up().predictions.to_dict("records") if row["use"] == "fit"]
    shares = [row for row in rows if row["target"] != "ahsn_own_coverage"]
    own = next(row for row in rows if row["target"] == "ahsn_own_coverage")
    ordered, scales = [*shares, own], [100.0] * len(shares) + [1.0]
    assert texts(figure, "verdict") == [verdict(row) for row in ordered]
    bars = [bar for bar in marked(figure, "observed") if hasattr(bar, "get_width")]
    for bar, row, scale in zip(bars, ordered, scales, strict=True):
        assert bar.get_x() == pytest.approx(scale * row["observed_low"])
        assert bar.get_x() + bar.get_width() == pytest.approx(scale * row["observed_high"])
    for gid, low, high in (("interval", "low", "high"), ("expected", "expected_low", "expected_high")):
        for line, row, scale in zip(marked(figure, gid), ordered, scales, strict=True):
            assert list(line.get_xdata()) == pytest.approx([scale * row[low], scale * row[high]])
    assert [axes.get_xlabel() for axes in figure.axes] == ["share (%)", "£ per £ of cost"]


def test_theories_are_drawn_with_their_prior_and_hollow_where_nothing_is_told() -> None:
    figure = figures()["theories"]
    assert [line.get_xdata()[0] for line in marked(figure, "prior")] == pytest.approx([1 / 7] * 7)
    dots = marked(figure, "weight")
    assert [dot.get_xdata()[0] for dot in dots] == pytest.approx(made_up().theories["weight"].tolist())
    assert [dot.get_markerfacecolor() != "white" for dot in dots] == [name == "capture" for name in THEORIES]


def test_parameters_lie_on_the_share_of_their_range() -> None:
    figure = figures()["parameters"]
    known = made_up().parameters
    known = known.loc[known["identified"].to_numpy(bool)].sort_values("width")
    expected = 100 * (known["median"] - known["prior_low"]) / (known["prior_high"] - known["prior_low"])
    assert [dot.get_xdata()[0] for dot in marked(figure, "median")] == pytest.approx(expected.tolist())
    assert f"the other {COUNT - 6} are not identified" in " ".join(texts(figure, "remark"))


def test_a_long_list_of_parameters_says_how_many_are_drawn() -> None:
    figure = drawn("parameters", parameters=made_up().parameters.assign(identified=True))
    assert f"The 11 narrowest of {COUNT} are drawn." in foot(figure)
    assert len(marked(figure, "median")) == 11


def test_coverage_has_a_line_for_each_parameter_and_its_band() -> None:
    figure = figures()["coverage"]
    left, right = figure.axes[:2]
    assert len(marked(figure, "parameter")) == 2 * COUNT
    pooled = marked(figure, "pooled")
    assert pooled[0].get_ydata()[1:-1] == pytest.approx(100 * np.array(made_up().coverage["covered"]))
    fit = marked(figures()["coverage"], "fit")
    assert len(fit) == 2
    assert fit[0].get_ydata()[1:-1] == pytest.approx(100 * np.array(made_up().coverage["fit_covered"]))
    assert left.get_xlim() == left.get_ylim() == (0, 100)
    low, high = right.get_ylim()
    assert low == pytest.approx(-high)
    for line in marked(figure, "parameter")[COUNT:]:
        assert np.abs(line.get_ydata()).max() <= high


def test_history_is_drawn_by_wave_and_theory_and_nothing_left_points_out_of_the_scale() -> None:
    figure = figures()["history"]
    shares = [[wave["left"], *wave["by_theory"].values()] for wave in made_up().history]
    dots = [dot.get_xdata()[0] for dot in marked(figure, "left")]
    assert dots == pytest.approx([100 * share for row in zip(*shares, strict=True) for share in row])
    gone = drawn("history", history=widened(made_up().history))
    assert sum(dot.get_marker() == "<" for dot in marked(gone, "left")) == 2


def test_the_map_of_theories_has_every_weight() -> None:
    figure = figures()["structures"]
    assert len(texts(figure, "weight")) == 49
    assert len(marked(figure, "told")) == 12
    missing = drawn("structures", **CASES["a theory without truths"][1])
    assert len(texts(missing, "weight")) == 42


def test_measurements_that_tell_nothing_are_hollow_and_the_rest_in_order() -> None:
    figure = figures()["value"]
    bars = marked(figure, "bits")
    widths = [bar.get_width() for bar in bars]
    assert widths[:-1] == sorted(widths[:-1], reverse=True)
    assert widths[-1] == pytest.approx(0.8)
    hollow = [bar.get_facecolor() == (1.0, 1.0, 1.0, 1.0) for bar in bars]
    assert hollow == [width - 0.05 <= 0.0 for width in widths]


@pytest.mark.slow
def test_a_figure_of_an_earlier_try_that_is_no_more_goes(tmp_path: Path) -> None:
    draw_calibration(made_up(), tmp_path)
    draw_calibration(changed(history=[]), tmp_path)
    assert not list(tmp_path.glob("history.*"))
    assert (tmp_path / "targets.png").exists()


def test_no_measurements_are_no_figure() -> None:
    assert value_figure(value([])) is None


def test_measurements_that_tell_nothing_at_all_can_be_drawn() -> None:
    figure = value_figure(value(measured({"turnover": -0.01, "capture": 0.01, "all together": 0.0})))
    assert figure is not None
    assert_clear(figure)
    assert "No single measurement of 2 is shown to tell" in " ".join(texts(figure, "remark"))
