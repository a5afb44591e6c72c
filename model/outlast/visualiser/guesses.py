"""Predict before you see: what people guessed, and what the runs then gave."""

from __future__ import annotations

import csv
import io
import math
import statistics
from dataclasses import dataclass, field, replace
from itertools import count

from outlast.analysis.pairs import Pair, turned
from outlast.outcomes.intervals import Interval
from outlast.visualiser.verdict import Verdict

MOST_GUESSES = 200
LONGEST_NAME = 40
# What is asked: the share under the mandate, by how many percentage points the second world has more, or by how many
# the mandate has more than the same world without it.
SHARE, DIFFERENCE, ADDED = "share", "difference", "added"


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody expects, in % or percentage points."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Round:
    """One question put to the room, the guesses, and once revealed the answer (%, or percentage points)."""

    question: str
    about: str
    outcome: str
    asks: str = SHARE
    guesses: tuple[Guess, ...] = ()
    answer: Interval | None = None

    @property
    def is_open(self) -> bool:
        """Whether guesses are still taken."""
        return self.answer is None

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the most that can be guessed."""
        return (0.0, 100.0) if self.asks == SHARE else (-100.0, 100.0)

    def with_guess(self, name: str, value: float) -> Round:
        """The round with one more guess; raises ValueError for one that cannot be taken."""
        if not self.is_open:
            raise ValueError("The answer has been shown; ask a new question to guess again.")
        low, high = self.limits
        if not low <= value <= high:
            raise ValueError(f"A guess lies between {low:g} and {high:g}; {value:g} does not.")
        called = " ".join(name.split())[:LONGEST_NAME].rstrip() or self._unnamed()
        kept = tuple(guess for guess in self.guesses if guess.name != called)
        if len(kept) >= MOST_GUESSES:
            raise ValueError(f"{MOST_GUESSES} guesses are kept at most.")
        return replace(self, guesses=(*kept, Guess(called, value)))

    def _unnamed(self) -> str:
        """A name for whoever gives none; nobody else's."""
        taken = {guess.name for guess in self.guesses}
        return next(name for number in count(len(taken) + 1) if (name := f"guess {number}") not in taken)

    def revealed(self, verdict: Verdict) -> Round:
        """The round with its answer; raises ValueError where the runs give none."""
        found = next((pair for pair in verdict.pairs if pair.outcome == self.outcome), None)
        if found is None:
            raise ValueError(f"The runs say nothing of {self.outcome}; call this question off.")
        answer = _percent(_asked(found, self.asks))
        if math.isnan(answer.mean):
            raise ValueError(
                "There is no answer to this question: it cannot be judged within the quarters that are simulated, or"
                " there are no two worlds to compare. Call it off."
            )
        return replace(self, answer=answer)

    def median(self) -> float | None:
        """The guess in the middle; None where nobody guessed."""
        return statistics.median(guess.value for guess in self.guesses) if self.guesses else None

    def nearest(self) -> tuple[Guess, ...]:
        """The guesses that came nearest to the answer, all that are equally near."""
        if self.answer is None or not self.guesses:
            return ()
        answer = self.answer.mean
        least = min(abs(guess.value - answer) for guess in self.guesses)
        # 14 and 15 are equally near to 14.5, whatever the last digit of 100 times 0.145.
        return tuple(guess for guess in self.guesses if abs(guess.value - answer) <= least + 1e-9)

    def inside(self) -> int:
        """How many guesses lie within the interval of the answer."""
        if self.answer is None:
            return 0
        return sum(self.answer.low <= guess.value <= self.answer.high for guess in self.guesses)


@dataclass(slots=True)
class Guesses:
    """The rounds of a visit, the newest last."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def current(self) -> Round | None:
        """The round that still takes guesses, if there is one."""
        return self.rounds[-1] if self.rounds and self.rounds[-1].is_open else None

    @property
    def kept(self) -> list[Round]:
        """The rounds whose answer has been shown."""
        return [one for one in self.rounds if not one.is_open]

    def to_csv(self) -> str:
        """One row for each guess of the rounds that have been answered."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["round", "about", "question", "name", "guess", "answer", "answer_low", "answer_high", "miss"])
        for number, one in enumerate(self.kept, 1):
            assert one.answer is not None
            ends = [f"{value:.2f}" for value in one.answer]
            for guess in one.guesses:
                miss = f"{abs(guess.value - one.answer.mean):.2f}"
                texts = [_harmless(text) for text in (one.about, one.question, guess.name)]
                table.writerow([number, *texts, f"{guess.value:g}", *ends, miss])
        return text.getvalue()


def _asked(pair: Pair, asks: str) -> Interval:
    return {SHARE: pair.first, DIFFERENCE: pair.difference, ADDED: turned(pair.difference)}[asks]


def _percent(interval: Interval) -> Interval:
    return Interval(*(100.0 * value for value in interval))


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text
