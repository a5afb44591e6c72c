"""The figure of a run: what became of the partnerships, and the money, governance and survival beside it."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.report import panels, style
from outlast.report.answer import answer
from outlast.report.wording import counted, seeds_in_words, self_sustaining_in_words, theories_in_words
from outlast.simulation.result import Result

FORMATS = ("png", "svg")

# Where things stand, in inches.
MARGIN, LEFT, GAP, AXIS = 0.35, 0.85, 0.8, 0.6


def run_figure(result: Result) -> Figure:
    """One figure of a result: states over time, funding, governance and survival, with title, answer and footnote."""
    with mpl.rc_context(style.RC):
        figure = Figure(figsize=style.SIZE)
        top = _header(figure, result)
        bottom = _footnote(figure, result)
        height = top - bottom
        main = _axes(figure, LEFT, bottom + AXIS, panels.MAIN, height - AXIS - 0.88)
        panels.states(main, result)
        third = (height - AXIS) / 3
        draw = (panels.survival, panels.governance, panels.money)
        for k, panel in enumerate(draw):
            axes = _axes(
                figure, LEFT + panels.MAIN + panels.KEY + GAP, bottom + AXIS + k * third, panels.SIDE, third - 0.6
            )
            panel(axes, result)
            panels.time(axes, result, named=k == 0)
            axes.yaxis.set_label_coords(-0.55 / panels.SIDE, 0.5)
            for ending in panels.endings(result):
                axes.axvline(ending.quarter, color=style.INK, linewidth=1.2, zorder=4)
                if ending.low != ending.high:
                    axes.axvspan(ending.low, ending.high, ymin=0.96, color=style.INK, linewidth=0)
        return figure


def save_figure(figure: Figure, folder: Path | str, name: str) -> list[Path]:
    """Write a figure as PNG and SVG; the same figure gives the same bytes.

    The files hold its own words as title and description, for whoever cannot see it.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for kind in FORMATS]
    with mpl.rc_context(style.RC):
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else {}
            figure.savefig(path, dpi=style.DPI, metadata=metadata | said(figure))
    return paths


def said(figure: Figure) -> dict[str, str]:
    """What a figure says in words: its title (the largest text), and all that is written around and along its axes."""
    texts = sorted((text for text in figure.texts if text.get_text().strip()), key=lambda text: -text.get_position()[1])
    sizes = [float(text.get_fontsize()) for text in texts]
    largest = max(sizes, default=0.0)
    title = [text.get_text() for text, size in zip(texts, sizes, strict=True) if size == largest]
    rest = [text.get_text() for text, size in zip(texts, sizes, strict=True) if size < largest]
    panels_ = [words for axes in figure.axes if (words := _along(axes))]
    described = " ".join([*rest[:1], *panels_, *rest[1:]])
    found = {"Title": " ".join(" ".join(title).split()), "Description": " ".join(described.split())}
    return {name: text for name, text in found.items() if text}


def _along(axes: Axes) -> str:
    """A panel in a few words: its title, and what its axes measure."""
    title = next((one for one in (axes.get_title(loc) for loc in ("center", "left", "right")) if one), "")
    measured = " by ".join(one for one in (axes.get_ylabel(), axes.get_xlabel()) if one)
    words = ": ".join(one for one in (title, measured) if one)
    return f"{words}." if words and not words.endswith(".") else words


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    across, up = style.SIZE
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def _header(figure: Figure, result: Result) -> float:
    """Title, question and answer from the top; returns where they end, in inches from the bottom."""
    across, up = style.SIZE
    inches = across - 2 * MARGIN
    scenario = result.scenario
    y = up - 0.25
    for text, size, weight, colour, lines in (
        (scenario.title, style.TITLE, "bold", style.INK, 1),
        (scenario.question, style.LEAD, "normal", style.SOFT, 2),
        (answer(result), style.LEAD, "normal", style.MANDATED, 3),
    ):
        for line in style.wrapped(text, size, inches, lines, weight):
            figure.text(MARGIN / across, y / up, line, fontsize=size, fontweight=weight, color=colour, va="top")
            y -= size / 72 * 1.32
        y -= 0.05
    return y + 0.03


def _footnote(figure: Figure, result: Result) -> float:
    """What was run and what was assumed; returns where the footnote begins, in inches from the bottom."""
    across, up = style.SIZE
    runs, count = result.finals.shape[:2]
    text = (
        f"A simulation, not a forecast. It assumes {theories_in_words(result)}; "
        "another theory can give another answer. "
        f"{counted(runs, 'run').capitalize()} of {counted(count, 'partnership')}, {seeds_in_words(result.seeds)}. "
        f"Keeping itself going takes {self_sustaining_in_words(result)}. "
        "A closed partnership keeps the governance it had."
    )
    y = 0.2
    lines = style.wrapped(text, style.SMALL, across - 2 * MARGIN, 4)
    for line in reversed(lines):
        figure.text(MARGIN / across, y / up, line, fontsize=style.SMALL, color=style.SOFT, va="bottom")
        y += style.SMALL / 72 * 1.3
    return y + 0.1
