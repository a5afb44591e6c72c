"""What is told of a partnership's mandate and money can be counted back from the model itself."""

from __future__ import annotations

import math

import pytest

from outlast.analysis.numbers import percent
from outlast.report.wording import money
from report.watched import CASES, N, at, count, first, start_of, stories, told, world


@pytest.mark.parametrize("name", CASES)
def test_money_and_mandate_are_told_in_their_quarters(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        quarters, one = seen.open_quarters(key), seen.model.partnership(key)
        offer, grant = seen.measure(key, "offer"), seen.measure(key, "grant")
        paid = [grant[quarter] > 0.0 for quarter in quarters]
        begins = [q for q in quarters if paid[q] and (q == 0 or not paid[q - 1])]
        ends = [q for q in quarters if q and paid[q - 1] and not paid[q]]
        assert at(lines, "Central money began, at") == begins[:1]
        assert at(lines, "Central money was paid again") == begins[1:]
        assert at(lines, "Central money ended, after|No central money was paid, though") == ends
        for quarter, found in told(lines, r"Central money ended, after (\S+) in all"):
            assert found.group(1) == money(math.fsum(grant[:quarter]))
        assert at(lines, "No central money was on offer") == ([0] if offer[0] == 0.0 else [])
        assert at(lines, "reorganisation of the health service struck") == [
            q for q in quarters if seen.after(q, key).reorganised
        ]
        cancelled = [] if one.cancelled is None or one.cancelled not in quarters else [one.cancelled]
        assert at(lines, "mandate was cancelled") == cancelled
        successor = told(lines, r"successor programme took it up, offering (\S+) a quarter for (\d+) quarters")
        assert len(successor) == (one.successor_end is not None)
        for quarter, found in successor:
            assert found.group(1) == money(one.successor_grant) == money(offer[quarter])
            assert quarter + int(found.group(2)) == one.successor_end
        steps = [q for q in quarters if q and 0.0 < offer[q] != offer[q - 1] > 0.0 and q not in at(lines, "successor")]
        assert at(lines, "central money on offer (?:fell|rose)") == [q for q in steps if q - 1 not in steps]


@pytest.mark.parametrize("name", CASES)
def test_short_money_is_told_as_the_trace_has_it(name: str) -> None:
    seen = world(name)
    least = seen.model.rules.fate.closing_coverage
    for key, lines in stories(seen).items():
        closing = seen.closing(key)
        columns = [seen.measure(key, column) for column in ("grant", "other_income", "contributions")]
        cost = seen.measure(key, "cost")
        short = [sum(column[q] for column in columns) / cost[q] < least for q in seen.open_quarters(key)]
        expected = [q for q in first(seen.open_quarters(key), short.__getitem__) if q != closing]
        assert at(lines, "Money was short for the first time") == expected
        if closing is not None:
            run = seen.model.partnership(key).troubled
            assert (run == 0) == (not short[-1])
            on_end = told(lines, r"Money had been short for (\d+) quarters on end")
            assert [(quarter, int(found.group(1))) for quarter, found in on_end] == [(closing, run)] * (run > 1)
        for quarter, found in told(lines, rf"Money was short in (?:all |both |{N} of the )?(\d+)? ?quarters"):
            start = start_of(lines, quarter)
            counted = sum(short[start : quarter + 1])
            assert counted == (count(found.group(1)) if found.group(1) else quarter + 1 - start)


@pytest.mark.parametrize("name", CASES)
def test_what_money_covered_is_what_was_recorded(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        columns = [seen.measure(key, column) for column in ("grant", "other_income", "contributions", "cost")]
        for quarter, found in told(lines, r"(?:it covered|and covered|Money covered) (\S+%|\d+ times)"):
            grant, other, contributions, cost = (column[quarter] for column in columns)
            covered = (grant + other + contributions) / cost
            assert found.group(1) == (f"{covered:.0f} times" if covered >= 2 else percent(covered))
        for quarter, found in told(lines, r"Own money had covered (\S+%|\d+ times)"):
            own = seen.measure(key, "own_coverage")[quarter]
            assert found.group(1) == (f"{own:.0f} times" if own >= 2 else percent(own))
