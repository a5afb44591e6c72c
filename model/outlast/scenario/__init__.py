"""Scenarios: a file read and checked as a titled difference from the defaults.

A file is TOML, and states departures only:

    title = "Clusters with a clear aim and a second grant"
    question = "Does a clear purpose help where the money changes half-way?"
    source = ["SEG19: a mandated purpose helps goals align"]
    extends = "hiec"                       # a shipped name, or a file beside this one
    roster = "ours.csv"                    # in place of a population that is drawn

    [mandate]                              # likewise [context], [rules], [structure], [output]
    vagueness = 0.8                        # all three components ...
    "vagueness.purpose" = 0.2              # ... but for the one that is given by itself

    [[change]]                             # levers of the mandate from a quarter on
    quarter = 6
    mandate.grant = 50

    [provenance]                           # where a value comes from: a key of references.bib, or assumed
    "mandate.grant" = "assumed: half-way"

    [judgement]                            # a value coded by judgement, and over what to vary it
    "mandate.vagueness.purpose" = { low = 0.1, high = 0.3, why = "clear, but no source measures it" }

A later layer wins over an earlier one: what is extended, the file, then overrides. Within one layer the specific wins.
"""

from __future__ import annotations

from outlast.scenario.entries import NATIONAL, Change, Judgement, Provenance, RosterEntry
from outlast.scenario.errors import RosterError, ScenarioError, ScenarioNotFoundError
from outlast.scenario.layers import parse_override
from outlast.scenario.reading import load_scenario
from outlast.scenario.record import Scenario
from outlast.scenario.shipped import shipped_scenarios

__all__ = [
    "NATIONAL",
    "Change",
    "Judgement",
    "Provenance",
    "RosterEntry",
    "RosterError",
    "Scenario",
    "ScenarioError",
    "ScenarioNotFoundError",
    "load_scenario",
    "parse_override",
    "shipped_scenarios",
]
