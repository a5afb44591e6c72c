"""The readable engine: centrally mandated collaborations as a Mesa model."""

from __future__ import annotations

import dataclasses
import math
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

import mesa
import networkx as nx
import numpy as np
from mesa.agent import AgentSet

from outlast import processes
from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.outcomes.judgement import GROWING, SELF_SUSTAINED
from outlast.parameters import switches
from outlast.parameters.structure import LOCAL
from outlast.population import Convened, convene, opening_organisations, opening_trust, prior_tie, unmandated
from outlast.randomness import checked_seed, uniform
from outlast.rules import fate
from outlast.scenario import Scenario, load_scenario
from outlast.schedule import SCHEDULE
from outlast.simulation.activity import JointActivity
from outlast.simulation.agents import Firm, NHSTrust, Organisation, University
from outlast.simulation.partnership import Partnership
from outlast.simulation.record import Record


class CollaborationModel(mesa.Model):
    """A country of organisations, and a cohort of partnerships that the centre has mandated.

    Parameters:
        scenario: a `Scenario`, a path or a shipped name; the defaults if left out.
        rng: the seed, a whole number from 0 (drawn afresh if None). `seed` is another name for it.
        twin: also step the same world with no mandate, as `model.twin`; the scenario's `output.twin` if None.
        overrides: dotted keys and their values, as keyword arguments, so that Mesa's `batch_run` can vary them.

    Raises:
        ScenarioError: the scenario or an override is not acceptable.
        ValueError: the seed is no whole number from 0 to 2^63 - 1.

    Step it a quarter at a time, or `run()` it to the horizon. To change how organisations behave, subclass one and
    name it in `organisation_types`.
    """

    organisation_types: ClassVar[tuple[type[Organisation], ...]] = (NHSTrust, University, Firm)
    partnership_type: ClassVar[type[Partnership]] = Partnership

    def __init__(
        self,
        scenario: Scenario | str | None = None,
        *,
        seed: int | None = None,
        rng: int | None = None,
        twin: bool | None = None,
        **overrides: Any,
    ) -> None:
        chosen = rng if rng is not None else seed
        self.seed = secrets.randbits(31) if chosen is None else checked_seed(chosen)
        super().__init__(rng=self.seed)
        if scenario is None:
            scenario = Scenario()
        elif not isinstance(scenario, Scenario):
            scenario = load_scenario(scenario)
        if overrides:
            scenario = scenario.replace(overrides)
        self._open(scenario, scenario.horizon, None)
        if scenario.settings.output.twin if twin is None else twin:
            self.twin = self._make_twin()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "open": CollaborationModel.share_open,
                "self_sustaining": CollaborationModel.share_self_sustaining,
                "grant": CollaborationModel.grant_paid,
                "contributions": CollaborationModel.contributions_paid,
                "progress": CollaborationModel.mean_progress,
                "clarity": CollaborationModel.mean_clarity,
                "ties": CollaborationModel.ties_kept,
                "twin_open": CollaborationModel.twin_share_open,
            }
        )

    def _open(self, scenario: Scenario, horizon: int, convened: list[Convened] | None) -> None:
        """Open the world: organisations, prior ties, and the partnerships that convene (given, for a twin)."""
        self.case = scenario
        self.settings = scenario.settings
        self.rules = scenario.settings.rules
        self.switches = switches(scenario.settings.structure)
        self.horizon = horizon
        self.quarter = 0
        self.mandate = scenario.mandate_at(0)
        self.reorganised = False
        self.twin: CollaborationModel | None = None
        self.mandated: CollaborationModel | None = None
        self.joint_work: dict[tuple[int, int], tuple[int, int]] = {}
        self.took_part: set[int] = set()
        self.did_well: set[int] = set()
        openings = opening_organisations(scenario, self.seed)
        self.organisation: dict[int, Organisation] = {}
        for opening in openings:
            self.organisation[opening.key] = self.organisation_types[opening.sector](self, opening)
        regional: dict[int, list[Organisation]] = {}
        for one in self.organisation.values():
            if one.region >= 0:
                for other in regional.setdefault(one.region, []):
                    one.meet(other)
                regional[one.region].append(one)
        if convened is None:
            convened = convene(scenario, self.switches, self.seed, openings)
        self.convened = convened
        self.organisations: AgentSet = AgentSet(self.organisation.values(), random=self.random)
        self.partnerships: AgentSet = AgentSet(
            [self.partnership_type(self, one) for one in convened], random=self.random
        )
        self.records = {partnership.key: Record(partnership) for partnership in self.partnerships}

    def _make_twin(self) -> CollaborationModel:
        """The same world with the same luck and the same members, and no mandate."""
        twin = type(self).__new__(type(self))
        mesa.Model.__init__(twin, rng=self.seed)
        twin.seed = self.seed
        settings = self.settings._replace(mandate=unmandated(self.mandate))
        twin._open(dataclasses.replace(self.case, settings=settings, changes=()), self.horizon, self.convened)
        twin.mandated = self
        return twin

    # Stepping -----------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One quarter: the phases in the schedule's order, each in the twin first, so that both see the same one."""
        if self.quarter >= self.horizon:
            self.running = False
            return
        worlds = [self] if self.twin is None else [self.twin, self]
        for phase in SCHEDULE:
            for world in worlds:
                for action in phase.actions:
                    world.perform(action.who, action.does)
        for world in worlds:
            world.turn_page()
        self.datacollector.collect(self)

    def turn_page(self) -> None:
        """End the quarter; at the horizon the records are completed and the model stops."""
        if self.quarter + 1 >= self.horizon:
            for record in self.records.values():
                record.close()
            self.running = False
        self.quarter += 1

    def perform(self, who: str, does: str) -> None:
        """Let the centre (the model itself) or every agent of a kind do one action of the schedule."""
        if who == "centre":
            getattr(self, does)()
        elif who == "organisations":
            self.organisations.do(does)
        elif who == "partnerships":
            self.partnerships.do(does)
        else:
            self.joint_activities.do(does)

    def run(self) -> CollaborationModel:
        """Step to the horizon; the model itself, so that a line can go on with it."""
        while self.quarter < self.horizon:
            self.step()
        return self

    def set_lever(self, key: str, value: Any) -> None:
        """Change a lever of the mandate from the coming quarter on.

        Raises:
            ScenarioError: the key is no lever, or the value is not one it can take.
        """
        self.case = self.case.with_change(self.quarter, key, value)

    # The centre's actions -----------------------------------------------------------------------------------------

    def make_policy(self) -> None:
        """The levers of this quarter, and whether the whole country is reorganised."""
        self.mandate = self.case.mandate_at(self.quarter)
        plan = self.settings.context.reorganisations
        self.reorganised = False
        if self.switches.reorganisation != LOCAL:
            draw = self.draw(processes.REORGANISATION, 0, 0, 0)
            drawn = draw < fate.reorganisation_chance(plan.hazard)
            self.reorganised = self.quarter in plan.scheduled or drawn

    def tally_joint_work(self) -> None:
        """Count for each pair the joint activities that went well and badly; note who took part."""
        self.joint_work = {}
        self.took_part, self.did_well = set(), set()
        for joint in self.joint_activities:
            self.took_part.update(joint.participants)
            if joint.result:
                self.did_well.update(joint.participants)
            for k, one in enumerate(joint.participants):
                for other in joint.participants[k + 1 :]:
                    well, badly = self.joint_work.get((one, other), (0, 0))
                    self.joint_work[one, other] = (well + 1, badly) if joint.result else (well, badly + 1)

    def record(self) -> None:
        """Record the quarter; the twin is judged by the mandated world's end of funding."""
        for partnership in self.partnerships:
            self.records[partnership.key].quarter(self.clock(partnership))

    def clock(self, partnership: Partnership) -> Partnership:
        """The partnership whose funding decides when this one is judged."""
        if self.mandated is None:
            return partnership
        return self.mandated.partnership(partnership.key)

    # Looking ------------------------------------------------------------------------------------------------------

    @property
    def joint_activities(self) -> AgentSet:
        """All joint activities that are running."""
        return AgentSet(self.agents_by_type.get(JointActivity, ()), random=self.random)

    def partnership(self, key: int) -> Partnership:
        """One partnership by its number, from 0."""
        return self.records[key].partnership

    @property
    def network(self) -> nx.DiGraph:
        """The kept ties as a directed graph.

        Nodes are organisations' identifiers with `name`, `sector`, `region` and `size`; edges carry `trust` (0..1),
        `predates` (the mandate) and `last_joint` (quarter of the last joint activity, or None).
        """
        graph = nx.DiGraph()
        for one in self.organisations:
            graph.add_node(one.key, name=one.name, sector=one.sector, region=one.region, size=one.size)
        for one in self.organisations:
            for other, tie in one.ties.items():
                graph.add_edge(one.key, other, trust=tie.trust, predates=tie.predates, last_joint=tie.last_joint)
        return graph

    def opening_trust(self, one: Organisation, other: Organisation) -> float:
        """Trust (0..1) between two organisations as the world opened."""
        density = self.settings.context.prior_ties
        return opening_trust(prior_tie(self.seed, one.opening, other.opening, density), self.rules.opening)

    def draw(self, process: int, who: int, other: int, which: int) -> float:
        """The luck of an address in this quarter, strictly between 0 and 1."""
        return uniform(self.seed, process, who, other, self.quarter, which)

    def draw_at(self, process: int, who: int, other: int, quarter: int, which: int) -> float:
        """The luck of an address in a given quarter, strictly between 0 and 1."""
        return uniform(self.seed, process, who, other, quarter, which)

    # Measures (data collection) -----------------------------------------------------------------------------------

    def share_open(self) -> float:
        """Share of partnerships that are open."""
        return _mean([one.is_open for one in self.partnerships])

    def share_self_sustaining(self) -> float:
        """Share of partnerships that keep themselves going now."""
        return _mean([record.trace[-1][0] in (SELF_SUSTAINED, GROWING) for record in self.records.values()])

    def grant_paid(self) -> float:
        """Grant paid this quarter, all partnerships together (£k)."""
        return math.fsum(one.grant for one in self.partnerships)

    def contributions_paid(self) -> float:
        """Members' contributions this quarter, all partnerships together (£k)."""
        return math.fsum(one.contributions for one in self.partnerships)

    def mean_progress(self) -> float:
        """Mean progress on governance activities (0..1)."""
        return _mean([step for one in self.partnerships for step in one.progress])

    def mean_clarity(self) -> float:
        """Mean clarity of the open partnerships (0..1)."""
        return _mean([one.clarity for one in self.partnerships if one.is_open])

    def ties_kept(self) -> float:
        """Mean trust over all kept ties (0..1)."""
        return _mean([tie.trust for one in self.organisations for tie in one.ties.values()])

    def twin_share_open(self) -> float:
        """Share of partnerships that are open in the twin; not a number without one."""
        return math.nan if self.twin is None else self.twin.share_open()

    # Results ------------------------------------------------------------------------------------------------------

    def trace(self) -> np.ndarray:
        """What was recorded each quarter: (quarter, partnership, TRACE)."""
        rows = [record.trace for record in self.records.values()]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), -1, len(TRACE))
        # Laid out as the compiled engine lays it out: NumPy sums in another order where the layout differs.
        return np.ascontiguousarray(table.swapaxes(0, 1))

    def finals(self) -> np.ndarray:
        """What was recorded of each partnership at the horizon: (partnership, FINALS)."""
        names = [outcome.name for outcome in FINALS]
        return np.array([[record.finals[name] for name in names] for record in self.records.values()])


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan
