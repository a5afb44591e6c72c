"""The figures of an explanation: each course and each value tried is drawn, and no text is cut or in the way."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from explanations import explained
from outlast.analysis.explanation.explanation import CANNOT, IDLE, status_of
from outlast.report import style
from outlast.report.explanation import figures_of
from outlast.report.explanation.course_figure import MOST, PANELS, course_figure
from outlast.report.explanation.strips import KEPT, LEFT_OUT, NOT, strips_figure
from outlast.runs.values import CHOICE
from outlast.simulation import chronicle as told


def marked(figure: Figure, gid: str) -> list[Any]:
    return figure.findobj(lambda artist: isinstance(artist, Artist) and artist.get_gid() == gid)


def drawn(figure: Figure) -> Figure:
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    return figure


@pytest.mark.parametrize("name", ["closes", "moved"])
def test_no_text_leaves_the_page(name: str) -> None:
    for figure in figures_of(explained(name)).values():
        page = drawn(figure).bbox
        for text in figure.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                box = text.get_window_extent()
                assert box.x0 >= page.x0 - 1, text.get_text()
                assert box.x1 <= page.x1 + 1, text.get_text()
                assert box.y0 >= page.y0 - 1, text.get_text()
                assert box.y1 <= page.y1 + 1, text.get_text()


def test_the_title_is_the_fate_in_fact_and_with_the_change() -> None:
    for name, says in (("lasts", "kept itself going; with "), ("closes", "closed in quarter 9; with ")):
        found = explained(name)
        figure = drawn(course_figure(found, found.smallest))
        title = " ".join(text.get_text() for text in figure.texts if text.get_fontsize() == style.TITLE)
        assert title.startswith(f"Partnership {found.partnership + 1} {says}")
        assert title.endswith("it would not have" if name == "lasts" else "it would have kept itself going")
        assert "…" not in title


@pytest.mark.parametrize("name", ["lasts", "closes"])
def test_courses_are_the_recorded_measures_while_it_was_open(name: str) -> None:
    found = explained(name)
    assert found.smallest is not None
    figure = course_figure(found, found.smallest)
    for _, measure, scale, _ in PANELS:
        lines = [line for line in marked(figure, measure) if len(line.get_xdata()) > 1]
        for line, one in zip(lines, (found, found.smallest), strict=True):
            values = one.course.measure(measure) * scale
            end = len(values) if one.fate.closed is None else one.fate.closed
            shown = np.asarray(line.get_ydata(), dtype=float)
            expected = np.minimum(values, MOST) if measure == "own_coverage" else values
            assert np.array_equal(shown[:end], expected[:end], equal_nan=True)
            assert np.isnan(shown[end:]).all()


def test_events_are_marked_in_their_quarters_and_the_judgement_by_what_it_was() -> None:
    found = explained("closes")
    assert found.smallest is not None
    figure = course_figure(found, found.smallest)
    for row, one in ((1, found), (0, found.smallest)):
        events = one.course.chronicle.of_partnership(found.partnership)
        for kind in (told.UNFUNDED, told.CLOSED, told.LEFT):
            wanted = {event.quarter for event in events if event.kind == kind}
            here = {float(mark.get_xdata()[0]) for mark in marked(figure, kind)
                    if round(float(mark.get_ydata()[0])) == row}  # fmt: skip
            assert here == wanted
    judged = {round(float(mark.get_ydata()[0])): mark for mark in marked(figure, "judged")}
    when = [one.fate.judged - 1 for one in (found, found.smallest)]
    assert [float(judged[row].get_xdata()[0]) for row in (1, 0)] == when
    assert [judged[row].get_fillstyle() for row in (1, 0)] == ["none", "full"]


@pytest.mark.parametrize("name", ["moved", "unpaid"])
def test_strips_have_the_fate_at_every_value_tried(name: str) -> None:
    found = explained(name)
    figure = strips_figure(found)
    strips: dict[str, list[Any]] = {}
    for patch in figure.axes[0].patches:
        if (patch.get_gid() or "").startswith("cell "):
            strips.setdefault(str(patch.get_gid()).removeprefix("cell "), []).append(patch)
    for response in found.responses:
        cells = strips.get(response.lever.name, [])
        if status_of(response) in (IDLE, CANNOT):
            assert cells == []
            continue
        assert sum(cell.get_width() for cell in cells) == pytest.approx(1.0)
        if response.lever.kind == CHOICE:
            continue
        span = response.lever.high - response.lever.low
        for one in response.tried:
            at = (float(one.value) - response.lever.low) / span
            inside = [cell for cell in cells if cell.get_x() - 1e-9 <= at <= cell.get_x() + cell.get_width() + 1e-9]
            colours = {mpl_hex(cell) for cell in inside}
            assert (LEFT_OUT_HEX if not one.is_known else KEPT if one.kept else NOT) in colours
    stands = marked(figure, "stands")
    assert len(stands) == sum(
        one.lever.kind != CHOICE and status_of(one) not in (IDLE, CANNOT) for one in found.responses
    )


LEFT_OUT_HEX = "#ffffff"


def mpl_hex(patch: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(patch.get_facecolor())


def test_the_colours_of_strips_differ() -> None:
    assert len({KEPT, NOT, LEFT_OUT}) == 3


def test_where_nothing_would_have_changed_it_the_course_stands_alone() -> None:
    found = dataclasses.replace(explained("closes"), changes=(), smallest=None, sturdiest=None)
    figures = figures_of(found)
    assert set(figures) == {"levers", "course"}
    title = " ".join(text.get_text() for text in figures["course"].texts if text.get_fontsize() == style.TITLE)
    assert title.endswith("no single change of a lever that was tried would have changed this")
    assert len([line for line in marked(figures["course"], "trust") if len(line.get_xdata()) > 1]) == 1


def test_a_second_course_is_drawn_where_another_change_holds_best_elsewhere() -> None:
    found = explained("lasts")
    assert found.sturdiest is not None
    assert found.smallest is not found.sturdiest
    assert set(figures_of(found)) == {"levers", "course", "course_sturdiest"}
