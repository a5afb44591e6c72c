"""What each condition does under each theory, against all cases of the theory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.analysis.discovery.box import Box
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.judging import Judged
from outlast.analysis.discovery.theories import BETTER, UNCLEAR, WORSE, again_under_each, verdict
from outlast.analysis.numbers import NULL, percent
from outlast.report import style
from outlast.report.discovery.page import discovery_page
from outlast.report.discovery.terms import Subject, subject_of, theory_label
from outlast.report.discovery.words import opened
from outlast.report.sweep.page import ACROSS, MARGIN
from outlast.report.wording import bracket, listed

# Backgrounds differ in lightness too, and signs tell the same.
COLOURS = {BETTER: "#a8d8c5", UNCLEAR: "#f1f1f1", WORSE: "#e8a06a"}
SIGNS = {BETTER: "▲", UNCLEAR: "", WORSE: "▼"}
SAYS, TALLEST, HEAD = 4.6, 0.78, 0.75
SMALLER = 9.5
LINE = style.SMALL / 72 * 1.22


class Row(NamedTuple):
    """A condition: its heading, its box, and what it does under each theory."""

    heading: str
    box: Box
    under: Mapping[str, Judged]


def under_figure(found: Discovery) -> Figure | None:
    """The robust condition and those of the theories, each under every theory; None below two theories."""
    subject = subject_of(found)
    rows = _rows(subject)
    if len(found.theories.judged) < 2 or not rows:
        return None
    with mpl.rc_context(style.RC):
        return _figure(subject, rows)


def _rows(subject: Subject) -> list[Row]:
    """The robust condition first, then the first of all theories, then those of theories, equal ones once."""
    theories, cases = subject.found.theories, subject.cases
    rows = []
    robust = theories.robust
    if robust is not None and robust.is_telling:
        rows.append(Row("Robust" if robust.is_robust else "Closest to robust", robust.box, robust.again))
    for one in subject.found.conditions[:1]:
        again = again_under_each(cases, one.held_out, theories.judged)
        rows.append(Row("All theories together", one.box, again))
    alike: dict[str, list[str]] = {}
    for theory, one in theories.conditions.items():
        alike.setdefault(subject.found.limits_of(one.box), []).append(theory)
    for same in alike.values():
        own = theories.conditions[same[0]]
        under = {
            other: theories.conditions[other].again if other in same else theories.across[same[0], other]
            for other in theories.judged
        }
        names = listed([theory_label(theory) for theory in same])
        rows.append(Row(f"Found under {names}", own.box, under))
    return rows


def _figure(subject: Subject, rows: list[Row]) -> Figure:
    theories = subject.found.theories.judged
    notes = [
        "In each cell: the share of cases that are of interest, with its interval; under theories that a condition was "
        "found under, what the same search comes to held out, else what the condition itself does. ▲ green: clearly "
        "more than of all cases of the theory, by the interval of the difference; ▼ orange: clearly less."
    ]
    title = "Does what helps under one theory of vagueness help under the others?"
    page = discovery_page(subject, title, _remarks(subject), notes)
    tall = min(TALLEST, (page.top - page.bottom - HEAD) / len(rows))
    height = tall * len(rows)
    left, width = MARGIN + SAYS, ACROSS - 2 * MARGIN - SAYS
    axes = page.axes(left, page.top - HEAD - height, width, height)
    axes.set_xlim(0, len(theories))
    axes.set_ylim(len(rows), 0)
    axes.axis("off")
    each = width / len(theories)
    for place, theory in enumerate(theories):
        name = style.wrapped(theory_label(theory), style.SMALL, each - 0.06, 2, "bold")
        _above(axes, place, "\n".join(name), 72 * LINE + 5, "bold", style.INK, "theory")
        _above(axes, place, f"all: {percent(subject.cases.under(theory).base)}", 4, "normal", style.SOFT, "base")
    for number, row in enumerate(rows):
        size = style.SMALL if tall > 3.2 * LINE else SMALLER
        first = style.SMALL if tall > 2.8 * LINE else SMALLER + 0.5
        heading = style.wrapped(row.heading, first, SAYS - 0.2, 1, "bold")
        said = style.wrapped(opened(subject.condition(row.box, plain=True)), size, SAYS - 0.2, 2)
        # Points from the middle of the row; lines are as far apart as there is room for.
        apart = min(1.22, 0.94 * 72 * tall / (first + size * len(said)))
        up = apart * size * len(said) / 2
        for place, text in enumerate([*heading, *said]):
            axes.annotate(
                text, (0, number + 0.5), (-72 * SAYS, up), textcoords="offset points", va="center",
                fontsize=size if place else first, fontweight="normal" if place else "bold",
                color=style.SOFT if place else style.INK, gid="says" if place else "condition",
            )  # fmt: skip
            up -= apart * (size if place else (first + size) / 2)
        if number:
            # Headings of low rows come close to each other.
            axes.plot([-SAYS / each, 0], [number, number], color="#d9d9d9", linewidth=0.8, clip_on=False)
        for place, theory in enumerate(theories):
            _cell(axes, place, number, row.under[theory], tall)
    return page.figure


def _above(axes: Axes, place: int, text: str, up: float, weight: str, colour: str, gid: str) -> None:
    axes.annotate(
        text, (place + 0.5, 0), (0, up), textcoords="offset points", ha="center", va="bottom", fontsize=style.SMALL,
        fontweight=weight, color=colour, gid=gid,
    )  # fmt: skip


def _cell(axes: Axes, place: int, number: int, judged: Judged, tall: float) -> None:
    """What a condition does under a theory."""
    found = verdict(judged)
    axes.barh(number + 0.5, 0.96, 0.92, left=place + 0.02, color=COLOURS[found], gid=found)
    known = judged.inside > 0
    first = f"{percent(judged.density.mean)} {SIGNS[found]}".rstrip() if known else NULL
    second = bracket(judged.density).strip() if known else "no case"
    together = tall < 2.4 * LINE
    text = f"{first} {second}" if together else f"{first}\n{second}"
    axes.text(
        place + 0.5, number + 0.5, text, ha="center", va="center", fontsize=9.5 if together else style.SMALL,
        linespacing=1.15, gid="density",
    )  # fmt: skip


def _remarks(subject: Subject) -> list[str]:
    theories, said = subject.found.theories, []
    robust = theories.robust
    if robust is not None and not robust.is_robust:
        said.append("Nothing is robust: no condition is clear of all cases under every theory.")
    if theories.harmful:
        theory, other = theories.harmful[0]
        many = f" ({len(theories.harmful)} such pairs)" if len(theories.harmful) > 1 else ""
        said.append(f"What helps under {theory_label(theory)} makes it worse under {theory_label(other)}{many}.")
    return [" ".join(said)] if said else []
