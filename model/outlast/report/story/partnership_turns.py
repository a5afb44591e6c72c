"""The turning points of a partnership, each told in its quarter."""

from __future__ import annotations

import math
from collections import Counter

from outlast.analysis.numbers import percent
from outlast.outcomes.judgement import WINDOW
from outlast.report.story.life import Firsts, Life
from outlast.report.story.partnership_between import SAYS, further_work, moved_on, offer_moved
from outlast.report.story.words import SECTOR_WORDS, covered, figure, joint, members_said, rose, said_of, some
from outlast.report.wording import listed, money, self_sustaining_in_words
from outlast.simulation import chronicle as told
from outlast.simulation.chronicle import Event


class Turns:
    """Tells the turning points of a life."""

    def __init__(self, life: Life, firsts: Firsts) -> None:
        self.life, self.firsts = life, firsts

    def told(self) -> dict[int, list[str]]:
        """What is told of a quarter by itself."""
        found = {quarter: self._turn(quarter) for quarter in range(self.life.completed)}
        found[0] = [self._convened(), *found.get(0, [])]
        return found

    def _turn(self, quarter: int) -> list[str]:
        life = self.life
        if life.closed is not None and quarter > life.closed:
            return self._afterwards(quarter)
        found = self._policy(quarter)
        if quarter == 0:
            found.append(f"in the first quarter {said_of(life.quarters[0].acted.values())}")
        found += [self._form(event) for event in life.quarters[quarter].of_kind(told.FORM)]
        if quarter == life.closed:
            more = further_work(life, self.firsts, range(quarter, quarter + 1))
            return [*found, *self._first_work(quarter), *more, *self._closed(quarter)]
        if quarter == self.firsts.short:
            least = percent(life.model.rules.fate.closing_coverage)
            found.append(
                f"money was short for the first time: it covered {covered(life.coverage(quarter))}"
                f" (less than {least} counts as short)"
            )
        return [*found, *self._first_work(quarter), *self._comings_and_goings(quarter), *self._first_kept(quarter)]

    def _convened(self) -> str:
        life = self.life
        sectors = Counter(life.model.organisation[key].sector for key in life.convened)
        counts = listed([some(sectors[k], *words) for k, words in enumerate(SECTOR_WORDS) if sectors[k]])
        members = some(len(life.convened), "member")
        return f"convened in {life.region} with {members} ({counts}), hosted by {life.names([life.first_host])}"

    def _policy(self, quarter: int) -> list[str]:
        life, found = self.life, []
        offer = life.measure("offer", quarter)
        for event in life.quarters[quarter].events:
            if event.kind == told.REORGANISED:
                again = "another" if event.quarter > life.quarters_with(told.REORGANISED)[0] else "a"
                found.append(f"{again} reorganisation of the health service struck")
            elif event.kind == told.CANCELLED:
                found.append("the mandate was cancelled early")
            elif event.kind == told.SUCCEEDED_BY:
                long = some(int(event.what), "quarter")
                found.append(f"a successor programme took it up, offering {money(offer)} a quarter for {long}")
            elif event.kind == told.FUNDED:
                paid = money(life.measure("grant", quarter))
                again = quarter > life.quarters_with(told.FUNDED)[0]
                found.append(f"central money {'was paid again' if again else 'began'}, at {paid} a quarter")
            elif event.kind == told.UNFUNDED:
                found.append(self._unfunded(quarter, offer))
        if quarter == 0 and offer == 0.0:
            found.append("no central money was on offer")
        return [*found, *self._offer(quarter)]

    def _unfunded(self, quarter: int, offer: float) -> str:
        if offer > 0.0:
            return f"no central money was paid, though {money(offer)} was on offer"
        paid = money(math.fsum(self.life.measure("grant", past) for past in range(quarter)))
        return f"central money ended, after {paid} in all"

    def _offer(self, quarter: int) -> list[str]:
        """What is on offer changed; of a change that goes on from quarter to quarter only its beginning."""
        if not offer_moved(self.life, quarter) or moved_on(self.life, quarter):
            return []
        before, offer = (self.life.measure("offer", at) for at in (quarter - 1, quarter))
        return [f"the central money on offer {rose(before, offer)} from {money(before)} to {money(offer)} a quarter"]

    def _form(self, event: Event) -> str:
        if event.what == "shared":
            together = "came to govern" if event.quarter else "governed"
            return f"its members {together} it together, without a lead organisation"
        return "it came to be governed by a lead organisation again"

    def _first_work(self, quarter: int) -> list[str]:
        life, found = self.life, []
        if quarter == self.firsts.joint:
            begun = life.quarters[quarter].of_kind(told.STARTED)
            which = "; ".join(f"{life.names(event.organisations)}, on {event.what}" for event in begun)
            # One that fell through before was the first to begin, and of it no more is recorded.
            earlier = [event for event in life.events if event.kind == told.FELL_THROUGH and event.quarter <= quarter]
            lasting = " to outlast a quarter" if earlier else ""
            first = "first joint activity" if len(begun) == 1 else f"first {len(begun)} joint activities"
            found.append(f"the {first}{lasting} began: {which}")
        done = [SAYS[event.what] for event in life.quarters[quarter].of_kind(told.GOVERNED)]
        if quarter == self.firsts.all_governed:
            found.append(f"with {listed(done)} all {len(SAYS)} governance activities were fully done")
        elif quarter == self.firsts.governed:
            first = "activity was" if len(done) == 1 else f"{len(done)} activities were"
            noun = first.replace("activit", "governance activit")
            found.append(f"the first {noun} fully done: {listed(done)}")
        return found

    def _comings_and_goings(self, quarter: int) -> list[str]:
        life, now = self.life, self.life.quarters[quarter]
        gone = [key for event in now.of_kind(told.LEFT) for key in event.organisations]
        come = [key for event in now.of_kind(told.JOINED) for key in event.organisations]
        found = []
        if gone:
            rest = len(now.members) - len(come)
            found.append(f"{life.names(gone)} left for good; {some(rest, 'member')} remained")
        for event in now.of_kind(told.HOST):
            new, old = life.names(event.organisations), life.names([life.host_before(quarter)])
            found.append(f"{new} took over as host from {old}")
        if come:
            found.append(f"{life.names(come)} joined; {some(len(now.members), 'member')} now")
        return found

    def _first_kept(self, quarter: int) -> list[str]:
        if quarter != self.firsts.kept:
            return []
        own = covered(self.life.measure("own_coverage", quarter))
        asked = self_sustaining_in_words(self.life.model.case)
        return [
            f"for the first time it counted as self-sustaining, which asks for {asked}",
            f"own money had covered {own} {'over the last year' if quarter + 1 >= WINDOW else 'since the start'}",
        ]

    # Closing ------------------------------------------------------------------------------------------------------

    def _closed(self, quarter: int) -> list[str]:
        life, now = self.life, self.life.quarters[quarter]
        kind = "closed with its aims met" if now.of_kind(told.AIMS_MET) else "closed"
        # Which of them went for good in the very quarter of closing is not recorded, only how many.
        gone = int(life.measure("left", quarter) - (life.measure("left", quarter - 1) if quarter else 0.0))
        had = members_said(now.acted.values())
        if gone:
            had += f"; {figure(gone)} of these left for good in that quarter"
        return [f"it {kind}", had, self._money_at_closing(quarter), *self._work_at_closing(quarter)]

    def _money_at_closing(self, quarter: int) -> str:
        life = self.life
        share = covered(life.coverage(quarter))
        first = quarter
        while first >= 0 and life.is_short(first):
            first -= 1
        short = quarter - first
        if short == 0:
            return f"money covered {share} in that quarter"
        if short == 1:
            return f"money was short in that quarter: it covered {share}"
        return f"money had been short for {short} quarters on end and covered {share} in the last"

    def _work_at_closing(self, quarter: int) -> list[str]:
        now = self.life.quarters[quarter]
        ended, lives = len(now.of_kind(told.ENDED)), now.running
        if not ended and not lives:
            return ["no joint activity was running"]
        if ended and lives:
            return [f"{joint(ended)} ended and {figure(lives)} went on without it"]
        return [f"{joint(ended)} ended" if ended else f"{joint(lives)} went on without it"]

    def _afterwards(self, quarter: int) -> list[str]:
        now = self.life.quarters[quarter]
        ended = len(now.of_kind(told.ENDED))
        rest = f"{figure(now.running)} went on" if now.running else "none was left"
        return [f"{joint(ended)} that had outlived it ended; {rest}"] if ended else []
