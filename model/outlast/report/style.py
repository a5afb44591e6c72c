"""How figures look: sizes, colours and rcParams, the same on every machine."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

# A wide slide, in inches.
SIZE = (13.333, 7.5)
DPI = 160

TITLE, LEAD, HEADING, INSIDE, SMALL = 20, 14, 13, 12, 11.5

INK, SOFT = "#1a1a1a", "#555555"

# Blues keep themselves open, yellows are open on central money, green met its aims, mauves left something behind, and
# dark grey nothing. Neighbours differ in lightness too, so that the order survives a grey print and colour blindness.
STATE_COLOURS = {
    "growing": "#08306b",
    "self_sustained": "#2878bd",
    "carried_over": "#e69f00",
    "surviving": "#a6d4f2",
    "funded": "#fae38f",
    "closed_by_success": "#168a5c",
    "legacy_activities": "#cf9cbe",
    "legacy_ties": "#8a4f80",
    "failed": "#3b3b3b",
}

GRANT, CONTRIBUTIONS, OTHER_INCOME = STATE_COLOURS["funded"], "#2878bd", "#a6d4f2"
FULL, PARTIAL = "#117a5b", "#a8d8c5"
MANDATED, TWIN = "#08306b", "#c05a00"

RC: dict[Any, Any] = {
    # Drawn as outlines from the font that Matplotlib brings: no machine shows another.
    "font.family": "DejaVu Sans",
    "font.size": SMALL,
    "svg.fonttype": "path",
    # Names inside an SVG are hashes, salted at random unless told otherwise.
    "svg.hashsalt": "outlast",
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": SMALL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
}


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text in inches."""
    font = FontProperties(family="DejaVu Sans", weight=weight, size=size)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72.0


def wrapped(text: str, size: float, inches: float, lines: int, weight: str = "normal") -> list[str]:
    """Text broken into lines that fit a width, at most so many; what does not fit ends in an ellipsis."""
    text = " ".join(text.split())
    if not text:
        return []
    fitting = max(8, int(len(text) * inches / max(width_of(text, size, weight), 0.01)))
    found = textwrap.wrap(text, fitting)
    while fitting > 8 and any(width_of(line, size, weight) > inches for line in found):
        fitting -= 2
        found = textwrap.wrap(text, fitting)
    if len(found) > lines:
        return textwrap.wrap(text, fitting, max_lines=lines, placeholder=" …")
    return found
