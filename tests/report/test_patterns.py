"""What the figures of a validation draw: a row for each pattern, each mark at its place, and no text in the way."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from outlast.analysis.calibration.targets import load_targets
from outlast.analysis.patterns.judging import MISSES, PASSES, VERDICTS
from outlast.analysis.patterns.pattern import LEVEL
from outlast.analysis.patterns.reading import load_patterns
from outlast.analysis.patterns.validation import Validation, table_of
from outlast.report.patterns.figures import figures_of
from outlast.report.patterns.rows import along
from outlast.report.patterns.terms import COLOURS, MARKERS, SIGNS, observed, rows_of, simulated, verdict
from validations import small


@cache
def shipped() -> Validation:
    """Every shipped pattern with made-up values: no picture has more in it."""
    patterns = load_patterns(load_targets())
    luck = np.random.default_rng(3)
    made_up = {one.name: (luck.random(40) - (one.kind != LEVEL) * 0.5) * luck.random() for one in patterns.compared}
    values = pd.DataFrame(made_up)
    settings = {"members": 300, "cohorts": 10, "seed": 1}
    silent = pd.DataFrame([asdict(one) for one in patterns.silent])
    held = np.array(["fog", "none"] * 20)
    return Validation(table_of(patterns.compared, values), pd.DataFrame(), silent, values, held, settings)


def marked(figure: Figure, gid: str) -> list[Any]:
    return figure.findobj(lambda artist: isinstance(artist, Artist) and artist.get_gid() == gid)


def table() -> dict[str, Any]:
    return {str(row["name"]): row for fitted in (True, False) for row in rows_of(small().table, fitted=fitted)}


def test_there_is_an_overview_and_a_page_for_each_kind() -> None:
    assert list(figures_of(small())) == ["patterns", "patterns_fitted", "patterns_directions"]


def test_the_overview_has_a_row_for_each_pattern() -> None:
    overview = figures_of(small())["patterns"]
    assert sorted(text.get_text() for text in marked(overview, "name")) == sorted(
        str(name).replace("_", " ") for name in small().table["name"]
    )
    assert len(marked(overview, "observed")) == len(small().table)
    assert len(marked(overview, "source")) == len(small().table)
    drawn = {verdict: len(marked(overview, verdict)) for verdict in VERDICTS}
    assert drawn == small().table["verdict"].value_counts().reindex(VERDICTS, fill_value=0).to_dict()


def test_directions_are_turned_so_that_right_is_as_documented() -> None:
    with_, against = (along(table()[name]) for name in ("ties_give_trust", "ties_take_trust"))
    assert with_[0].tolist() == against[0].tolist() == [0.0, 2.0]
    assert with_[1] == pytest.approx([-value for value in against[1]])
    assert with_[1][0] > 0.0


def test_verdicts_differ_in_shape_and_colour() -> None:
    assert len({MARKERS[PASSES], MARKERS["partly"], MARKERS[MISSES]}) == 3
    greys = [np.dot(to_rgb(COLOURS[name]), (0.299, 0.587, 0.114)) for name in (PASSES, "partly", MISSES)]
    assert np.diff(sorted(greys)).min() > 0.05
    assert set(SIGNS) == set(VERDICTS)


def test_numbers_are_said_in_the_units_of_their_kind() -> None:
    rows = table()
    assert observed(rows["all_open"]) == "90–100%"
    assert observed(rows["ties_give_trust"]) == "more"
    assert observed(rows["ties_take_trust"]) == "less"
    assert observed(rows["trust_stays"]) == "> 0"
    assert simulated(rows["all_open"]).startswith("100% [")
    assert simulated(rows["ties_give_trust"]).startswith("+")
    assert "%" not in simulated(rows["ties_give_trust"])
    assert verdict(rows["ties_take_trust"]) == "misses 0%"


def test_a_pattern_of_which_nothing_is_known_is_said_to_be_so() -> None:
    row = table()["all_open"] | {"median": np.nan, "low": np.nan, "high": np.nan}
    assert simulated(row) == "–"


def test_the_shipped_patterns_are_all_drawn_and_said_in_full() -> None:
    figures = figures_of(shipped())
    pages = [figure for name, figure in figures.items() if name != "patterns"]
    assert len(marked(figures["patterns"], "name")) == len(shipped().table)
    assert sum(len(marked(page, "observed")) for page in pages) == len(shipped().table)
    written = [text.get_text() for page in pages for text in marked(page, "says")]
    assert [text for text in written if text.endswith("…")] == []


@pytest.mark.parametrize("name", list(figures_of(shipped())))
def test_no_text_lies_on_another_or_beyond_the_page(name: str) -> None:
    figure = figures_of(shipped())[name]
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [
        (text.get_text(), text.get_window_extent())
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_text().strip() and text.get_visible()
    ]
    width, height = canvas.get_width_height()
    for said, box in boxes:
        assert box.x0 >= -1, said
        assert box.y0 >= -1, said
        assert box.x1 <= width + 1, said
        assert box.y1 <= height + 1, said
    for number, (said, box) in enumerate(boxes):
        for other, beside in boxes[:number]:
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            # Lines of one paragraph may touch.
            assert not (across > 2 and up > 0.35 * min(box.height, beside.height)), (said, other)
