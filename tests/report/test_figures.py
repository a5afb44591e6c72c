"""The figure of a run says what the result holds, readably, and the same each time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.outcomes.judgement import STATES
from outlast.report.figures import run_figure, save_figure
from outlast.report.panels import TIME, endings, judged_at, spread_apart, state_shares
from outlast.report.style import STATE_COLOURS
from outlast.report.wording import STATE_NAMES, STATE_ORDER
from outlast.simulation.result import Result

Results = Callable[[str], Result]


def texts_of(figure: Figure) -> list[Text]:
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    found = figure.findobj(Text, include_self=False)
    return [one for one in found if isinstance(one, Text) and one.get_visible() and one.get_text().strip()]


def upright_lines(axes: Axes) -> set[float]:
    lines = [np.asarray(line.get_xdata(), dtype=float) for line in axes.get_lines()]
    return {float(x[0]) for x in lines if len(x) == 2 and x[0] == x[1]}


def test_the_states_of_each_quarter_stack_up_to_all_partnerships(any_result: Result) -> None:
    assert sorted(STATE_ORDER) == sorted(STATES) == sorted(STATE_NAMES) == sorted(STATE_COLOURS)
    shares = state_shares(any_result)
    assert len(shares) == any_result.trace.shape[1]
    assert shares.sum(axis=1).tolist() == pytest.approx([1.0] * len(shares))


def test_the_stack_as_drawn_shows_the_shares(result_of: Results) -> None:
    result = result_of("paid")
    main = run_figure(result).axes[0]
    bands = [one for one in main.collections if isinstance(one, PolyCollection)]
    assert [band.get_label() for band in bands] == [STATE_NAMES[state] for state in STATE_ORDER]
    drawn = np.asarray(bands[STATE_ORDER.index("failed")].get_paths()[0].vertices)
    assert drawn[:, 1].max() == pytest.approx(100.0)
    end = drawn[drawn[:, 0] == result.trace.shape[1]]
    expected = 100 * state_shares(result)["failed"].iloc[-1]
    assert np.ptp(end[:, 1]) == pytest.approx(expected)


def test_the_same_result_gives_the_same_bytes(result_of: Results, tmp_path: Path) -> None:
    first, second = (
        save_figure(run_figure(result_of("paid")), tmp_path / folder, "run") for folder in ("first", "second")
    )
    assert [path.name for path in first] == ["run.png", "run.svg"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert "<dc:date>" not in first[1].read_text(encoding="utf-8")


def test_every_axis_carries_its_unit(any_result: Result) -> None:
    main, *side = run_figure(any_result).axes
    assert main.get_xlabel() == TIME
    assert side[0].get_xlabel() == TIME
    for axes in (main, *side):
        assert any(unit in axes.get_ylabel() for unit in ("%", "£k"))
        assert axes.get_xlim() == (0.0, any_result.trace.shape[1])


@pytest.mark.parametrize(("kind", "quarters"), [("paid", [10]), ("taper", [14]), ("unpaid", []), ("no_mandate", [])])
def test_the_end_of_the_funding_is_marked_in_every_panel(result_of: Results, kind: str, quarters: list[int]) -> None:
    result = result_of(kind)
    assert [ending.quarter for ending in endings(result)] == quarters
    main, *side = run_figure(result).axes
    for axes in side:
        assert upright_lines(axes) - {12.0} == set(quarters)
    assert set(quarters) <= upright_lines(main)
    named = [text.get_text() for text in main.texts if "last central pound" in text.get_text()]
    assert len(named) == len(quarters)


def test_two_ends_are_marked_with_their_shares_and_many_as_a_range(result_of: Results) -> None:
    paid = result_of("paid")

    def ending_at(ends: list[int]) -> Result:
        finals = paid.finals.copy()
        finals[..., FINAL_INDEX["funding_end"]] = np.array(ends).reshape(finals.shape[:2])
        return replace(paid, finals=finals)

    two = endings(ending_at([10] * 6 + [30] * 3))
    assert [(end.quarter, round(end.share, 2)) for end in two] == [(10, 0.67), (30, 0.33)]
    (many,) = endings(ending_at([3, 3, 3, 5, 7, 8, 9, 10, 16]))
    assert (many.quarter, many.low, many.high) == (7, 3, 16)
    assert judged_at(ending_at([3, 3, 3, 5, 7, 8, 9, 10, 16])) == []


@pytest.mark.parametrize(
    ("kind", "quarters"),
    [("paid", [14, 18]), ("unpaid", [4, 8]), ("judged_early_only", [14]), ("too_early", [])],
)
def test_judgements_are_marked_where_the_horizon_reaches_them(
    result_of: Results, kind: str, quarters: list[int]
) -> None:
    result = result_of(kind)
    assert judged_at(result) == quarters
    assert set(quarters) <= upright_lines(run_figure(result).axes[0])


def test_no_text_overlaps_another_or_leaves_the_page(any_result: Result) -> None:
    wordy = replace(any_result.scenario, title="A title that goes on " * 9, question="And what of this? " * 30)
    for result in (any_result, replace(any_result, scenario=wordy)):
        figure = run_figure(result)
        texts = texts_of(figure)
        boxes = [text.get_window_extent() for text in texts]
        page = figure.bbox
        for text, box in zip(texts, boxes, strict=True):
            assert page.x0 <= box.x0, text
            assert box.x1 <= page.x1, text
            assert page.y0 <= box.y0, text
            assert box.y1 <= page.y1, text
        for (one, box), (other, beside) in itertools.combinations(zip(texts, boxes, strict=True), 2):
            # Boxes include the room above small letters: a point of shared air is no overlap.
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert min(across, up) <= figure.dpi / 72, (one.get_text(), other.get_text())


@pytest.mark.parametrize("kind", ["paid", "unpaid", "successor"])
def test_text_can_be_read_from_the_back_row(result_of: Results, kind: str) -> None:
    figure = run_figure(result_of(kind))
    assert tuple(figure.get_size_inches()) == pytest.approx((13.333, 7.5))
    assert min(float(text.get_fontsize()) for text in texts_of(figure)) >= 11


def test_title_and_question_are_taken_literally(result_of: Results) -> None:
    result = result_of("paid")
    odd = replace(result, scenario=replace(result.scenario, title="$5 or $6?", question="[bold] \\frac{1}{2}"))
    shown = [text.get_text() for text in run_figure(odd).texts]
    assert shown[:2] == ["$5 or $6?", "[bold] \\frac{1}{2}"]


def test_the_footnote_says_what_was_assumed(result_of: Results) -> None:
    said = " ".join(text.get_text() for text in run_figure(result_of("paid")).texts[::-1])
    for part in ("A simulation, not a forecast", "latitude and fog", "3 runs of 3 partnerships", "seeds 1 to 3"):
        assert part in " ".join(said.split())


@given(st.lists(st.floats(0, 100), max_size=9).map(sorted))
def test_names_beside_the_stack_keep_their_order_and_distance(wanted: list[float]) -> None:
    found = spread_apart(wanted, 6.0, 3.0, 97.0)
    assert len(found) == len(wanted)
    assert all(later - earlier >= 6.0 - 1e-9 for earlier, later in itertools.pairwise(found))
    assert all(3.0 - 1e-9 <= place <= 97.0 + 1e-9 for place in found)


# Machado, Oliveira and Fernandes (2009), full severity, on linear light.
SIGHT = {
    "full": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    """CIE Lab of a colour as seen."""
    rgb = np.array(to_rgb(colour))
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(sight @ light, 0.0, 1.0)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    x, y, z = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_states_can_be_told_apart_without_one_kind_of_cone(sight: str) -> None:
    # Any two may touch where those between are empty; a difference of 2.3 is just seen, and this is five times that.
    for one, other in itertools.combinations(STATE_ORDER, 2):
        apart = np.linalg.norm(lab(STATE_COLOURS[one], SIGHT[sight]) - lab(STATE_COLOURS[other], SIGHT[sight]))
        assert apart > 11.5, (one, other)


def test_neighbours_in_the_stack_differ_in_a_grey_print() -> None:
    lightness = [lab(STATE_COLOURS[state], SIGHT["full"])[0] for state in STATE_ORDER]
    assert all(abs(upper - lower) > 5 for lower, upper in itertools.pairwise(lightness))
