"""What a kind of results gives its report: sentences, figures, tables, method, and the command that made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outlast.report.document.cells import words
from outlast.report.document.command import Typed
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Picture, Table
from outlast.report.document.pictures import names_of, picture, says

# What a figure shows for whoever cannot see it, and its caption.
Told = tuple[str, str]


@dataclass(frozen=True)
class Content:
    """What one kind of results says; `title` and `question` are the scenario's where they are empty."""

    answer: Sequence[str]
    findings: Sequence[str]
    figures: Sequence[Picture]
    tables: Sequence[Table]
    method: Sequence[str]
    intervals: Sequence[str]
    typed: Typed
    title: str = ""
    question: str = ""
    limits: Sequence[str] = ()
    assumed: Sequence[str] = field(default_factory=tuple)


def figures_of(folder: ResultsFolder, told: Mapping[str, Told]) -> list[Picture]:
    """The figures of a folder with alternative texts and captions: those that are told first, then all others.

    A figure of which nothing is told speaks for itself, if its file has a title and a description inside.
    """
    there = names_of(folder)
    order = [name for name in told if name in there]
    found = []
    for name in [*order, *(one for one in there if one not in told)]:
        data = folder.data(f"{name}.png")
        title, description = says(data)
        alt, caption = told.get(name, ("", ""))
        caption = caption or title or f"{words(name)[0].upper()}{words(name)[1:]}."
        alt = alt or " ".join(part for part in (title, description) if part) or f"Figure: {caption}"
        found.append(picture(name, data, alt, caption))
    return found
