"""The page of a calibration's figure, and rows with their names at the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from outlast.report import style
from outlast.report.calibration.terms import ASSUMES
from outlast.report.sensitivity.page import page_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import number_ticks
from outlast.report.wording import counted

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

INCHES = ACROSS - 2 * MARGIN
# Lines that the sentences above a figure may take.
MOST_LINES = 6
# Lines of a row's name stand closer than those of a paragraph.
CLOSE = style.SMALL / 72 * 1.17
# Room below a panel for its ticks and its label, above one for a key; the tallest row.
BELOW, KEY, TALLEST = 0.62, 0.34, 0.62
DEEP, PALE, PRIOR, OBSERVED = style.MANDATED, "#8fbfe3", "#c9c9c9", "#f2c14e"
MARKED = style.TWIN


def calibration_page(calibration: Calibration, title: str, remarks: Sequence[str], notes: Sequence[str]) -> Page:
    """A page with its question, what was calibrated, the answer in blue, and notes at its foot."""
    return answered_page(title, subtitle_of(calibration), remarks, notes)


def answered_page(title: str, subtitle: str, remarks: Sequence[str], notes: Sequence[str]) -> Page:
    """A page with its question, what it is about, the answer in blue, and notes at its foot."""
    page = page_of(title, subtitle, [], [*notes, ASSUMES])
    y = page.top
    for line in style.wrapped(" ".join(remarks), style.LEAD, INCHES, MOST_LINES):
        page.write(MARGIN, y, line, style.LEAD, color=style.MANDATED, gid="remark")
        y -= style.LEAD / 72 * 1.32
    return page._replace(top=y - 0.08)


def subtitle_of(calibration: Calibration) -> str:
    """What was fitted to what."""
    fitted = [target for target in calibration.targets if target.fitted]
    programmes = len({target.arm for target in fitted})
    theories = len(calibration.plan.theories)
    return (
        f"{counted(len(calibration.parameters), 'parameter').capitalize()} and "
        f"{counted(theories, 'theory') if theories == 1 else f'{theories} theories'}, calibrated to "
        f"{counted(len(fitted), 'target')} of {counted(programmes, 'programme')}; seed {calibration.plan.seed}"
    )


def rows_of(page: Page, count: int, names: float, right: float, below: float = BELOW, tallest: float = TALLEST) -> Axes:
    """Axes for so many rows, the first on top, with so much room in inches for names and for what stands right."""
    height = min(page.top - page.bottom - KEY - below, tallest * count)
    axes = page.axes(MARGIN + names, page.top - KEY - height, INCHES - names - right, height)
    rows_on(axes, count)
    return axes


def rows_on(axes: Axes, count: int) -> None:
    """Make room for rows, numbered from the top."""
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def height_of(axes: Axes) -> float:
    """Height of axes in inches."""
    return float(axes.get_position().height) * style.SIZE[1]


def name_rows(axes: Axes, labels: Sequence[tuple[str, str]], inches: float, tall: float) -> None:
    """Left of each row its name, bold, and its meaning, as far as there is room for both.

    Where a row has room for one line, a meaning takes two if those of its neighbours leave it as much.
    """
    room = max(1, int(tall / CLOSE))
    wanted = [_lines(name, says, inches - 0.2, max(room, 2)) for name, says in labels]
    given = [min(room, len(lines)) for lines in wanted]
    for row, lines in enumerate(wanted):
        beside = max((given[at] for at in (row - 1, row + 1) if 0 <= at < len(given)), default=0)
        if len(lines) > given[row] and (len(lines) + beside) / 2 * CLOSE <= tall:
            given[row] = len(lines)
    for row, (name, says) in enumerate(labels):
        lines = _lines(name, says, inches - 0.2, given[row])
        for place, (text, is_name) in enumerate(lines):
            axes.annotate(
                text, (0, row), (-9, 72 * CLOSE * ((len(lines) - 1) / 2 - place)),
                xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", va="center",
                fontsize=style.INSIDE if is_name else style.SMALL, fontweight="bold" if is_name else "normal",
                color=style.INK if is_name or not name else style.SOFT, gid="name" if is_name else "says",
            )  # fmt: skip


def _lines(name: str, says: str, inches: float, room: int) -> list[tuple[str, bool]]:
    """A name and its meaning in at most so many lines, and whether each is of the name."""
    lines = [(line, True) for line in style.wrapped(name, style.INSIDE, inches, room, "bold")]
    if len(lines) < room:
        lines += [(line, False) for line in style.wrapped(says, style.SMALL, inches, room - len(lines))]
    return lines


def say_right(axes: Axes, row: float, text: str, **looks: Any) -> None:
    """What stands right of a row."""
    axes.annotate(
        text, (1, row), (10, 0), xycoords=("axes fraction", "data"), textcoords="offset points", ha="left",
        va="center", **({"fontsize": style.SMALL, "color": style.INK, "gid": "right"} | looks),
    )  # fmt: skip


def head_right(axes: Axes, text: str) -> None:
    """The heading of what stands right of the rows."""
    axes.annotate(
        text, (1, 1), (10, 6), xycoords="axes fraction", textcoords="offset points", fontsize=style.SMALL,
        color=style.SOFT, va="bottom",
    )  # fmt: skip


def interval(axes: Axes, row: float, low: float, high: float, gid: str = "interval", **looks: Any) -> None:
    """An interval along a row."""
    axes.plot([low, high], [row, row], solid_capstyle="butt", gid=gid, **looks)


def key(axes: Axes, handles: Sequence[Any], columns: int | None = None) -> None:
    """What marks and bands are, above the axes."""
    axes.legend(
        handles=list(handles), loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=columns or len(handles),
        frameon=False, fontsize=style.SMALL, borderaxespad=0.15, handlelength=1.6, columnspacing=1.5,
    )  # fmt: skip


def shares_along(axes: Axes, label: str, which: str = "x") -> None:
    """Shares drawn as %, with round numbers and the name of the axis."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    number_ticks(axis, 5)
    (axes.set_xlabel if which == "x" else axes.set_ylabel)(label)
