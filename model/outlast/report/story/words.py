"""The words that stories share: names, counts, stances, sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from outlast.analysis.numbers import percent
from outlast.report.wording import listed
from outlast.simulation.chronicle import Event

STANCE_WORDS = {"engaged": "engaged", "token": "for show", "dormant": "dormant"}
SECTOR_WORDS = (("NHS trust", "NHS trusts"), ("university", "universities"), ("firm", "firms"))


def partnership_name(key: int) -> str:
    """What a partnership is called: its number, from 1."""
    return f"Partnership {key + 1}"


def numbered(keys: Sequence[int]) -> str:
    """Partnerships by name in a row: Partnership 2; or Partnerships 1, 4 and 5."""
    if len(keys) == 1:
        return partnership_name(keys[0])
    return f"Partnerships {listed([str(key + 1) for key in keys])}"


def some(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun: one firm, 3 firms."""
    return f"{figure(count)} {singular if count == 1 else plural or singular + 's'}"


def joint(count: int, word: str = "") -> str:
    """So many joint activities; the word, such as more, goes before them."""
    before = f"{word} " if word else ""
    return some(count, f"{before}joint activity", f"{before}joint activities")


def times(count: int) -> str:
    """How often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def figure(count: int) -> str:
    """A count by itself: one, 2, 3."""
    return "one" if count == 1 else str(count)


def said_of(stances: Iterable[str], *, past: bool = True) -> str:
    """How many are in each stance, those without any left out: 7 were engaged, 2 took part for show."""
    count = Counter(stances)
    whole = count.total()
    said = [
        f"{'all' if count[one] == whole > 1 else figure(count[one])} {in_stance(one, count[one], past=past)}"
        for one in STANCE_WORDS
        if count[one]
    ]
    return listed(said)


def members_said(stances: Collection[str], *, past: bool = True) -> str:
    """The same of a partnership's members: all its 6 members were engaged; or of its 6 members 4 were engaged, …."""
    if len(set(stances)) == 1 < len(stances):
        return f"all its {len(stances)} members {in_stance(next(iter(stances)), len(stances), past=past)}"
    return f"of its {some(len(stances), 'member')} {said_of(stances, past=past)}"


def in_stance(stance: str, count: int = 1, *, past: bool = True) -> str:
    """What so many do or did in a stance: was engaged, took part for show, are dormant."""
    single = count == 1
    if stance == "token":
        return "took part for show" if past else f"{'takes' if single else 'take'} part for show"
    verb = ("was" if single else "were") if past else ("is" if single else "are")
    return f"{verb} {STANCE_WORDS[stance]}"


def on_topics(events: Iterable[Event]) -> str:
    """What joint activities are about: on care; or, where they differ, 2 on research and one on care."""
    count = Counter(event.what for event in events)
    if len(count) == 1:
        return f"on {next(iter(count))}"
    ordered = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    return listed([f"{figure(number)} on {topic}" for topic, number in ordered])


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def paragraph(sentences: Iterable[str]) -> str:
    """Sentences in a row."""
    return " ".join(sentence(text) for text in sentences)


def covered(coverage: float) -> str:
    """How much of the cost money covers: 85% of the cost, 3 times the cost."""
    return f"{percent(coverage)} of the cost" if coverage < 2.0 else f"{coverage:.0f} times the cost"


def rose(before: float, after: float) -> str:
    """Whether something rose or fell."""
    return "rose" if after > before else "fell"
