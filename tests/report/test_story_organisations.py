"""What is told of an organisation can be counted back from the model itself."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from outlast.report.story import Line, organisation_story, standing_of_organisation
from report.watched import CASES, Watched, world

N = r"(one|\d+)"
WORDS = {"engaged": "engaged", "token": "for show", "dormant": "dormant"}


def stories(seen: Watched) -> dict[int, list[Line]]:
    return {one.key: organisation_story(seen.chronicle, one.key) for one in seen.model.organisations}


def at(lines: list[Line], pattern: str) -> list[int]:
    return [line.quarter for line in lines for _ in re.finditer(pattern, line.text)]


def count(word: str) -> int:
    return 1 if word.lower() == "one" else int(word)


def in_words(stance: str) -> str:
    return {"engaged": "was engaged", "token": "took part for show", "dormant": "was dormant"}[stance]


@pytest.mark.parametrize("name", CASES)
def test_memberships_begin_and_end_as_they_did(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        for one in seen.model.partnerships:
            title = rf"Partnership {one.key + 1}\b"
            inside = [key in seen.after(q, one.key).stances for q in range(-1, seen.model.quarter)]
            convened = at(lines, rf"Convened into Partnerships? (?:[\d, and]+\b)?{one.key + 1}\b")
            assert convened == [0] * inside[0]
            closing = seen.closing(one.key)
            joined = [q for q in range(seen.model.quarter) if inside[q + 1] and not inside[q]]
            ended = [q for q in range(seen.model.quarter) if inside[q] and not inside[q + 1]]
            assert at(lines, rf"It joined {title}") == joined
            left = [q for q in ended if q != closing]
            assert at(lines, rf"It left {title}(?:, which it had hosted,)? for good") == left
            closed = [q for q in ended if q == closing]
            assert at(lines, rf"{title}(?:, which it had hosted,)? closed(?: with its aims met)?; in that") == closed
            for quarter in closed:
                acted = in_words(seen.acted(quarter, one.key)[key])
                assert at(lines, rf"{title}[^;]*; in that quarter it {acted}\.") == closed
    assert any(line.text == "It has belonged to no partnership." for lines in stories(seen).values() for line in lines)


@pytest.mark.parametrize("name", CASES)
def test_hosts_are_told_as_hosts(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        for one in seen.model.partnerships:
            hosts = [seen.after(q, one.key).host for q in range(-1, seen.model.quarter)]
            took = [q for q in range(seen.model.quarter) if hosts[q] != hosts[q + 1] == seen.name(key)]
            assert at(lines, rf"It took over as host of Partnership {one.key + 1} from") == took
            text = lines[0].text
            said = re.search(r"as the host of (it|Partnerships? [\d, and]+)", text)
            if hosts[0] == seen.name(key):
                assert said is not None
                assert said.group(1) == "it" or re.search(rf"\b{one.key + 1}\b", said.group(1))
        assert ("as the host" in lines[0].text) == any(
            seen.after(-1, one.key).host == seen.name(key) for one in seen.model.partnerships
        )


@pytest.mark.parametrize("name", CASES)
def test_time_by_stance_adds_up(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        for line in lines:
            found = re.match(r"Quarters (\d+)–(\d+): ", line.text)
            if found is None:
                continue
            start, end = map(int, found.groups())
            expected: Counter[str] = Counter()
            for one in seen.model.partnerships:
                for quarter in range(start, end + 1):
                    # When it joins it has not acted yet; the quarter in which it leaves is told by itself.
                    if key in seen.after(quarter - 1, one.key).stances and key in seen.after(quarter, one.key).stances:
                        expected[seen.after(quarter, one.key).stances[key]] += 1
            told: Counter[str] = Counter()
            for words, often in re.findall(rf"(engaged|for show|dormant) in {N}\b", line.text):
                told[next(stance for stance, word in WORDS.items() if word == words)] += count(often)
            for words in re.findall(r"(was engaged|took part for show|was dormant) throughout", line.text):
                told[next(stance for stance in WORDS if in_words(stance) == words)] += end + 1 - start
            assert told == expected, line


@pytest.mark.parametrize("name", CASES)
def test_dormant_time_before_leaving_is_counted(name: str) -> None:
    seen = world(name)
    for key, lines in stories(seen).items():
        for line in lines:
            for title, long in re.findall(rf"It left Partnership (\d+)[^.]*? after {N} quarters? dormant", line.text):
                past = [seen.after(q, int(title) - 1).stances.get(key) for q in range(line.quarter - 1, -1, -1)]
                before = next((k for k, stance in enumerate(past) if stance != "dormant"), len(past))
                assert count(long) == before + 1


@pytest.mark.parametrize("name", CASES)
def test_joint_work_is_told_with_those_who_took_part(name: str) -> None:
    seen = world(name)
    began, ended = Counter[int](), Counter[int]()
    together: dict[int, Counter[str]] = {}
    for one in seen.model.partnerships:
        for quarter in range(seen.model.quarter):
            before, now = seen.after(quarter - 1, one.key).activities, seen.after(quarter, one.key).activities
            ended.update(key for joint in before.keys() - now.keys() for key in before[joint])
            for joint in now.keys() - before.keys():
                for key in now[joint]:
                    began[key] += 1
                    others = (seen.name(other) for other in now[joint] if other != key)
                    together.setdefault(key, Counter()).update(others)
    for key, lines in stories(seen).items():
        text = "\n".join(line.text for line in lines)
        first = re.findall(
            r"It took up joint work(?: that outlasted a quarter)? for the first time: (.+?)\.(?= |\n|$)", text
        )
        more = re.findall(rf"(?i)it took up {N} more joint activit(?:y|ies) \(.+?\), with (.+?)\.(?= |\n|$)", text)
        assert sum(part.count("with ") for part in first) + sum(count(often) for often, _ in more) == began[key]
        assert len(first) == (began[key] > 0)
        over = re.findall(rf"(?i)\b{N} joint activit(?:y|ies) in which it took part ended", text)
        assert sum(map(count, over)) == ended[key]
        said: Counter[str] = Counter()
        for part in first:
            for which in part.split("; "):
                said.update(listed(which.removeprefix("with ").rpartition(", on ")[0]))
        for _, partners in more:
            for partner in listed(partners):
                found = re.fullmatch(r"(.+?)(?: \((twice|(\d+) times)\))?", partner)
                assert found is not None
                said[found.group(1)] += int(found.group(3)) if found.group(3) else 2 if found.group(2) else 1
        assert said == together.get(key, Counter())


def listed(text: str) -> list[str]:
    return re.split(r", | and (?=[A-Z])", text)


@pytest.mark.parametrize("name", ["workshop", "hiec", "grown"])
def test_an_organisation_stands_where_the_model_has_it(name: str) -> None:
    seen = world(name)
    for one in seen.model.organisations:
        text = standing_of_organisation(seen.chronicle, one.key)
        assert text.startswith(f"{one.name} is a")
        shares = [int(share) for share in re.findall(r"\((\d+)%\)", text)]
        assert shares == sorted(shares, reverse=True)
        assert abs(sum(shares) - 100) <= 2
        for key, membership in one.memberships.items():
            stance = in_words(list(WORDS)[membership.stance]).replace("was", "is").replace("took", "takes")
            assert f"{stance} in Partnership {key + 1}" in text
        assert ("is the host of" in text) == any(
            key in one.memberships and seen.model.partnership(key).host is one for key in one.memberships
        )
        if not one.memberships:
            assert "belongs to no partnership now" in text or "has belonged to no partnership" in text
