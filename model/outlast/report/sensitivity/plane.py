"""The plane of elementary effects: how large they are against how much they differ."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.analysis.sensitivity.methods import ELEMENTARY
from outlast.analysis.sensitivity.study import Study
from outlast.report import style
from outlast.report.sensitivity.labels import Box, inches_of, name_marks
from outlast.report.sensitivity.page import CUT, LINE, limits_of, subject_page, whisker
from outlast.report.sensitivity.terms import Subject, column, subject_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import number_ticks
from outlast.report.wording import counted
from outlast.scenario import Scenario

MOST = 15
LEFT, KEY, LOWER, BESIDE = 0.95, 3.9, 0.6, 1.05
# Sigma as a part of mu_star, and what lies between.
RATIOS = ((0.1, "0.1"), (0.5, "0.5"), (1.0, "1"))
GUIDES = (
    "Lines: σ as a part of μ*. By a rule of thumb (GAR14) effects are nearly the same everywhere below 0.1 (a straight"
    " line), keep their sign up to 0.5, and change it above 1, by a bend or by other factors."
)
NAMES = "Squares: named alternatives, whose σ is that of the sizes of changes between any two names, not to be held"
NAMES += " against the lines."
NUMBERS, CHOICES = style.MANDATED, style.TWIN


def plane_figure(study: Study, outcome: str, scenario: Scenario) -> Figure | None:
    """Mean size against standard deviation of elementary effects; None for other methods, and without indices."""
    if study.method.name != ELEMENTARY:
        return None
    subject = subject_of(study, outcome, scenario)
    if subject.found.indices.reason is not None or not np.isfinite(column(subject.frame, "mu_star")).any():
        return None
    with mpl.rc_context(style.RC):
        return _figure(subject)


def _figure(subject: Subject) -> Figure:
    keys = subject.ranked[:MOST]
    frame = subject.frame.set_index("name").loc[keys]
    size, size_half, spread, spread_half, noise = (
        column(frame, name) * subject.scale
        for name in ("mu_star", "mu_star_conf", "sigma", "sigma_conf", "mu_star_noise")
    )
    floor = float(np.nanmax(noise)) if np.isfinite(noise).any() else 0.0
    across = limits_of(np.append(size, floor), np.append(size_half, 0.0), 0.0)
    up = limits_of(spread, spread_half, 0.12 * across[1])
    notes = [GUIDES]
    if floor > 0.0:
        notes.append("Grey: μ* that the noise of the replicates alone would give, at most.")
    if any(subject.terms[key].is_choice for key in keys):
        notes.append(NAMES)
    if len(subject.frame) > MOST:
        notes.append(f"The first {MOST} of {counted(len(subject.frame), 'factor')} are drawn.")
    if (size + size_half > across[1]).any() or (spread + spread_half > up[1]).any():
        notes.append(CUT)
    title = "Which factors act alike everywhere, and which not?"
    page = subject_page(subject, title, ["mu_star"], [], notes)
    inches = (ACROSS - LEFT - KEY - MARGIN - BESIDE, page.top - page.bottom - LOWER - 0.3)
    axes = page.axes(LEFT, page.bottom + LOWER, *inches)
    axes.set_xlim(0.0, across[1])
    axes.set_ylim(0.0, up[1])
    taken = _guides(axes, inches, floor)
    lines: list[Box] = []
    for k, key in enumerate(keys):
        colour = CHOICES if subject.terms[key].is_choice else NUMBERS
        looks: dict[str, Any] = {"color": colour, "linewidth": 1.6, "alpha": 0.55, "zorder": 4, "least": 0.0}
        whisker(axes, size[k], spread[k], size_half[k], **looks)
        whisker(axes, size[k], spread[k], spread_half[k], upright=True, **looks)
        mark = "s" if subject.terms[key].is_choice else "o"
        axes.plot(size[k], spread[k], mark, color=colour, markersize=9, zorder=6, clip_on=False, gid=key)
        for dx, dy in ((size_half[k], 0.0), (0.0, spread_half[k])):
            if np.isfinite(dx + dy):
                ends = [(size[k] + way * dx, spread[k] + way * dy) for way in (-1, 1)]
                lines.append(tuple(part for end in ends for part in inches_of(axes, end, inches)))  # type: ignore[arg-type]
    names = [subject.terms[key].short for key in keys]
    name_marks(axes, list(zip(size.tolist(), spread.tolist(), strict=True)), names, inches, lines, taken)
    number_ticks(axes.xaxis, 6)
    number_ticks(axes.yaxis, 5)
    axes.set_xlabel(f"μ*: mean size of the elementary effects ({subject.unit})")
    axes.set_ylabel(f"σ: how much they differ ({subject.unit})")
    axes.yaxis.set_label_coords(-0.62 / inches[0], 0.5)
    _key(page, subject, keys)
    return page.figure


def _guides(axes: Axes, inches: tuple[float, float], floor: float) -> list[Box]:
    """Lines of equal sigma / mu_star with their names at the edge, and what noise alone would give; boxes taken."""
    (low, high), top = axes.get_xlim(), axes.get_ylim()[1]
    taken: list[Box] = []
    for ratio, says in RATIOS:
        end = min(high, top / ratio)
        axes.plot(
            [0.0, end],
            [0.0, ratio * end],
            color=style.SOFT,
            linewidth=1.1,
            linestyle=(0, (4, 3)),
            zorder=2,
            gid="guide",
        )
        text = f"σ = {says} μ*" if ratio != 1.0 else "σ = μ*"
        at_right = end >= high
        axes.annotate(
            text, (end, ratio * end), (4, 0) if at_right else (0, 3), textcoords="offset points",
            ha="left" if at_right else "center", va="center" if at_right else "bottom", fontsize=style.SMALL,
            color=style.SOFT, annotation_clip=False, gid="guide name",
        )  # fmt: skip
    if floor > 0.0:
        axes.axvspan(low, floor, color=style.SOFT, alpha=0.16, linewidth=0, zorder=1, gid="noise")
        x = inches_of(axes, (floor, top), inches)[0]
        text = "noise alone"
        width = style.width_of(text, style.SMALL) * 1.04
        axes.text(
            (x + 0.06) / inches[0], 1 - 0.04 / inches[1], text, transform=axes.transAxes, va="top",
            fontsize=style.SMALL, color=style.SOFT, gid="noise name",
        )  # fmt: skip
        taken.append((x, inches[1] - 0.28, x + width + 0.1, inches[1]))
    return taken


def _key(page: Page, subject: Subject, keys: list[str]) -> None:
    """What the short names mean, in the order of mu_star."""
    left, top = ACROSS - KEY - MARGIN, page.top - 0.1
    room = KEY
    total = page.top - page.bottom - 0.1
    most = 2 if total / len(keys) > 3 * LINE + 0.02 else 1
    y = top
    for key in keys:
        term = subject.terms[key]
        page.write(left, y, "".join(style.wrapped(term.short, style.SMALL, room, 1)), style.SMALL, fontweight="bold")
        own = style.width_of(term.short, style.SMALL, "bold") * 1.05 + 0.12
        if total / len(keys) > 2 * LINE + 0.06:
            text = style.wrapped(f"{term.says}, {term.over}", style.SMALL, room - 0.15, most)
            for number, part in enumerate(text):
                page.write(left, y - LINE * (number + 1), part, style.SMALL, color=style.SOFT)
            y -= LINE * (len(text) + 1) + 0.02
        else:
            text = style.wrapped(term.says, style.SMALL, room - own - 0.15, 1)
            page.write(left + own, y, "".join(text), style.SMALL, color=style.SOFT)
            y -= min(LINE + 0.06, total / len(keys))
