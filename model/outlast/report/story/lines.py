"""Lines of a story: turning points by quarter, and what went on between them by stretches of quarters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from outlast.report.story.words import paragraph

# What goes on between turning points is summed up over two years at most.
LONGEST = 8


class Line(NamedTuple):
    """A line of a story: the quarter (from 0) by whose end it could be told, and plain sentences."""

    quarter: int
    text: str


def stretches(first: int, end: int, cuts: Collection[int], is_quiet: Callable[[int], bool]) -> list[range]:
    """The quarters from first to before end in stretches: a cut opens a new one, and so does the end of two years.

    A stretch in which nothing has happened runs on until something does. All but the last stay as they are when more
    quarters follow, so that what was told before is not told otherwise later.
    """
    found: list[range] = []
    start, quiet = first, True
    for quarter in range(first, end):
        quiet = quiet and is_quiet(quarter)
        full = quarter + 1 - start >= LONGEST and not quiet
        if full or quarter + 1 in cuts or quarter + 1 == end:
            found.append(range(start, quarter + 1))
            start, quiet = quarter + 1, True
    return found


def over(stretch: range, sentences: list[str]) -> str:
    """Sentences about a stretch, with its quarters before them where there are several."""
    if len(stretch) == 1:
        return paragraph(sentences)
    first, *rest = sentences
    return " ".join([f"Quarters {stretch[0]}–{stretch[-1]}: {first}.", *([paragraph(rest)] if rest else [])])


def as_lines(turns: Mapping[int, list[str]], summed: Iterable[tuple[range, list[str]]]) -> list[Line]:
    """Turning points by quarter, and between them what went on in each stretch, in order of time."""
    told_at = {quarter: list(sentences) for quarter, sentences in turns.items() if sentences}
    longer = []
    for stretch, sentences in summed:
        if not sentences:
            continue
        if len(stretch) == 1:
            told_at.setdefault(stretch[0], []).extend(sentences)
        else:
            longer.append(Line(stretch[-1], over(stretch, sentences)))
    # Sorting keeps the order of what is equal: in its quarter a turning point comes before the summary.
    lines = [Line(quarter, paragraph(sentences)) for quarter, sentences in told_at.items()]
    return sorted([*lines, *longer], key=lambda line: line.quarter)
