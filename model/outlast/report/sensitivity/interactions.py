"""Which pairs of factors act together: second-order indices as a map."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from outlast.analysis.sensitivity.indices import known_index
from outlast.analysis.sensitivity.methods import SOBOL_INDICES
from outlast.analysis.sensitivity.study import Study
from outlast.report import style
from outlast.report.sensitivity.page import LINE, subject_page
from outlast.report.sensitivity.terms import Subject, column, subject_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.wording import counted
from outlast.scenario import Scenario

MOST, FIRST = 15, 5
NAMES, DENSE = 4.1, 10
WIDEST, TALLEST = 2.2, 1.2
# Half-widths below which two digits would make noughts of what can be told.
FINE = 0.01
PALE = "#767676"
COLOURS = mpl.colormaps["Blues"]
NOTES = (
    "Below the diagonal: pairs, blue where the 95% interval lies above 0; grey numbers on white cannot be told from"
    " nothing. On the diagonal: first order."
)


def interactions_figure(study: Study, outcome: str, scenario: Scenario) -> Figure | None:
    """Second-order indices of each pair, first-order ones on the diagonal; None for other methods than Sobol'."""
    if study.method.name != SOBOL_INDICES:
        return None
    subject = subject_of(study, outcome, scenario)
    second = subject.found.indices.second_order
    if second is None or subject.found.indices.reason is not None or not np.isfinite(column(second, "s2")).any():
        return None
    with mpl.rc_context(style.RC):
        return _figure(subject)


