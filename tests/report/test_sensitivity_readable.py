"""Every sensitivity figure can be read: all text on the page, apart from other text, large enough; and says enough."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from outlast.analysis.sensitivity.study import Study
from outlast.report.figures import save_figure
from outlast.report.sensitivity.figures import figures_of
from report.test_sensitivity_studies import ALIVE, FUNDED, MONEY, hiec, of_delta, study, with_indices

CASES: dict[str, Callable[[], Study]] = {
    "sobol of 2": lambda: study("sobol", 2),
    "sobol of 8": lambda: study("sobol", 8, samples=8),
    "sobol of 15": lambda: study("sobol", 15, samples=8),
    "sobol over time": lambda: study("sobol", 5, samples=16, quarters=12),
    "morris of 2": lambda: study("morris", 2),
    "morris of 8": lambda: study("morris", 8),
    "morris of 15": lambda: study("morris", 15),
    "pawn of 8": lambda: study("pawn", 8),
    "delta of 3": lambda: of_delta(study("pawn", 3)),
    "curves of 2": lambda: study("oat", 2, outcomes=(ALIVE, FUNDED)),
    "curves of 8": lambda: study("oat", 8, outcomes=(ALIVE, FUNDED)),
    "curves of 15": lambda: study("oat", 15, outcomes=(ALIVE, FUNDED)),
    "curves around one point": lambda: study("oat", 5, kind="oat"),
    "money": lambda: study("morris", 5, outcomes=(MONEY,), scale=90_000.0),
    "money curves": lambda: study("oat", 5, outcomes=(MONEY,), scale=90_000.0),
    "one replicate": lambda: study("sobol", 3, replicates=1),
    "wide": lambda: with_indices(study("sobol", 3), st_noise_free_conf=[9.0, 0.1, 0.1], s1_noise_free_conf=5.0),
    "negative": lambda: with_indices(study("sobol", 3), s1_noise_free=[-0.3, -0.2, 0.1]),
    "all nought": lambda: with_indices(study("morris", 5), mu_star=0.0, mu_star_conf=0.0, sigma=0.0, sigma_conf=0.0),
}


@pytest.mark.parametrize("name", CASES)
def test_all_figures_of_a_study_can_be_read(name: str) -> None:
    figures = figures_of(CASES[name](), hiec())
    assert figures
    for figure in figures.values():
        assert_readable(figure)
        assert "95% interval" in foot(figure) or "no intervals" in foot(figure)
        assert "A simulation, not a forecast." in foot(figure)
        assert "replicate" in foot(figure)


@pytest.mark.parametrize("name", ["sobol of 8", "morris of 8", "curves of 8"])
def test_long_titles_do_not_push_anything_off_the_page(name: str) -> None:
    wordy = replace(hiec(), name="a_scenario_with_a_long_name_of_its_own", title="A title that goes on " * 9)
    for figure in figures_of(CASES[name](), wordy).values():
        assert_readable(figure)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sobol of 2", {"ranked", "interactions", "convergence"}),
        ("sobol over time", {"ranked", "interactions", "convergence", "over_time_open"}),
        ("morris of 2", {"ranked", "plane", "convergence"}),
        ("delta of 3", {"ranked"}),
        ("curves of 2", {"ranked", "curves", f"ranked_{FUNDED}", f"curves_{FUNDED}"}),
    ],
)
def test_a_study_has_the_figures_of_its_method(name: str, expected: set[str]) -> None:
    assert set(figures_of(CASES[name](), hiec())) == expected


@pytest.mark.parametrize(
    ("method", "expected"), [("sobol", set()), ("morris", set()), ("pawn", set()), ("oat", {"curves"})]
)
def test_a_response_that_never_moves_has_no_figures_but_its_curves(method: str, expected: set[str]) -> None:
    figures = figures_of(study(method, 2, function=half), hiec())
    assert set(figures) == expected
    for figure in figures.values():
        assert_readable(figure)


def half(unit: np.ndarray) -> np.ndarray:
    return np.full(len(unit), 0.5)


def test_the_same_study_gives_the_same_bytes(tmp_path: object) -> None:
    first, second = (
        save_figure(figures_of(CASES["morris of 2"](), hiec())["plane"], f"{tmp_path}/{folder}", "plane")
        for folder in ("first", "second")
    )
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def foot(figure: Figure) -> str:
    """The footnote: its lines are written from the last to the first."""
    lines = [text for text in figure.texts if text.get_verticalalignment() == "bottom"]
    return " ".join(text.get_text() for text in reversed(lines))


def assert_readable(figure: Figure) -> None:
    """All text is on the page, apart from other text, and large enough; the footnote is not cut."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    hidden = beyond_their_axis(figure)
    found = [one for one in figure.findobj(Text) if isinstance(one, Text) and one.get_visible()]
    texts = [text for text in found if text.get_text().strip() and text not in hidden]
    boxes = [text.get_window_extent() for text in texts]
    assert not foot(figure).endswith("…")
    for text, box in zip(texts, boxes, strict=True):
        assert float(text.get_fontsize()) >= 11
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    for (one, box), (other, beside) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        if one.get_rotation() % 90 or other.get_rotation() % 90:
            continue  # The boxes of slanted names overlap where the names do not.
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        # Boxes include the room above small letters: a point of shared air is no overlap.
        assert min(across, up) <= figure.dpi / 72, (one.get_text(), other.get_text())


def beyond_their_axis(figure: Figure) -> set[Text]:
    """Names of ticks outside the view, which are kept and not drawn, and those of axes that name none."""
    found: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    found |= {tick.label1, tick.label2}
    return found
