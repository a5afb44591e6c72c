"""The page of a figure of a discovery, and the colours of its conditions."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.report import style
from outlast.report.discovery.terms import Subject, assumption, interval_in_words, run_in_words
from outlast.report.sensitivity.page import page_of, title_of
from outlast.report.sweep.page import Page

# Of interest and not, of conditions in the order in which they are told, and of the robust one.
INTEREST, OTHER = style.MANDATED, "#c9c9c9"
CONDITIONS = (
    "#2878bd",
    "#e69f00",
    "#8a4f80",
    "#c05a00",
    "#7fb8e6",
    "#cf9cbe",
    "#b8860b",
    "#3b3b3b",
    "#6b8e23",
    "#d2691e",
)
ROBUST = style.FULL
TRACK = "#ececec"


def discovery_page(
    subject: Subject, title: str, remarks: Sequence[str], notes: Sequence[str], *, intervals: bool = True
) -> Page:
    """A page with the figure's question, the cases, remarks in blue, and at its foot what was run and assumed."""
    held = [interval_in_words(subject.found)] if intervals else []
    foot = [*notes, *held, assumption(subject)]
    return page_of(title, f"{run_in_words(subject)} {title_of(subject.found.scenario)}", remarks, foot)


def colour_of(number: int) -> str:
    """The colour of a condition, counted from 1."""
    return CONDITIONS[(number - 1) % len(CONDITIONS)]
