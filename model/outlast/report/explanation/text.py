"""An explanation as a text to read: answer, story, and what would have changed the fate."""

from __future__ import annotations

from outlast.analysis.explanation.explanation import Change, Explanation
from outlast.analysis.numbers import NULL
from outlast.report.explanation.fate import fate_in_words, title_of
from outlast.report.explanation.sentences import answer, further, points
from outlast.report.explanation.terms import bare_value, name_of, range_in_words
from outlast.report.story import Line, partnership_story, standing_of_partnership
from outlast.report.story.words import sentence
from outlast.report.wording import STATE_NAMES, with_interval

# The rows of the table of changes, in words and numbers.
HEADER = ("lever", "in fact → changed", "range", "judged", "beyond", "elsewhere")


def story_lines(found: Explanation) -> list[Line]:
    """The story by quarter, with the judgement in its place."""
    lines = partnership_story(found.course.chronicle, found.partnership)
    fate = found.fate
    told = fate_in_words(fate, found.course.standing, found.scenario)
    judged = Line(fate.judged - 1, f"Judged: it {told} (rung: {STATE_NAMES[fate.rung]}).")
    end = [Line(len(found.course.trace) - 1, standing_of_partnership(found.course.chronicle, found.partnership))]
    # Of what has closed the state depends on the world without a mandate, which was not played.
    ending = end if fate.closed is None else []
    # Sorting keeps the order of what is equal: it is judged at the end of its quarter.
    return sorted([*lines, judged, *ending], key=lambda line: line.quarter)


def when_of(line: Line) -> str:
    """The quarter before a line, empty where it says itself which quarters it is about."""
    return "" if line.text.startswith("Quarter") else f"Q{line.quarter}"


def row_of(change: Change) -> tuple[str, ...]:
    """One change as a row of the table; `elsewhere` is in percentage points."""
    lever, flip, there = change.lever, change.flip, change.elsewhere
    closes = " (aims met)" if flip.aims_met and flip.closed < flip.judged else ""
    return (
        name_of(lever),
        f"{bare_value(lever, lever.stands)} → {bare_value(lever, flip.value)}{closes}",
        range_in_words(flip),
        str(flip.judged),
        NULL if flip.beyond == 0 else f"{flip.beyond_flipped} of {flip.beyond}",
        NULL if there is None else with_interval(there.difference, points),
    )


def reading_of(found: Explanation) -> str:
    """How to read the table of changes."""
    there = (
        f" Elsewhere: percentage points that the same change adds over {found.histories} other histories, with the 95%"
        " interval."
    )
    return (
        "Range: the part of the declared range that the change takes. Judged: after how many quarters. Beyond: of the"
        f" values tried further out, those that change the fate too.{there if found.histories else ''}"
    )


def explanation_text(found: Explanation) -> str:
    """An explanation as Markdown: what became of a partnership and what would have changed it."""
    parts = [f"# {title_of(found)}", "", *(f"{line}\n" for line in answer(found)), "## What happened", ""]
    for line in story_lines(found):
        when = when_of(line)
        parts.append(f"- {f'**{when}** ' if when else ''}{line.text}")
    parts += ["", "Quarters count from 0.", "", "## What would have changed its fate", ""]
    for context in (False, True):
        changes = found.of_mandate(context=context)
        if changes:
            parts += ["Not in the centre's hands:", ""] if context else []
            parts += [_cells(HEADER), _cells(["---"] * len(HEADER)), *(_cells(row_of(one)) for one in changes), ""]
    parts += [f"{reading_of(found)}\n"] if found.changes else []
    parts += [f"{sentence(text[:-1])}\n" for text in further(found)]
    return "\n".join(parts).rstrip() + "\n"


def _cells(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"
