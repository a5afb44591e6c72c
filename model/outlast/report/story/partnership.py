"""The story of a partnership: its turning points one by one, and what went on between them summed up."""

from __future__ import annotations

from outlast.report.story.life import Life, firsts
from outlast.report.story.lines import Line, as_lines
from outlast.report.story.partnership_between import between
from outlast.report.story.partnership_turns import Turns
from outlast.simulation.chronicle import Chronicle


def partnership_story(chronicle: Chronicle, key: int) -> list[Line]:
    """A partnership's life so far in plain sentences, in order of time; made from what was recorded and no more."""
    life = Life(chronicle, key)
    first = firsts(life)
    return as_lines(Turns(life, first).told(), between(life, first))