def _figure(subject: Subject) -> Figure:
    keys = subject.ranked[:MOST]
    second = subject.found.indices.second_order
    assert second is not None
    drawn = known_index("s1", subject.frame), known_index("s2", second)
    value, half = _matrices(subject, keys, *drawn)
    notes = [NOTES]
    if len(subject.frame) > MOST:
        notes.append(f"The first {MOST} of {counted(len(subject.frame), 'factor')} by the total index are drawn.")
    page = subject_page(subject, "Which factors act together in pairs?", drawn, [], notes)
    names = [subject.terms[key].short for key in keys]
    count = len(keys)
    # Of many factors the numbers need the room more than the names.
    room = NAMES if count <= DENSE else NAMES - 0.5
    width = min(WIDEST, (ACROSS - 2 * MARGIN - room - 0.2) / count)
    slanted = any(style.width_of(name, style.SMALL) > width - 0.08 for name in names)
    below = 0.32 if not slanted else 0.15 + 0.65 * max(style.width_of(name, style.SMALL) for name in names)
    height = min(TALLEST, (page.top - page.bottom - below - 0.15) / count)
    axes = page.axes(MARGIN + room, page.top - 0.1 - height * count, width * count, height * count)
    axes.set_xlim(-0.5, count - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    looks = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if slanted else {}
    axes.set_xticks(range(count), names, **looks)
    says = [
        "\n".join(style.wrapped(subject.terms[key].says, style.SMALL, room - 0.45, 2 if height > 2 * LINE else 1))
        for key in keys
    ]
    axes.set_yticks(range(count), says)
    clear = value - half > 0.0
    pairs = np.tril(np.ones_like(clear), -1).astype(bool)
    digits = 3 if count > 1 and np.nanmedian(half[pairs]) < FINE else 2
    most = max(float(np.max(value, initial=0.0, where=clear & pairs)), 1e-9)
    for row in range(count):
        for place in range(row + 1):
            _cell(axes, row, place, value, half, (width, height), Normalize(0.0, 1.25 * most), digits)
    _beside(page, axes, subject, keys, value, half, width, digits)
    return page.figure


def _matrices(subject: Subject, keys: list[str], first: str, pair: str) -> tuple[np.ndarray, np.ndarray]:
    """Values and half-widths (factor, factor), of first order on the diagonal."""
    rank = {key: k for k, key in enumerate(keys)}
    value, half = np.full((2, len(keys), len(keys)), np.nan)
    for row in subject.frame.to_dict("records"):
        if row["name"] in rank:
            k = rank[row["name"]]
            value[k, k], half[k, k] = row[first], row[f"{first}_conf"]
    second = subject.found.indices.second_order
    assert second is not None
    for row in second.to_dict("records"):
        if row["name"] in rank and row["other"] in rank:
            place, k = sorted((rank[row["name"]], rank[row["other"]]))
            value[k, place], half[k, place] = row[pair], row[f"{pair}_conf"]
    return value, half


def _cell(
    axes: Axes,
    row: int,
    place: int,
    value: np.ndarray,
    half: np.ndarray,
    inches: tuple[float, float],
    norm: Normalize,
    digits: int,
) -> None:
    """One cell with its number, and the half-width of its interval where there is room."""
    found, width = float(value[row, place]), float(half[row, place])
    clear, own = found - width > 0.0, row == place
    colour = COLOURS(norm(found)) if clear and not own else "white"
    edge, line = (style.INK, 1.6) if own else ("#cccccc", 0.8)
    box = Rectangle((place - 0.46, row - 0.44), 0.92, 0.88, facecolor=colour, edgecolor=edge, linewidth=line)
    box.set_gid("first" if own else "pair" if clear else "pale pair")
    axes.add_patch(box)
    if not np.isfinite(found):
        return
    text, spread = _signed(found, digits), f"± {width:.{digits}f}"
    lines = [f"{text} {spread}"]
    if style.width_of(lines[0], style.SMALL, "bold") > 0.88 * inches[0]:
        lines = [text, spread] if inches[1] > 2 * LINE and np.isfinite(width) else [text]
    ink = style.INK if own or clear else PALE
    if clear and not own and norm(found) > 0.6:
        ink = "white"
    axes.text(
        place, row, "\n".join(lines), ha="center", va="center", fontsize=style.SMALL, color=ink,
        fontweight="bold" if clear else "normal", gid="number",
    )  # fmt: skip


def _beside(
    page: Page,
    axes: Axes,
    subject: Subject,
    keys: list[str],
    value: np.ndarray,
    half: np.ndarray,
    width: float,
    digits: int,
) -> None:
    """In the empty corner: the clearest pairs, and how wide the intervals are."""
    pairs = [(row, place) for row in range(len(keys)) for place in range(row)]
    clear = sorted((pair for pair in pairs if value[pair] - half[pair] > 0.0), key=lambda pair: -value[pair])
    lines = [
        f"{subject.terms[keys[row]].short} × {subject.terms[keys[place]].short}: {value[row, place]:.{digits}f}"
        f" ± {half[row, place]:.{digits}f}"
        for row, place in clear[:FIRST]
    ]
    widths = half[np.tril_indices(len(keys), -1)]
    head = "Pairs that are clear, largest first" if lines else "No pair is clear of 0"
    if len(clear) > FIRST:
        head = f"The largest {FIRST} of {len(clear)} clear pairs"
    middle, widest = (f"± {size:.{digits}f}" for size in (np.nanmedian(widths), np.nanmax(widths)))
    end = f"95% intervals of pairs: {middle} (median), {widest} (largest)"
    longest = max(style.width_of(text, style.INSIDE, "bold") for text in (head, *lines, end)) * 1.05
    # The corner is as wide as the columns that the first rows leave empty.
    left = ACROSS - MARGIN - longest
    at = max(left, MARGIN + NAMES + 1.7 * width) if len(keys) > 2 else left
    y = page.top - 0.1
    for k, text in enumerate((head, *lines, end)):
        soft = {"color": style.SOFT} if k == len(lines) + 1 else {}
        page.write(min(at, left), y, text, style.INSIDE, fontweight="bold" if k == 0 else "normal", **soft)
        y -= style.INSIDE / 72 * 1.45


def _signed(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text.replace("-", "−")
