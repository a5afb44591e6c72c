"""What to type for the designs of a comparison: shipped names, and files for what does not come with outlast."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from outlast.parameters import DECLARATIONS
from outlast.report.document.parts import TextFile
from outlast.report.document.scenarios import OWN, exact, kept_words, told_by, words_for
from outlast.scenario import Scenario, ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.names import AIM, THEORY, components
from outlast.scenario.settling import reach

# What the record of a design leaves out, as it decides nothing.
BARE: dict[str, Any] = {"title": "", "question": "", "source": [], "judgements": [], "provenance": {}, "regions": 0}
SEVERAL = "Some scenarios do not come with outlast: save the texts below beside where the command is given."


def words_of_designs(
    designs: Mapping[str, Mapping[str, Any]], kept: Collection[str], *, transplanted: bool
) -> tuple[list[str], list[TextFile], list[str]]:
    """Words, files to save first, and remarks.

    `designs` are their records as the manifest has them, by name; `kept` are keys that were set in all of them at the
    command line; with `transplanted` they are mandates in the context of the first.
    """
    records = {name: {**BARE, **record, "name": name} for name, record in designs.items()}
    wanted = {name: exact(record) for name, record in records.items()}
    keys = [key for key in kept if key in DECLARATIONS]
    by_name = _by_name({name: one for name, one in wanted.items() if one is not None}, keys, transplanted)
    options: list[str] = []
    files: list[TextFile] = []
    remarks: list[str] = []
    known: dict[str, Scenario] = {}
    for name, record in records.items():
        if name in by_name:
            options.append(name)
            continue
        words, more, said = words_for(record, kept=tuple(kept), alone=True)
        own = wanted[name]
        if more and own is not None and own.roster:
            more = (TextFile(more[0].name, _shortest(own, more[0].text, known)),)
            known[more[0].name] = own
        options += words
        files += more
        remarks += said
    # What was set is the same in all of them.
    options += kept_words(next(iter(records.values())), tuple(kept)) if records else []
    said = dict.fromkeys(SEVERAL if one == OWN and len(files) > 1 else one for one in remarks)
    return options, files, list(said)


def _by_name(wanted: Mapping[str, Scenario], keys: Sequence[str], transplanted: bool) -> set[str]:
    """The shipped scenarios among them that a comparison of the same designs makes into what is recorded.

    A comparison gives all designs one horizon, and may put mandates into the context of the first.
    """
    from outlast.analysis.policies.designs import designs_of

    shipped = shipped_scenarios()
    try:
        given = {
            name: load_scenario(name).replace({key: reach(one.settings, key) for key in keys})
            if name in shipped
            else one
            for name, one in wanted.items()
        }
        made = designs_of(given, transplanted)
    except ScenarioError:
        return set()
    return {one.name for one in made if one.name in shipped and told_by(one.scenario) == told_by(wanted[one.name])}


def _shortest(wanted: Scenario, whole: str, known: Mapping[str, Scenario]) -> str:
    """A file of a scenario with a roster; where another has the same roster, as what it changes of that."""
    others = {name: load_scenario(name) for name in shipped_scenarios()} | dict(known)
    texts = [whole, *(text for name, one in others.items() if (text := _extending(name, one, wanted)))]
    return min(texts, key=len)


def _extending(name: str, base: Scenario, wanted: Scenario) -> str:
    """A file that extends another; empty where that cannot give the scenario."""
    if (base.roster, base.changes) != (wanted.roster, wanted.changes):
        return ""
    keys = [key for key in DECLARATIONS if reach(base.settings, key) != reach(wanted.settings, key)]
    if any(key in components(AIM) for key in keys):
        # Weights are scaled on reading, so that one of them means nothing without the others.
        keys = list(dict.fromkeys([*keys, *components(AIM)]))
    lines = [f"extends = {json.dumps(name, ensure_ascii=False)}"]
    for key in keys:
        found = reach(wanted.settings, key)
        # JSON writes numbers, texts and lists as TOML does.
        lines.append(f"{key} = {json.dumps('none' if key == THEORY and not found else found, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
