"""What one visitor has before them and may do; reactive, so that what changes is drawn again."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import solara

from outlast.scenario import RosterEntry, Scenario, ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.handed import scenario_from, with_roster
from outlast.visualiser.fate import Answer
from outlast.visualiser.guesses import ADDED, DIFFERENCE, SHARE, Guesses, Round
from outlast.visualiser.link import from_link
from outlast.visualiser.titles import is_as_shipped
from outlast.visualiser.verdict import GUESSED, Question, Verdict
from outlast.visualiser.world import World, chained

# Seconds between quarters, by the name of the speed.
SPEEDS = {"slow": 1.0, "medium": 0.4, "fast": 0.05}
MOST_SEED = 999_999
# What can stand beside the first world.
NOTHING, UNMANDATED, OTHER, BRANCH = "nothing", "no mandate", "another mandate", "a branch"
BESIDE = (NOTHING, UNMANDATED, OTHER, BRANCH)
# Levers that mean nothing once the money has ended.
PAYING = ("mandate.grant", "mandate.taper", "mandate.match")
# Seconds that a world is caught up with before the page is drawn again.
BREATH = 0.12
VERDICTS = 12
GUESSING = "Guesses are being taken, so the worlds stay as they are. Show the answer, or call it off, under Predict."


class Stood(NamedTuple):
    """Worlds as they stood before a visitor."""

    worlds: tuple[World, ...]
    beside: str
    side: int


class Visit:
    """The worlds of one visitor (A, and B where there is one), how they are played, and what was guessed."""

    def __init__(self, opening: Scenario, seed: int = 1) -> None:
        self.worlds: solara.Reactive[tuple[World, ...]] = solara.reactive((World(opening, seed),))
        self.beside = solara.reactive(NOTHING)
        self.side = solara.reactive(0)
        # Counts what was done, so that whoever looks at a world draws it again.
        self.tick = solara.reactive(0)
        # Counts what is being caught up with in the background.
        self.chase = solara.reactive(0)
        self.target = 0
        self.playing = solara.reactive(False)
        self.speed = solara.reactive("medium")
        self.tab = solara.reactive(0)
        self.fault: solara.Reactive[str | None] = solara.reactive(None)
        self.note: solara.Reactive[str | None] = solara.reactive(None)
        # What was just put away, and can be had back until something else is done.
        self.undone: solara.Reactive[Stood | None] = solara.reactive(None)
        # Whether single keys act; some people's speech software types them.
        self.keys = solara.reactive(True)
        # The question on which the runs failed, and how often they were asked anew.
        self.failed: solara.Reactive[str | None] = solara.reactive(None)
        self.attempts = solara.reactive(0)
        self.chosen: solara.Reactive[tuple[int, str] | None] = solara.reactive(None)
        # Whether the levers are put away on a wide page, or brought out on a narrow one.
        self.flipped = solara.reactive(False)
        self.three = solara.reactive(False)
        self.guesses = solara.reactive(Guesses())
        self.verdict: solara.Reactive[Verdict | None] = solara.reactive(None)
        self.handed_in = solara.reactive(False)
        self._verdicts: dict[str, Verdict] = {}
        # What would have changed the fate of partnerships, as far as it was asked.
        self._answers: dict[str, Answer] = {}
        # Rosters that were handed in, and how many members were sought before they were.
        self._own: dict[tuple[RosterEntry, ...], float] = {}
        # What was shown before what is being caught up with.
        self._stood: Callable[[], None] | None = None

    # Looking -----------------------------------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """The first world."""
        return self.worlds.value[0]

    @property
    def acted_on(self) -> World:
        """The world that the levers move; never a twin, which has none."""
        if self.beside.value == UNMANDATED:
            return self.world
        return self.worlds.value[min(self.side.value, len(self.worlds.value) - 1)]

    @property
    def is_over(self) -> bool:
        """Whether every world has reached its horizon."""
        return all(world.is_over for world in self.worlds.value)

    @property
    def behind(self) -> list[World]:
        """The worlds that are still being caught up with."""
        return [world for world in self.worlds.value if world.quarter < min(self.target, world.horizon)]

    @property
    def is_guessing(self) -> bool:
        """Whether guesses are being taken, so that nothing may be shown that gives the answer away."""
        return self.guesses.value.current is not None

    @property
    def may_branch(self) -> bool:
        """Whether there is a past to share and a future to differ in."""
        return self.world.quarter > 0 and not (self.is_over or self.is_guessing or self.behind)

    def question(self) -> Question:
        """What the runs behind the scenes are asked."""
        worlds = self.worlds.value
        if len(worlds) == 1:
            return Question(worlds[0].scenario)
        if worlds[1].unmandated:
            return Question(worlds[0].scenario, None, True)
        return Question(worlds[0].scenario, worlds[1].scenario)

    def fingerprint(self) -> str:
        """What tells one question from another."""
        asked = self.question()
        beside = "" if asked.beside is None else asked.beside.to_toml()
        return "\n".join([asked.scenario.to_toml(), beside, str(asked.unmandated)])

    def known(self, fingerprint: str) -> Verdict | None:
        """The verdict on a question that was asked before."""
        return self._verdicts.get(fingerprint)

    def keep(self, fingerprint: str, verdict: Verdict) -> None:
        """Remember a verdict; the oldest is forgotten."""
        self._verdicts[fingerprint] = verdict
        while len(self._verdicts) > VERDICTS:
            self._verdicts.pop(next(iter(self._verdicts)))

    def answer(self, fingerprint: str) -> Answer | None:
        """What would have changed a fate, where that was asked before."""
        return self._answers.get(fingerprint)

    def keep_answer(self, fingerprint: str, answer: Answer) -> None:
        """Remember what would have changed a fate; the oldest is forgotten."""
        self._answers[fingerprint] = answer
        while len(self._answers) > VERDICTS:
            self._answers.pop(next(iter(self._answers)))
        self.tick.value += 1

    # Doing -------------------------------------------------------------------------------------------------------

    def guarded(self, act: Callable[..., Any], *arguments: Any) -> None:
        """Do something; what goes wrong is said on the page and stops the play."""
        self.note.value = self.undone.value = None
        try:
            act(*arguments)
            self.fault.value = None
        except Exception as error:  # noqa: BLE001 (a visitor must never see a traceback)
            self._say(error)
        self.tick.value += 1

    def changing(self, act: Callable[..., Any], *arguments: Any) -> None:
        """Do something that changes the worlds, which nothing may while guesses are taken of them."""

        def allowed() -> None:
            if self.is_guessing:
                raise ValueError(GUESSING)
            act(*arguments)

        self.guarded(allowed)

    def forgetting(self, act: Callable[..., Any], *arguments: Any) -> None:
        """Do something that may put away what somebody made: for a while it can be had back."""
        stood = Stood(self.worlds.value, self.beside.value, self.side.value)
        self.changing(act, *arguments)
        kept = [(world.opening, world.timeline) for world in self.worlds.value]
        made = [
            (world.opening, world.timeline)
            for side, world in enumerate(stood.worlds)
            # A twin makes itself; a first world that nothing was moved in is what its scenario is.
            if not world.unmandated and (side or world.timeline or not is_as_shipped(world.opening))
        ]
        if self.fault.value is None and any(one not in kept for one in made):
            self.undone.value = stood

    def undo(self) -> None:
        """Bring back what was just put away."""
        stood = self.undone.value
        if stood is not None:
            quarter = max(world.quarter for world in stood.worlds)
            self.changing(lambda: self._show_all(list(stood.worlds), quarter, beside=stood.beside, side=stood.side))

    def complain(self, says: str) -> None:
        """Say on the page what cannot be."""
        self.playing.value = False
        self.note.value = None
        self.fault.value = says

    def step(self) -> None:
        """Play one quarter of every world."""
        if not self.is_guessing:
            self.guarded(self._step)

    def toggle(self) -> None:
        """Play, or pause."""
        if self.playing.value or not (self.is_over or self.is_guessing):
            self.playing.value = not self.playing.value

    def reset(self) -> None:
        """The same levers and luck from quarter 0; what was moved on the way is forgotten, and a branch goes."""
        self.forgetting(self._reset)

    def replay(self) -> None:
        """From quarter 0 again, with what was moved on the way."""
        self.changing(lambda: self._show_all(self._again(), 0))

    def load(self, name: str) -> None:
        """A shipped scenario in place of the world that the levers move, from quarter 0."""

        def act() -> None:
            # Only these: a path would read whatever file lies there.
            if name not in shipped_scenarios():
                raise ScenarioError("There is no shipped scenario of that name; choose one of the list.")
            self._load(load_scenario(name))

        self.forgetting(act)

    def hand_in(self, data: bytes, name: str) -> None:
        """A roster (CSV) or a scenario (TOML) that somebody uploads."""

        def act() -> None:
            if name.lower().endswith(".toml"):
                found = scenario_from(data, name)
                sought = found.settings.context.members
            else:
                # One roster after another seeks as many members as the mandate did, not as the first roster allowed.
                opening = self.acted_on.opening
                sought = opening.settings.context.members
                if opening.roster is not None:
                    sought = self._own.get(opening.roster, sought)
                found = with_roster(opening, data, name, sought)
            self._load(found, own=sought)
            organisations = "" if found.roster is None else f", {len(found.roster)} organisations"
            self.note.value = f"{name} is loaded{organisations}. It is kept in memory only, until this page is closed."

        self.forgetting(act)

    def reseed(self, seed: int) -> None:
        """Other luck, from quarter 0, for every world; what was moved on the way is moved again."""

        def act() -> None:
            chosen = min(max(int(seed), 0), MOST_SEED)
            worlds = self.worlds.value
            anew = [World(one.opening, chosen, list(one.timeline), unmandated=one.unmandated) for one in worlds]
            self._show_all(anew, 0)

        self.changing(act)

    def move(self, key: str, value: Any) -> None:
        """Move a lever: before the first quarter it is the opening, afterwards an intervention."""
        self.changing(self._move, key, value)

    def put_beside(self, what: str) -> None:
        """A second world on the same luck, or none."""
        self.forgetting(self._put_beside, what)

    def take_back(self, side: int, place: int) -> None:
        """Take an intervention back; the world is played again up to now, in the background."""
        self.changing(lambda: self._catch_up(side, self._on(side).without(place)))

    def edit(self, side: int, place: int, *, quarter: int | None = None, after: Any = None) -> None:
        """Make an intervention in another quarter, or to another value."""

        def act() -> None:
            world = self._on(side)
            if quarter is not None and not 0 <= quarter < world.horizon:
                raise ValueError(f"Quarters run from 0 to {world.horizon - 1}; {quarter} is not one of them.")
            self._catch_up(side, world.edited(place, quarter=quarter, after=after))

        self.changing(act)

    def restore(self, link: str) -> None:
        """What a link holds, in place of everything."""

        def act() -> None:
            found = from_link(link)
            twin = len(found.worlds) > 1 and found.worlds[1].unmandated
            beside = NOTHING if len(found.worlds) == 1 else UNMANDATED if twin else OTHER
            self._show_all(list(found.worlds), found.quarter, beside=beside, side=0)

        self.changing(act)

    def catch_up(self) -> None:
        """Play what is behind for one breath; where that fails, what stood before stands again."""
        until = time.monotonic() + BREATH
        try:
            while self.behind and time.monotonic() < until:
                for world in self.behind:
                    world.step()
        except Exception as error:  # noqa: BLE001 (a visitor must never see a traceback)
            self._say(error)
            if self._stood is not None:
                self._stood()
        if not self.behind:
            self._stood = None
        self.tick.value += 1

    # Predicting --------------------------------------------------------------------------------------------------

    def ask(self, outcome: str, asks: str, question: str, about: str) -> None:
        """Put a question to the room: the worlds go back to the start, and nothing is shown until the answer is."""

        def act() -> None:
            if asks not in (SHARE, DIFFERENCE, ADDED) or outcome not in GUESSED:
                raise ValueError("A question asks for a share of partnerships, or for a difference of shares.")
            if asks != SHARE and len(self.worlds.value) == 1:
                raise ValueError("How much two worlds differ can be asked once a second one stands beside the first.")
            current, asked = self.guesses.value.current, Round(question, about, outcome, asks)
            if current is not None:
                # Asked twice in a hurry is asked once; guesses that were taken are never thrown away.
                if current == asked:
                    return
                raise ValueError("A question is open already. Show its answer, or call it off.")
            self._show_all(self._again(), 0)
            self.guesses.value = Guesses([*self.guesses.value.kept, asked])

        self.guarded(act)

    def guess(self, name: str, value: float) -> None:
        """Take somebody's guess."""

        def act() -> None:
            current = self.guesses.value.current
            if current is None:
                raise ValueError("No question is open; ask one first.")
            self.guesses.value = Guesses([*self.guesses.value.kept, current.with_guess(name, value)])

        self.guarded(act)

    def reveal(self, verdict: Verdict) -> None:
        """Show the answer to the open question and keep the round."""

        def act() -> None:
            current = self.guesses.value.current
            if current is not None:
                self.guesses.value = Guesses([*self.guesses.value.kept, current.revealed(verdict)])

        self.guarded(act)

    def call_off(self) -> None:
        """Close the open question without an answer."""

        def act() -> None:
            self.guesses.value = Guesses(self.guesses.value.kept)

        self.guarded(act)

    # Inside ------------------------------------------------------------------------------------------------------

    def _step(self) -> None:
        if self.behind:
            return
        for world in self.worlds.value:
            world.step()
        self.target = max(world.quarter for world in self.worlds.value)

    def _say(self, error: Exception) -> None:
        """What went wrong, in words for a visitor; the play stops."""
        expected = isinstance(error, ValueError)
        unexpected = f"Something went wrong in the simulation ({type(error).__name__}); press Reset."
        self.fault.value = str(error) if expected else unexpected
        self.playing.value = False

    def _on(self, side: int) -> World:
        """The world on a side, which may have gone since it was drawn."""
        if not 0 <= side < len(self.worlds.value):
            raise ValueError("That world is no longer there.")
        return self.worlds.value[side]

    def _afresh(self) -> tuple[list[World], str]:
        """The worlds that stay when all starts again, and what stands beside: a branch has no start of its own."""
        if self.beside.value == BRANCH:
            return [self.world], NOTHING
        return list(self.worlds.value), self.beside.value

    def _again(self) -> list[World]:
        """The same worlds from quarter 0, with what was moved on the way."""
        return [world.with_timeline(world.timeline) for world in self.worlds.value]

    def _reset(self) -> None:
        worlds, beside = self._afresh()
        self._show_all([world.with_timeline(()) for world in worlds], 0, beside=beside)

    def _load(self, scenario: Scenario, own: float | None = None) -> None:
        """A scenario in place of the world that the levers move; `own` where it was handed in: the members sought."""
        side = self.worlds.value.index(self.acted_on)
        loaded = World(scenario, self.world.seed)
        worlds, beside = self._afresh()
        if side == 1:
            # On a branch, what is loaded is no branch any more, but another mandate beside the first.
            worlds, beside = [self.world.with_timeline(self.world.timeline), loaded], OTHER
        else:
            worlds = [loaded, *(world.with_timeline(world.timeline) for world in worlds[1:])]
        worlds = self._twinned(worlds)
        if own is not None and scenario.roster is not None:
            self._own[scenario.roster] = own
        self._show_all(worlds, 0, beside=beside, side=side)

    def _move(self, key: str, value: Any) -> None:
        world = self.acted_on
        if self.behind:
            raise ValueError("The worlds are still being played up to this quarter; move the lever again in a moment.")
        if world.quarter > 0:
            world.move(key, value)
            end = world.scenario.funding_end
            if key in PAYING and world.quarter >= end:
                self.note.value = (
                    f"No central money is on offer from quarter {end} on, so that this changes nothing unless the"
                    " funded quarters are lengthened."
                )
            if self.beside.value == UNMANDATED:
                # The twin has no mandate to move, but is judged by the funding of the mandated world beside it.
                self.worlds.value[1].move(key, value)
            return
        worlds = list(self.worlds.value)
        place = worlds.index(world)
        opening = world.opening.replace({key: value})
        worlds[place] = World(opening, world.seed, chained(opening, world.timeline))
        # Two worlds that open differently share no past, so that neither is a branch of the other.
        beside = OTHER if self.beside.value == BRANCH else self.beside.value
        self._show_all(self._twinned(worlds), 0, beside=beside)

    def _twinned(self, worlds: list[World]) -> list[World]:
        """The worlds with the twin, if there is one, made anew from the first."""
        if self.beside.value != UNMANDATED:
            return worlds
        first = worlds[0]
        return [first, World(first.opening, first.seed, list(first.timeline), unmandated=True)]

    def _put_beside(self, what: str) -> None:
        if what not in BESIDE:
            raise ValueError(f"What stands beside a world is one of: {', '.join(BESIDE)}.")
        first, target = self.world, max(self.world.quarter, self.target)
        if what == NOTHING:
            worlds = [first]
        elif what == UNMANDATED:
            worlds = [first, World(first.opening, first.seed, list(first.timeline), unmandated=True)]
        elif what == BRANCH and first.quarter > 0:
            worlds = [first, first.branch()]
        else:
            # At quarter 0 there is no past to share: a branch from there is another mandate.
            worlds = [first, World(first.opening, first.seed, list(first.timeline))]
            what = OTHER
        side = 1 if what in (OTHER, BRANCH) else 0
        self._show_all(worlds, target, beside=what, side=side)

    def _catch_up(self, side: int, world: World) -> None:
        """One world in place of another, to be played up to where the visit stands."""
        target = max(other.quarter for other in self.worlds.value)
        worlds = list(self.worlds.value)
        worlds[side] = world
        self._show_all(self._twinned(worlds), max(target, self.target))

    def _show_all(
        self, worlds: list[World], target: int, *, beside: str | None = None, side: int | None = None
    ) -> None:
        """Put worlds before the visitor, to be played up to a quarter: the one place where they are replaced."""
        stood = (self.worlds.value, self.beside.value, self.side.value, self.target)
        target = min(target, max(world.horizon for world in worlds))
        if target == 0:
            self.playing.value = False
        if beside is not None:
            self.beside.value = beside
        if side is not None:
            self.side.value = side
        if len(worlds) == 1:
            self.side.value = 0
        self.target = target
        self.chosen.value = None
        self._hold(tuple(worlds))
        self._stood = self._stood or partial(self._put_back, *stood)
        if not self.behind:
            self._stood = None
        self.chase.value += 1

    def _put_back(self, worlds: tuple[World, ...], beside: str, side: int, target: int) -> None:
        self.target, self.side.value, self.beside.value = target, side, beside
        self._hold(worlds)

    def _hold(self, worlds: tuple[World, ...]) -> None:
        self.worlds.value = worlds
        self.handed_in.value = any(world.opening.roster in self._own for world in worlds)
