"""What the figures of a validation draw: a row for each pattern, each mark at its place, and no text in the way."""

from __future__ import annotations

from dataclasses import asdict, replace
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
from outlast.analysis.patterns.judging import MISSES, NO_EFFECT, PARTLY, PASSES, VERDICTS
from outlast.analysis.patterns.pattern import LEVEL
from outlast.analysis.patterns.reading import load_patterns
from outlast.analysis.patterns.result import OF_ENSEMBLE, OF_PRIOR, Validation
from outlast.analysis.patterns.validation import table_of
from outlast.report.patterns.figures import figures_of
from outlast.report.patterns.rows import DIRECTIONS, along, apart, axis_of
from outlast.report.patterns.terms import (
    COLOURS,
    MARKERS,
    SIGNS,
    observed,
    rows_of,
    simulated,
    verdict,
    verdict_in_words,
)
from validations import small


@cache
def shipped() -> Validation:
    """Every shipped pattern with made-up values: no picture has more in it."""
    patterns = load_patterns(load_targets())
    luck = np.random.default_rng(3)
    made_up = {one.name: (luck.random(40) - (one.kind != LEVEL) * 0.5) * luck.random() for one in patterns.compared}
    # One without any effect, and one whose numbers are as long as they get.
    values = pd.DataFrame(made_up).assign(loose_structure_lasts=0.0, output_rises_first=np.linspace(-0.95, 0.98, 40))
    settings = {"members": 300, "distinct": 224, "of": OF_ENSEMBLE, "cohorts": 10, "seed": 1}
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


def test_directions_are_drawn_as_they_are_said_and_what_is_documented_lies_on_its_side() -> None:
    more, less = (table()[name] for name in ("ties_give_trust", "ties_take_trust"))
    assert along(more)[0].tolist() == [0.0, 2.0]
    assert along(less)[0].tolist() == [-2.0, 0.0]
    for row in (more, less):
        assert along(row)[1] == (row["median"], row["low"], row["high"])


def test_the_axis_says_which_rows_are_in_another_unit() -> None:
    rows = [table()["ties_give_trust"], table()["trust_stays"]]
    assert [apart(row) for row in rows] == ["", "²"]
    assert axis_of(rows) == (DIRECTIONS, "² rank correlation")
    assert axis_of(rows[:1])[1] == ""
    overview = figures_of(shipped())["patterns"]
    beside = [text.get_text() for text in marked(overview, "unit")]
    assert (beside.count("¹"), beside.count("²")) == (3, 2)
    labels = [axes.get_xlabel() for axes in overview.axes]
    assert f"{DIRECTIONS}\n¹ part of the larger side, ² rank correlation" in labels


def test_what_had_shaped_a_mechanism_is_marked_in_the_overview_and_on_its_page() -> None:
    figures = figures_of(shipped())
    numbers = [text.get_text() for text in marked(figures["patterns"], "number")]
    assert sorted(text for text in numbers if text.endswith("†")) == ["13†", "23†", "S4†"]
    pages = [text.get_text() for name in figures if name != "patterns" for text in marked(figures[name], "number")]
    assert sum(text.endswith("†") for text in pages) == 3


def test_draws_of_the_prior_are_called_so_on_every_page() -> None:
    prior = replace(small(), settings=dict(small().settings) | {"of": OF_PRIOR})
    for name, figure in figures_of(prior).items():
        said = [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
        assert any(text.startswith("30 draws of the prior, not fitted to anything;") for text in said), name
    assert any(
        text.get_text() == "Which documented patterns does the prior pass?"
        for text in figures_of(prior)["patterns"].findobj(Text)
        if isinstance(text, Text)
    )


def test_verdicts_differ_in_shape_and_colour() -> None:
    told = (PASSES, PARTLY, NO_EFFECT, MISSES)
    assert len({MARKERS[name] for name in told}) == len({SIGNS[name] for name in told}) == 4
    greys = [np.dot(to_rgb(COLOURS[name]), (0.299, 0.587, 0.114)) for name in told]
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
    assert verdict(rows["ties_take_trust"]) == "misses 0·0·100%"
    assert verdict_in_words(rows["ties_take_trust"]) == "misses: 0% [0, 12] with, 0% ties, 100% against"
    assert verdict(rows["all_open"]) == verdict_in_words(rows["all_open"]) == "passes"
    within = rows["ties_give_trust"] | {"sign": 0, "ties": np.nan, "right": 0.9, "against": 0.1, "verdict": PASSES}
    assert verdict(within) == "passes 90·10%"


def test_a_share_that_only_rounds_to_nine_in_ten_is_not_said_to_be_it() -> None:
    row = table()["ties_give_trust"] | {"right": 269 / 300, "against": 31 / 300, "verdict": "unclear"}
    assert verdict(row) == "unclear 89.7·0·10%"
    assert verdict_in_words(row).startswith("unclear: 89.7% [")
    assert verdict(row | {"right": 0.9, "verdict": PASSES}).startswith("passes 90·")


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
    every = [text.get_text() for figure in figures.values() for text in figure.findobj(Text) if isinstance(text, Text)]
    assert [text for text in every if "…" in text] == []


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


@pytest.mark.parametrize("name", [name for name in figures_of(shipped()) if name != "patterns"])
def test_words_beside_a_row_stay_clear_of_those_beside_the_next(name: str) -> None:
    figure = figures_of(shipped())[name]
    FigureCanvasAgg(figure).draw()
    rows: dict[tuple[str, int], list[Any]] = {}
    for text in marked(figure, "says"):
        rows.setdefault((text.get_ha(), text.xy[1]), []).append(text.get_window_extent())
    for (side, at), boxes in rows.items():
        below = rows.get((side, at + 1), [])
        # Upwards in pixels, and row 0 on top.
        assert not below or min(box.y0 for box in boxes) > max(box.y1 for box in below), (side, at)
