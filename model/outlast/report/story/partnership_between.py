"""What went on in a partnership between its turning points, summed up by stretch."""

from __future__ import annotations

import math
from collections.abc import Mapping

from outlast.outcomes.judgement import FUNDED
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.report.story.life import KEPT, Firsts, Life
from outlast.report.story.lines import stretches
from outlast.report.story.words import figure, joint, on_topics, rose, some, times
from outlast.report.wording import listed, money, number
from outlast.simulation import chronicle as told

# Trust that moves so far is told also where nobody changes stance.
MOVED = 0.03

SAYS = {item.name: f"“{item.says}”" for item in GOVERNANCE_ACTIVITIES}


def between(life: Life, firsts: Firsts) -> list[tuple[range, list[str]]]:
    """What went on between turning points, by stretch; the quarter of closing is told by itself."""
    kinds = (told.FUNDED, told.UNFUNDED, told.SUCCEEDED_BY, told.CANCELLED)
    cuts = {quarter for kind in kinds for quarter in life.quarters_with(kind)}
    found = stretches(0, life.open_until, cuts, lambda _: False)
    return [
        (stretch, [*further_work(life, firsts, stretch), *_mood(life, stretch), *_means(life, firsts, stretch)])
        for stretch in found
    ]


def further_work(life: Life, firsts: Firsts, stretch: range) -> list[str]:
    """Joint activities and governance beyond the first."""
    events = [event for quarter in stretch for event in life.quarters[quarter].events]
    begun = [e for e in events if e.kind == told.STARTED and e.quarter != firsts.joint]
    fell = sum(int(event.what) for event in events if event.kind == told.FELL_THROUGH)
    ended = sum(e.kind == told.ENDED and e.quarter != life.closed for e in events)
    parts = [f"{joint(len(begun), 'more')} began ({on_topics(begun)})"] if begun else []
    parts += [f"{figure(fell) if parts else joint(fell)} began and ended within a quarter"] if fell else []
    parts += [f"{figure(ended) if parts else joint(ended)} ended"] if ended else []
    apart = (firsts.governed, firsts.all_governed)
    done = [SAYS[e.what] for e in events if e.kind == told.GOVERNED and e.quarter not in apart]
    found = [listed(parts)] if parts else []
    if done:
        noun = some(len(done), "more governance activity", "more governance activities")
        found.append(f"{noun} {'was' if len(done) == 1 else 'were'} fully done: {listed(done)}")
    return found


def _mood(life: Life, stretch: range) -> list[str]:
    """Stances and trust at the end against those before; trust by itself where it alone has moved."""
    start = max(0, stretch[0] - 1)
    before = life.quarters[start].members
    after = life.quarters[stretch[-1]].members
    if start == stretch[-1]:
        return []
    events = [event for quarter in stretch if quarter for event in life.quarters[quarter].of_kind(told.STANCE)]
    moved = bool(events) or len(before) != len(after)
    found = []
    if moved:
        engaged = _engaged(before, after, "before" if stretch[0] else "after the first quarter")
        changed = f"; stances had changed {times(len(events))}{_there_and_back(life, stretch, before, after)}"
        found.append(f"at the end {engaged}{changed if events else ''}")
    first, last = life.measure("trust", start), life.measure("trust", stretch[-1])
    known = not math.isnan(first + last) and number(first) != number(last)
    if known and (moved or abs(last - first) >= MOVED):
        scale = " on the scale from 0 to 1" if stretch[0] == 0 else ""
        found.append(f"trust among members {rose(first, last)} from {number(first)} to {number(last)}{scale}")
    return found


def _engaged(before: Mapping[int, str], after: Mapping[int, str], since: str) -> str:
    was, now = (sum(stance == "engaged" for stance in them.values()) for them in (before, after))
    then = f"{figure(was) if was else 'none'} of {len(before)} {since}"
    if (was, len(before)) == (now, len(after)):
        then = "as before"
    if now == len(after) > 1:
        return f"all {now} members were engaged ({then})"
    verb = "was" if now == 1 else "were"
    return f"{figure(now) if now else 'none'} of {some(len(after), 'member')} {verb} engaged ({then})"


def _there_and_back(life: Life, stretch: range, before: Mapping[int, str], after: Mapping[int, str]) -> str:
    """Who was active before and is again, and was dormant between."""
    quarters = life.quarters
    back = sum(
        before.get(key, "dormant") != "dormant" != stance
        and any(quarters[quarter].acted.get(key) == "dormant" for quarter in stretch)
        for key, stance in after.items()
    )
    return f" ({some(back, 'member')} went dormant and came back)" if back else ""


def _means(life: Life, firsts: Firsts, stretch: range) -> list[str]:
    """Short money, and whether it kept itself going."""
    found = []
    short = sum(life.is_short(quarter) for quarter in stretch)
    if short and not (short == 1 and firsts.short in stretch):
        found.append(f"money was short in {_share(short, stretch)}")
    if any(moved_on(life, quarter) for quarter in stretch):
        found.append(f"by then {money(life.measure('offer', stretch[-1]))} of central money a quarter was on offer")
    states = [life.measure("state", quarter) for quarter in stretch]
    if len(stretch) > 1 and firsts.kept is not None and firsts.kept < stretch[-1] and FUNDED not in states:
        kept = sum(state in KEPT for state in states)
        found.append(f"it counted as self-sustaining in {_share(kept, stretch)}")
    return found


def _share(count: int, stretch: range) -> str:
    whole = len(stretch)
    if whole == 1:
        return "that quarter"
    if count == whole:
        return "both quarters" if whole == 2 else f"all {whole} quarters"
    return f"{figure(count) if count else 'none'} of the {whole} quarters"


def offer_moved(life: Life, quarter: int) -> bool:
    """Whether more or less was on offer than in the quarter before, by no successor and by no beginning or end."""
    if quarter == 0 or life.quarters[quarter].of_kind(told.SUCCEEDED_BY):
        return False
    before, offer = (life.measure("offer", at) for at in (quarter - 1, quarter))
    return before > 0.0 and offer > 0.0 and offer != before


def moved_on(life: Life, quarter: int) -> bool:
    """Whether what is on offer changed as it had in the quarter before; only the first of such steps is told."""
    return offer_moved(life, quarter) and offer_moved(life, quarter - 1)
