"""What the figures of convergence and of indices over time draw and say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outlast.report.sensitivity.convergence import convergence_figure
from outlast.report.sensitivity.over_time import over_time_figure
from outlast.report.sensitivity.terms import column, rows_of
from outlast.scenario import ScenarioError
from report.test_sensitivity_drawn import NAMES, drawn, marked, texts
from report.test_sensitivity_readable import foot
from report.test_sensitivity_studies import ALIVE, hiec, study


def test_convergence_says_in_words_what_has_settled() -> None:
    one = study("sobol", 3)
    found = one.findings[0].convergence
    assert found is not None
    verdicts = found.verdicts.assign(settled=[True, False, False] * 2, narrow=[True, True, False] * 2, conf=0.2)
    first = replace(one.findings[0], convergence=replace(found, verdicts=verdicts))
    figure = drawn(convergence_figure(replace(one, findings=(first,)), ALIVE, hiec()))
    assert set(texts(figure, "beneath")) == {
        "purpose: settled",
        "grant: order not settled",
        "duration: not settled, ± 0.2",
    }
    assert found.leading == "st_noise_free"
    (total,) = marked(figure.axes[0], found.leading)
    course = rows_of(rows_of(found.course, "name", NAMES[0]), "index", found.leading)
    assert total.get_ydata() == pytest.approx(column(course, "value"))


def test_quarters_without_indices_are_blank_and_the_end_of_funding_is_marked_where_it_is_one() -> None:
    moved = study("sobol", 5, samples=16, quarters=12)
    figure = drawn(over_time_figure(moved, "open", hiec()))
    assert len(marked(figure, "blank")) == len(figure.axes)
    assert "Grey quarters have no index" in foot(figure)
    assert not marked(figure, "end of funding")
    assert "mandate.duration and mandate.taper move it" in foot(figure)
    fixed = drawn(over_time_figure(study("sobol", 2, samples=16, quarters=12), "open", hiec()))
    (line, _) = marked(fixed, "end of funding")
    assert line.get_xdata()[0] == hiec().funding_end
    assert texts(fixed, "end name") == ["funding ends"]


def test_quarters_whose_intervals_hold_everything_are_blank_and_press_nothing_flat() -> None:
    one = study("sobol", 3, samples=256, quarters=8)
    frame = one.over_time["open"]
    wild = frame.assign(st_conf=frame["st_conf"].where(frame["quarter"] != 4, 3.0), st_noise_free=frame["st"])
    wild = wild.assign(st_noise_free_conf=wild["st_conf"])
    figure = drawn(over_time_figure(replace(one, over_time={"open": wild}), "open", hiec()))
    assert all(axes.get_ylim()[1] < 1.6 for axes in figure.axes)
    # Two stretches: the first two quarters, in which nothing moves, and the fifth.
    assert len(marked(figure.axes[0], "blank")) == 2
    every = frame.assign(st_conf=3.0, st_noise_free_conf=3.0)
    all_wild = drawn(over_time_figure(replace(one, over_time={"open": every}), "open", hiec()))
    assert len(marked(all_wild.axes[0], "blank")) == 1, "where every quarter is like that, they stay"


def test_effects_over_time_have_their_unit_and_an_unknown_course_is_refused() -> None:
    one = study("morris", 2, quarters=6)
    figure = drawn(over_time_figure(one, "open", hiec()))
    assert texts(figure, "scale") == ["mean size of elementary effects (share 0 to 1)"]
    with pytest.raises(ScenarioError, match="opens"):
        over_time_figure(one, "opens", hiec())
