"""`outlast scenarios`, `outlast parameters` and `outlast outcomes`: what there is."""

from __future__ import annotations

from outlast.cli.app import app
from outlast.cli.options import Json
from outlast.cli.terminal import console, print_json


@app.command
def scenarios(*, json_: Json = False) -> None:
    """The shipped scenarios and what each asks; with --json also how each departs from the defaults."""
    from outlast.report.tables import scenarios_records, scenarios_table

    if json_:
        print_json(scenarios_records())
    else:
        console().print(scenarios_table())


@app.command
def parameters(name: str | None = None, /, *, json_: Json = False) -> None:
    """What can be set: meaning, unit, range, default and source.

    Parameters
    ----------
    name
        A dotted name (mandate.grant) or the beginning of one (rules.trust); all of them if left out.
    """
    from outlast.report.tables import parameters_records, parameters_table

    if json_:
        print_json(parameters_records(name))
    else:
        console().print(parameters_table(name))


@app.command
def outcomes(*, json_: Json = False) -> None:
    """What a run is judged by: every column of a run folder, with its meaning and unit."""
    from outlast.report.tables import outcomes_records, outcomes_table

    if json_:
        print_json(outcomes_records())
    else:
        console().print(outcomes_table())
