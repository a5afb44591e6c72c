"""What is told of a partnership can be counted back from the model itself."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from outlast.outcomes.judgement import STATES
from outlast.population import FIRM, NHS, UNIVERSITY
from outlast.report.wording import number
from outlast.rules import fate
from report.watched import CASES, N, at, count, first, start_of, stories, told, total, world


@pytest.mark.parametrize("name", CASES)
def test_the_convening_is_told_with_whom(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        before = seen.after(-1, key)
        (found,) = told(lines, r"Convened in (.+?) with (\d+) members \((.+?)\), hosted by (.+?)\. ")
        assert found[0] == 0
        region, members, sectors, host = found[1].groups()
        assert region == seen.model.case.region_names[seen.model.partnership(key).region]
        assert (int(members), host) == (len(before.stances), before.host)
        by = Counter(seen.model.organisation[one].sector for one in before.stances)
        said = {"NHS": by[NHS], "universit": by[UNIVERSITY], "firm": by[FIRM]}
        for word, expected in said.items():
            match = re.search(rf"{N} {word}", sectors)
            assert (count(match.group(1)) if match else 0) == expected


@pytest.mark.parametrize("name", CASES)
def test_joint_work_adds_up(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        last = seen.after(seen.model.quarter - 1, key)
        begun = total(lines, rf"(?i)\b{N} more joint activit(?:y|ies) began")
        begun += total(lines, r"The first (?:(\d+) )?joint activit(?:y|ies)(?: to outlast a quarter)? began:")
        fell = total(lines, rf"(?i)\b{N}(?: joint activit(?:y|ies))? began and ended within a quarter")
        ended = total(lines, rf"(?i)\b{N}(?: joint activit(?:y|ies))?(?: that had outlived it)? ended")
        assert begun + fell == last.started
        assert begun - ended == len(last.activities)
        lived = told(lines, rf"(?i)\b{N}(?: joint activit(?:y|ies))? went on without it")
        closing = seen.closing(key)
        outliving = 0 if closing is None else len(seen.after(closing, key).activities)
        assert [count(found.group(1)) for _, found in lived] == [outliving] * (outliving > 0)
        # Topics in brackets add up to the activities that began.
        for _, found in told(lines, rf"(?i)\b{N} more joint activit(?:y|ies) began \((.+?)\)"):
            parts = re.findall(rf"{N} on (?:care|research|education|growth)", found.group(2))
            assert not parts or sum(map(count, parts)) == count(found.group(1))


@pytest.mark.parametrize("name", CASES)
def test_members_come_and_go_as_they_did(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        closing = seen.closing(key)
        for quarter in seen.open_quarters(key):
            text = " ".join(line.text for line in lines if line.quarter == quarter)
            before, now = seen.after(quarter - 1, key), seen.after(quarter, key)
            if quarter == closing:
                assert "left for good;" not in text
                continue
            gone = [seen.name(one) for one in before.stances if one not in now.stances]
            come = [seen.name(one) for one in now.stances if one not in before.stances]
            assert names(text, "left for good; ") == gone
            assert names(text, "joined; ") == come
            if gone:
                rest = len(now.stances) - len(come)
                assert re.findall(rf"{N} members? remained", text) == [str(rest) if rest > 1 else "one"]
            moved = f"{now.host} took over as host from {before.host}."
            assert (moved in text) == (now.host != before.host)
        quarters = seen.open_quarters(key)
        moves = [q for q in quarters if seen.after(q, key).host != seen.after(q - 1, key).host]
        assert at(lines, "took over as host") == moves
        recorded = seen.measure(key, "left")
        leaving = told(lines, rf"{N} of these left for good in that quarter")
        if closing is not None:
            gone_then = recorded[closing] - (recorded[closing - 1] if closing else 0)
            assert [(q, count(found.group(1))) for q, found in leaving] == [(closing, gone_then)] * (gone_then > 0)


def names(text: str, before: str) -> list[str]:
    """The organisations in the sentence that ends with some words."""
    found = re.search(rf"(?:^|[.”] )([^.]+(?:\.\d+[^.]*)*) {re.escape(before)}", text)
    return [] if found is None else re.split(r", | and (?=[A-Z])", found.group(1))


@pytest.mark.parametrize("name", CASES)
def test_governance_and_form_are_told_once(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        quarters = seen.open_quarters(key)
        done = seen.after(quarters[-1], key).done
        said = [found.group(1) for _, found in told(lines, "“(.+?)”")]
        assert len(said) == len(set(said))
        assert set(said) == done
        for phrase, enough in (("The first (?:\\d+ )?governance activit", 1), ("all 10 governance activities", 10)):
            expected = first(quarters, lambda q, key=key, enough=enough: len(seen.after(q, key).done) >= enough)
            assert at(lines, phrase) == expected
        kept = [q for q in quarters if seen.closing(key) != q]
        shared = [q for q in kept if seen.after(q, key).form > seen.after(q - 1, key).form]
        lead = [q for q in kept if seen.after(q, key).form < seen.after(q - 1, key).form]
        assert at(lines, "govern(?:ed)? it together") == shared
        assert at(lines, "governed by a lead organisation again") == lead


@pytest.mark.parametrize("name", CASES)
def test_stances_and_trust_are_those_recorded(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        engaged, trust = seen.measure(key, "engaged"), seen.measure(key, "trust")
        pattern = rf"(?i)at the end (?:all (\d+) members|{N} of {N} members?) (?:was|were) engaged"
        for quarter, found in told(lines, pattern):
            every, some, of = found.groups()
            members = len(seen.after(quarter, key).stances)
            assert engaged[quarter] == (int(every) if every else count(some))
            assert members == (int(every) if every else count(of))
        for quarter, found in told(lines, r"Trust among members (rose|fell) from (\S+) to (\d\.\d+)"):
            start = max(0, start_of(lines, quarter) - 1)
            assert found.group(2, 3) == (number(trust[start]), number(trust[quarter]))
            assert (found.group(1) == "rose") == (trust[quarter] > trust[start])
        changed = 0
        for _, found in told(lines, r"stances had changed (once|twice|(\d+) times)"):
            changed += {"once": 1, "twice": 2}.get(found.group(1), int(found.group(2) or 0))
        moves = 0
        for quarter in seen.open_quarters(key)[1:]:
            before, now = seen.after(quarter - 1, key).stances, seen.after(quarter, key).stances
            if quarter != seen.closing(key):
                # Who leaves for good is dormant; who was not before has changed in that quarter.
                moves += sum(now.get(one, "dormant") != stance for one, stance in before.items())
        assert changed == moves
        opening = told(lines, r"In the first quarter (.+?)\.")
        here = seen.after(0, key).stances
        by = Counter(here.get(one, "dormant") for one in seen.after(-1, key).stances)
        (said,) = [found.group(1) for _, found in opening]
        for stance, words in (("engaged", "were engaged|was engaged"), ("token", "took part"), ("dormant", "dormant")):
            match = re.search(rf"(one|all|\d+) (?:(?:were|was) )?(?:{words})", said)
            expected = by[stance]
            assert (
                0 if match is None else by.total() if match.group(1) == "all" else count(match.group(1))
            ) == expected


@pytest.mark.parametrize("name", CASES)
def test_self_sustaining_is_told_as_it_was_judged(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        kept = [STATES[int(state)] in ("self_sustained", "growing") for state in seen.measure(key, "state")]
        assert at(lines, "For the first time it counted as self-sustaining") == first(
            range(len(kept)), kept.__getitem__
        )
        for quarter, found in told(lines, rf"[Ii]t counted as self-sustaining in (?:all |both |{N} of the )(\d+)?"):
            start = start_of(lines, quarter)
            whole = quarter + 1 - start
            assert sum(kept[start : quarter + 1]) == (count(found.group(1)) if found.group(1) else whole)


@pytest.mark.parametrize("name", CASES)
def test_a_closing_is_told_once_and_as_what_it_was(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        closing, status = seen.closing(key), seen.model.partnership(key).status
        assert at(lines, r"It closed(?: with its aims met)?\.") == ([] if closing is None else [closing])
        assert bool(told(lines, "aims met")) == (status == fate.SUCCEEDED)
        if closing is None:
            continue
        last = Counter(seen.acted(closing, key).values())
        ((_, found),) = told(lines, rf"(?:Of|All) its {N} members? (.+?)[.;]")
        assert count(found.group(1)) == last.total()
        if found.group(0).startswith("All"):
            (stance,) = last
            assert found.group(2) == {"token": "took part for show"}.get(stance, f"were {stance}")
        else:
            said = {
                word: count(often)
                for often, word in re.findall(
                    rf"{N} (?:was |were |took part )(engaged|for show|dormant)", found.group(2)
                )
            }
            assert said == {"for show" if stance == "token" else stance: often for stance, often in last.items()}
        assert all(line.quarter <= closing or "outlived" in line.text for line in lines)
