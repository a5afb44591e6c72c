"""The pattern table for a terminal: each documented pattern against the simulation, with verdict and source."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.patterns.judging import MISSES, NO_EFFECT, OF_DIRECTIONS, OF_LEVELS, PARTLY, PASSES
from outlast.analysis.patterns.validation import FEWEST_MEMBERS, Validation
from outlast.report.patterns.terms import (
    SIGNS,
    Row,
    keys,
    observed,
    place,
    rows_of,
    shaped_in_words,
    simulated,
    verdict,
    words,
)
from outlast.report.wording import counted

WIDTH = 110
STYLES = {PASSES: "green", MISSES: "red"}
SAME = "Both sides of a comparison have the same members, codings and luck."
UNITS = (
    "Simulated: median over members and the interval that holds nine in ten of them. Levels are shares, or pounds for "
    "each pound of cost. Of a direction it is the first side less the second: in points where the quantity is a share, "
    "as % of the larger side where it is not, or a rank correlation. After its verdict: % of members with it · without "
    "a difference (none, or none above the pattern's least) · against it; where hardly any difference is documented, "
    f"within it · beyond it. {SAME}"
)
KEPT = "Kept out of the fit"


def validation_table(validation: Validation) -> RenderableType:
    """The pattern table in two groups, what was found in words, and the verdicts of each theory."""
    parts: list[RenderableType] = [Text(title(validation), style="bold"), Text(run_in_words(validation))]
    for group, fitted in ((KEPT, False), (fitted_in_words(validation), True)):
        rows = rows_of(validation.table, fitted=fitted)
        if rows:
            parts += [Text(f"\n{group}", style="bold"), _patterns(rows)]
            parts += [Text(line, style="dim") for line in shaped_in_words(rows)]
    parts += [Text(), *(Text(f"• {sentence}") for sentence in validation.sentences())]
    parts += [Text(f"  {line}") for line in silent_in_words(validation)]
    parts += _by_theory(validation)
    parts += [Text(), *(Text(line, style="dim") for line in (OF_LEVELS, OF_DIRECTIONS, UNITS))]
    return Constrain(Group(*parts), WIDTH)


def title(validation: Validation) -> str:
    """What is compared."""
    simulated_by = "draws of the prior" if validation.of_prior else "the simulation"
    return f"What is documented, against {simulated_by}"


def fitted_in_words(validation: Validation) -> str:
    """What the patterns are called that a calibration uses; draws of the prior have not used them."""
    return "Fitted by a calibration, not here" if validation.of_prior else "Used for fitting"


def run_in_words(validation: Validation) -> str:
    """What was simulated."""
    settings = validation.settings
    members = counted(settings["members"], "draw" if validation.of_prior else "member").capitalize()
    repeated = f" ({settings['distinct']} distinct)" if settings["distinct"] < settings["members"] else ""
    return (
        f"{members} of {settings['of']}{repeated}; {counted(settings['cohorts'], 'cohort')} each in every world, "
        f"seed {settings['seed']}."
    )


def silent_in_words(validation: Validation) -> list[str]:
    """Each pattern of which the model says nothing, and why."""
    return [
        f"{row['pattern']}: {row['says']}{': ' if row['says'] else ''}{row['why']}."
        for row in validation.silent.to_dict("records")
    ]


def _patterns(rows: list[Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("no.", no_wrap=False, width=6)
    table.add_column("pattern", overflow="fold", ratio=1)
    table.add_column("observed", no_wrap=True)
    # One above the other, so that a terminal of 80 columns has room for what the pattern says.
    table.add_column("verdict\nsimulated", no_wrap=True)
    table.add_column("source", overflow="fold", max_width=10)
    for row in rows:
        found = Text(verdict(row), style=STYLES.get(row["verdict"], "")).append(f"\n{simulated(row)}", style="default")
        said = (place(row), row["says"], observed(row))
        table.add_row(*(Text(str(cell)) for cell in said), found, Text(keys(row), style="dim"))
    return table


def _by_theory(validation: Validation) -> list[RenderableType]:
    """Where theories differ: a sign for each theory and pattern, and how often each sign comes up in all."""
    found = validation.theories
    heading = Text("\nBy theory", style="bold")
    if found.empty:
        return [heading, Text(f"No theory is held by {FEWEST_MEMBERS} members or more.", style="dim")]
    verdicts = found.pivot(index="name", columns="theory", values="verdict").loc[list(validation.table["name"])]
    members = dict(zip(found["theory"], found["members"], strict=True))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("", overflow="fold")
    for theory in members:
        table.add_column(f"{theory.replace(',', ' + ')}\n{members[theory]}", justify="center", overflow="fold")
    differing = verdicts[verdicts.nunique(axis=1) > 1]
    for name, row in differing.iterrows():
        signs = [Text(SIGNS[row[theory]], style=STYLES.get(row[theory], "")) for theory in members]
        table.add_row(Text(words(str(name))), *signs)
    table.add_section()
    for verdict_ in (PASSES, NO_EFFECT, MISSES):
        table.add_row(
            Text(f"{verdict_}, of all"), *(str(int((verdicts[theory] == verdict_).sum())) for theory in members)
        )
    note = (
        f"Members below each theory. {SIGNS[PASSES]} passes, {SIGNS[PARTLY]} partly or unclear, "
        f"{SIGNS[NO_EFFECT]} no effect, {SIGNS[MISSES]} misses. Only patterns on which theories differ."
    )
    return [heading, table, Text(note, style="dim")]
