"""The joint activity as a Mesa agent: where trust is made and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from outlast import processes
from outlast.rules import activity, fate

if TYPE_CHECKING:
    from outlast.simulation.model import CollaborationModel
    from outlast.simulation.partnership import Partnership


class JointActivity(mesa.Agent):
    """Work of two to four organisations on a topic, hosted by the one that proposed it."""

    model: CollaborationModel

    def __init__(
        self, model: CollaborationModel, partnership: Partnership, lead: int, topic: int, participants: list[int]
    ) -> None:
        super().__init__(model)
        self.partnership = partnership
        self.lead = lead
        self.topic = topic
        self.participants = participants
        self.started = model.quarter
        self.result: bool | None = None
        self.last_efforts: dict[int, float] = {}

    def work(self) -> None:
        """Go well or badly this quarter, by the participants' effort and trust, clarity and money."""
        p, partnership = self.model.rules.activity, self.partnership
        chance = activity.success_chance(
            self.mean_effort, self.mean_trust, partnership.clarity, partnership.money_speed, p
        )
        self.result = self.draw(processes.RESULT) < chance

    def face_failure(self) -> None:
        """An activity that went badly may end."""
        if self.result is False and self.draw(processes.ENDING) < self.model.rules.activity.end_on_failure:
            self.end()

    def face_closing(self) -> None:
        """An activity of a closed partnership lives on in its host for another quarter, or ends."""
        if self.partnership.is_open:
            return
        priority = self.model.organisation[self.lead].priorities[self.topic]
        chance = fate.lives_on_chance(self.mean_trust, priority, self.model.rules.fate)
        if not self.draw(processes.LEGACY) < chance:
            self.end()

    def lose(self, leaver: int) -> None:
        """A participant has left the partnership for good; without its lead or a second partner the work ends."""
        if leaver not in self.participants:
            return
        self.participants = [key for key in self.participants if key != leaver]
        if leaver == self.lead or len(self.participants) < 2:
            self.end()

    def outlive(self, partnership: Partnership) -> None:
        """Keep the participants' last efforts when the partnership closes."""
        self.last_efforts = {key: partnership.memberships[key].effort for key in self.participants}

    def end(self) -> None:
        """Stop for good."""
        self.partnership.activities = [joint for joint in self.partnership.activities if joint is not self]
        self.remove()

    @property
    def mean_effort(self) -> float:
        """Mean effort of the participants; as last seen once the partnership has closed."""
        total = 0.0
        for key in self.participants:
            member = self.partnership.memberships.get(key)
            total += self.last_efforts[key] if member is None else member.effort
        return total / len(self.participants)

    @property
    def mean_trust(self) -> float:
        """Mean trust of each participant in each other."""
        total = 0.0
        for one in self.participants:
            for other in self.participants:
                if one != other:
                    total += self.model.organisation[one].trust_in(other)
        return total / (len(self.participants) * (len(self.participants) - 1))

    def draw(self, process: int) -> float:
        """This quarter's luck of this activity: addressed by host, partnership and the quarter it started."""
        return self.model.draw(process, self.lead, self.partnership.key, self.started)
