"""What to make of it: uncertainty, the theory that is assumed, what this cannot tell, and the keys."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import solara

from outlast.report.story import STATE_MEANS
from outlast.report.wording import STATE_NAMES, STATE_ORDER, self_sustaining_in_words
from outlast.visualiser.titles import assumed
from outlast.visualiser.verdict import RUNS
from outlast.visualiser.views.browser import KEYS
from outlast.visualiser.views.elements import said, table
from outlast.visualiser.visit import Visit

CANNOT = (
    "What will happen to a named partnership. Organisations of the shipped scenarios are drawn, not observed; yours, if"
    " you load them, behave as organisations of their kind do in the model.",
    "Which theory of vagueness is true. The documented facts fit several, and they give different advice: try each.",
    "Anything about money as accountants know it. Costs and budgets are assumed orders of magnitude.",
    "More than its numbers' sources allow. Of 116 numbers of behaviour what is known of five programmes moves"
    " ten, and narrows none by much; all others are assumed.",
)


@solara.component
def Notes(visit: Visit) -> None:
    """The notes of the page, in plain words."""
    visit.tick.get()
    scenario = visit.world.scenario
    said("h2", "How sure is this?", "outlast-question")
    said("p", "What is played is one world on one luck: a story, not a verdict. Another seed tells another story. The"
         f" numbers under Compare are averages over {RUNS} worlds, with the interval in which the average lies; a"
         " single programme of a few partnerships can fall far from it. No interval covers what the model leaves out.",
         "outlast-prose")  # fmt: skip
    said("h2", "Which theory is assumed?", "outlast-question")
    scenarios = [world.scenario for world in visit.worlds.value if not world.unmandated]
    says = assumed(scenarios)
    said("p", f"{says[0].upper()}{says[1:]}. Another theory can turn the answer round: choose it beside the levers,"
         " before the first quarter.", "outlast-prose")  # fmt: skip
    said("h2", "What counts as keeping oneself going?", "outlast-question")
    said("p", f"{self_sustaining_in_words(scenario).capitalize()}.", "outlast-prose")
    said("h2", "What the states of a partnership mean", "outlast-question")
    table("States, from what lasts to what is gone", ["state", "means"],
          [[STATE_NAMES[name], STATE_MEANS[name]] for name in STATE_ORDER])  # fmt: skip
    with solara.Div(classes=["outlast-box"]):
        said("h2", "What this cannot tell you", "outlast-question")
        for one in CANNOT:
            said("p", one, "outlast-prose")
    said("h2", "Keys", "outlast-question")
    solara.Checkbox(label="Keys do something", value=visit.keys)
    table("Keys, while no control has the focus", ["key", "does"], [list(pair) for pair in KEYS.values()])
