"""Predict before you see: the room guesses, then the answer is shown beside the guesses, and all are kept."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import reacton.ipyvuetify as v
import solara

from outlast.report.wording import counted
from outlast.visualiser import charts
from outlast.visualiser.guesses import DIFFERENCE, SHARE, Guesses, Round
from outlast.visualiser.titles import WITHOUT, title_of
from outlast.visualiser.verdict import RUNS
from outlast.visualiser.views.elements import Chart, Choice, said, table
from outlast.visualiser.visit import Visit

QUESTIONS = {
    "self_sustaining_8": "keep themselves going eight quarters after the last central pound",
    "alive_8": "are still open eight quarters after the last central pound",
}
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
        Kept(rounds)


@solara.component
def Ask(visit: Visit) -> None:
    """Put a question to the room."""
    visit.tick.get()
    outcome, set_outcome = solara.use_state("self_sustaining_8")
    two = len(visit.worlds.value) > 1
    asks, set_asks = solara.use_state(SHARE)
    asking = asks if two else SHARE
    said("p", HOW, "outlast-hint")
    Choice("Of 100 partnerships, how many …", outcome,
           [{"text": f"… {says}?", "value": name} for name, says in QUESTIONS.items()], set_outcome)  # fmt: skip
    if two:
        Choice("What is guessed", asking,
               [{"text": "the number in world A", "value": SHARE},
                {"text": "how many more in B than in A (may be below 0)", "value": DIFFERENCE}], set_asks)  # fmt: skip
    with solara.Row():
        solara.Button("Ask the room", color="primary",
                      on_click=lambda: visit.ask(outcome, asking, question(outcome, asking), about(visit)))  # fmt: skip


@solara.component
def Take(visit: Visit, current: Round) -> None:
    """Take guesses, and show the answer once it is there."""
    visit.tick.get()
    name, set_name = solara.use_state("")
    low, high = current.limits
    value, set_value = solara.use_state(0.0 if current.asks == DIFFERENCE else 50.0)
    said("h2", current.question, "outlast-question")
    said("p", current.about, "outlast-hint")
    verdict = visit.known(visit.fingerprint())

    def take() -> None:
        visit.guess(name, value)
        if visit.fault.value is None:
            set_name("")

    with solara.Row(gap="12px", classes=["outlast-guess"]):
        solara.InputText("Name (optional)", value=name, on_value=set_name, continuous_update=True)
        unit = "of 100" if current.asks == SHARE else "points"
        solara.Text(f"{value:g} {unit}", classes=["outlast-guessed"])
        v.Slider(v_model=value, on_v_model=set_value, min=low, max=high, step=1, hide_details=True,
                 attributes={"aria-label": f"Guess, {low:g} to {high:g}"})  # fmt: skip
        solara.Button("Keep this guess", on_click=take, color="primary", outlined=True)
    if current.guesses:
        said("p", f"{counted(len(current.guesses), 'guess').replace('guesss', 'guesses')}:"
             f" {', '.join(f'{one.name} {one.value:g}' for one in current.guesses)}", "outlast-hint")  # fmt: skip
    with solara.Row(gap="8px"):
        label = "Show the answer" if verdict is not None else f"Show the answer (running {RUNS} worlds …)"
        solara.Button(label, color="primary", disabled=verdict is None,
                      on_click=lambda: visit.reveal(verdict) if verdict is not None else None)  # fmt: skip
        solara.Button("Call it off", text=True, on_click=visit.call_off)


@solara.component
def Shown(one: Round) -> None:
    """The answer with the guesses around it."""
    said("h2", one.question, "outlast-question")
    said("p", answered(one), "outlast-answer", role="status")
    said("p", one.about, "outlast-hint")
    if one.guesses:
        Chart(charts.guesses_option(one), 200)


@solara.component
def Kept(rounds: Guesses) -> None:
    """All rounds so far, to compare at the end."""
    said("h2", "All rounds so far", "outlast-question")
    rows = []
    for number, one in enumerate(rounds.kept, 1):
        assert one.answer is not None
        median = one.median()
        rows.append([
            f"{number}. {one.question}", one.about, _written(one), "–" if median is None else f"{median:g}",
            ", ".join(guess.name for guess in one.nearest()) or "–", f"{one.inside()} of {len(one.guesses)}",
        ])  # fmt: skip
    header = ["question", "mandate", "answer [95% interval]", "middle guess", "nearest", "inside the interval"]
    table("Guesses and answers by round", header, rows)
    solara.FileDownload(rounds.to_csv(), "guesses.csv", label="The guesses (CSV)", mime_type="text/csv")


def question(outcome: str, asks: str) -> str:
    """The question in words."""
    says = QUESTIONS[outcome]
    if asks == SHARE:
        return f"Of 100 partnerships, how many {says}?"
    return f"Of 100 partnerships, how many more {says} in B than in A?"


def about(visit: Visit) -> str:
    """Which mandate the question is about."""
    worlds = visit.worlds.value
    first = title_of(worlds[0].scenario)
    if len(worlds) == 1:
        return first
    second = worlds[1]
    return f"A: {first}; B: {WITHOUT if second.unmandated else title_of(second.scenario, worlds[0].scenario)}"


def answered(one: Round) -> str:
    """The answer, and how the guesses did."""
    says = f"{_written(one)} of 100." if one.asks == SHARE else f"{_written(one)} of 100 more in B."
    median = one.median()
    if median is None:
        return says
    nearest = " and ".join(guess.name for guess in one.nearest()[:4])
    return f"{says} The middle guess was {median:g}; nearest came {nearest}."


def _written(one: Round) -> str:
    assert one.answer is not None
    mean, low, high = one.answer
    return f"{mean:.0f} [{low:.0f}, {high:.0f}]"
