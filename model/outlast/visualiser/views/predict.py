"""Predict before you see: the room guesses, then the answer is shown beside the guesses, and all are kept."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from outlast.report.wording import listed
from outlast.visualiser import charts
from outlast.visualiser.guesses import ADDED, DIFFERENCE, SHARE, Guesses, Round
from outlast.visualiser.titles import WITHOUT, assumed, title_of
from outlast.visualiser.verdict import RUNS
from outlast.visualiser.views.elements import Chart, Choice, Number, said, table
from outlast.visualiser.views.saving import Save
from outlast.visualiser.views.trouble import Failed
from outlast.visualiser.visit import Visit

QUESTIONS = {
    "self_sustaining_8": "keep themselves going eight quarters after the last central pound",
    "alive_8": "are still open eight quarters after the last central pound",
}
# What can be guessed with one world, with a twin, and with another mandate; the last stands first in mind.
KINDS: tuple[dict[str, str], ...] = (
    {SHARE: "the number"},
    {SHARE: "the number in world A, the mandate", ADDED: "how many more with the mandate than without it"},
    {SHARE: "the number in world A", DIFFERENCE: "how many more in B than in A (below 0: fewer)"},
)
HOW = (
    "Set the levers (and a second world, if you like), then ask. Everybody guesses; the worlds stand still at quarter 0"
    " and no number is shown. Then show the answer: what a few hundred runs give, beside the guesses."
)


@solara.component
def Predict(visit: Visit) -> None:
    """Ask, guess, show, and look back."""
    visit.tick.get()
    rounds = visit.guesses.value
    current = rounds.current
    if current is None:
        Ask(visit)
    else:
        Take(visit, current)
    if rounds.kept:
        Shown(rounds.kept[-1])
        Kept(visit, rounds)


@solara.component
def Ask(visit: Visit) -> None:
    """Put a question to the room."""
    visit.tick.get()
    outcome, set_outcome = solara.use_state("self_sustaining_8")
    worlds = visit.worlds.value
    kinds = KINDS[0 if len(worlds) == 1 else 1 if worlds[1].unmandated else 2]
    asks, set_asks = solara.use_state("")
    # With two worlds it is the difference that a room argues about.
    asking = asks if asks in kinds else list(kinds)[-1]
    said("p", HOW, "outlast-hint")
    Choice("Of 100 partnerships, how many …", outcome,
           [{"text": f"… {says}?", "value": name} for name, says in QUESTIONS.items()], set_outcome)  # fmt: skip
    if len(kinds) > 1:
        Choice("What is guessed", asking, [{"text": says, "value": one} for one, says in kinds.items()], set_asks)
    with solara.Div():
        solara.Button("Ask the room", color="primary",
                      on_click=lambda: visit.ask(outcome, asking, question(outcome, asking), about(visit)))  # fmt: skip


@solara.component
def Take(visit: Visit, current: Round) -> None:
    """Take guesses, which nobody sees until the answer is shown."""
    visit.tick.get()
    name, set_name = solara.use_state("")
    low, high = current.limits
    middle = (low + high) / 2
    value, set_value = solara.use_state(middle)
    said("h2", current.question, "outlast-question")
    said("p", current.about, "outlast-hint")
    verdict = visit.known(visit.fingerprint())

    def take() -> None:
        replaced = any(guess.name == " ".join(name.split()) for guess in current.guesses)
        visit.guess(name, value)
        if visit.fault.value is None:
            visit.note.value = f"The guess of {name.strip()} was replaced." if replaced else None
            set_name("")
            # The next one should not start from what somebody else thinks.
            set_value(middle)

    def typed(text: Any) -> None:
        try:
            set_value(float(text))
        except (TypeError, ValueError):
            visit.complain(f"{text!r} is no number; a guess lies between {low:g} and {high:g}.")

    with solara.Div(classes=["outlast-guess"]):
        solara.InputText("Name (optional)", value=name, on_value=set_name, continuous_update=True)
        v.Slider(v_model=value, on_v_model=set_value, min=low, max=high, step=1, hide_details=True,
                 attributes={"aria-label": f"Guess, {low:g} to {high:g}"})  # fmt: skip
        Number("Guess, as a number", value, typed)
        said("span", "of 100" if current.asks == SHARE else "more of 100", "outlast-label")
        solara.Button("Keep this guess", on_click=take, color="primary", outlined=True)
    if current.guesses:
        names = ", ".join(one.name for one in current.guesses)
        many = "1 guess is" if len(current.guesses) == 1 else f"{len(current.guesses)} guesses are"
        said("p", f"{many} kept, hidden until the answer is shown: {names}.", "outlast-hint", role="status")
    with solara.Div(classes=["outlast-saves"]):
        label = "Show the answer" if verdict is not None else f"Show the answer (running {RUNS} worlds …)"
        solara.Button(label, color="primary", disabled=verdict is None,
                      on_click=lambda: visit.reveal(verdict) if verdict is not None else None)  # fmt: skip
        solara.Button("Call it off", text=True, on_click=visit.call_off)
    Failed(visit)


@solara.component
def Shown(one: Round) -> None:
    """The answer with the guesses around it."""
    said("h2", one.question, "outlast-question")
    said("p", answered(one), "outlast-answer", role="status")
    said("p", one.about, "outlast-hint")
    if one.guesses:
        Chart(charts.guesses_option(one), 170)
        ordered = sorted(one.guesses, key=lambda guess: guess.value)
        said("p", f"Guesses: {', '.join(f'{guess.name} {_signed(one, guess.value)}' for guess in ordered)}.",
             "outlast-hint")  # fmt: skip


@solara.component
def Kept(visit: Visit, rounds: Guesses) -> None:
    """All rounds so far, to compare at the end."""
    said("h2", "All rounds so far", "outlast-question")
    rows = []
    for number, one in enumerate(rounds.kept, 1):
        assert one.answer is not None
        median = one.median()
        rows.append([
            f"{number}. {one.question}", one.about, _written(one), "–" if median is None else _signed(one, median),
            ", ".join(guess.name for guess in one.nearest()) or "–", f"{one.inside()} of {len(one.guesses)}",
        ])  # fmt: skip
    header = ["question", "mandate", "answer [95% interval]", "middle guess", "nearest", "inside the interval"]
    table("Guesses and answers by round", header, rows)
    Save(visit, "The guesses (CSV)", "guesses.csv", "text/csv", rounds.to_csv)


def question(outcome: str, asks: str) -> str:
    """The question in words."""
    says = QUESTIONS[outcome]
    return {
        SHARE: f"Of 100 partnerships, how many {says}?",
        DIFFERENCE: f"Of 100 partnerships, how many more {says} in B than in A?",
        ADDED: f"Of 100 partnerships, how many more {says} with the mandate than without it?",
    }[asks]


def about(visit: Visit) -> str:
    """Which mandate the question is about, and what is assumed."""
    worlds = visit.worlds.value
    scenarios = [world.scenario for world in worlds if not world.unmandated]
    first = title_of(scenarios[0])
    if len(worlds) == 1:
        return f"{first}; {assumed(scenarios)}"
    second = WITHOUT if worlds[1].unmandated else title_of(scenarios[1], scenarios[0])
    return f"A: {first}; B: {second}; {assumed(scenarios)}"


def answered(one: Round) -> str:
    """The answer, and how the guesses did."""
    more = {SHARE: "of 100", DIFFERENCE: "more of 100 in B", ADDED: "more of 100 with the mandate"}[one.asks]
    says = f"{_written(one)} {more}."
    median = one.median()
    if median is None:
        return says
    nearest = listed([guess.name for guess in one.nearest()[:4]])
    return f"{says} The middle guess was {_signed(one, median)}; nearest came {nearest}."


def _written(one: Round) -> str:
    assert one.answer is not None
    mean, low, high = (_signed(one, round(value)) for value in one.answer)
    return f"{mean} [{low}, {high}]"


def _signed(one: Round, value: float) -> str:
    """A number of 100, or a difference with its sign."""
    return f"{value:g}" if one.asks == SHARE or value == 0 else f"{value:+g}".replace("-", "−")
