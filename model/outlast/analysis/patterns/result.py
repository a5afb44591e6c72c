"""A finished validation: the pattern table, and what was found in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.targets import FIT
from outlast.analysis.patterns.judging import MISSES, NO_EFFECT, PARTLY, PASSES, TINY, UNCLEAR, VERDICTS
from outlast.analysis.patterns.pattern import LEVEL

# What the members are of; `settings` says which.
OF_ENSEMBLE, OF_PRIOR = "the ensemble", "the prior, not fitted to anything"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Validation:
    """A finished validation.

    `table` has a row for each pattern: what was observed, what members give (median and 90% interval over members, each
    the mean of its cohorts), the shares that are right, without a difference and against, the verdict, what the pattern
    has `shaped`, the source. `theories` has the verdict for each theory that enough members hold, `silent` the patterns
    of which the model says nothing. `values` is what each member gives (member, pattern) in the units of the table, and
    `held` the theory of each (member,). `settings` is what decides every number.
    """

    table: pd.DataFrame
    theories: pd.DataFrame
    silent: pd.DataFrame
    values: pd.DataFrame
    held: np.ndarray
    settings: Mapping[str, Any]

    def counts(self, *, fitted: bool) -> dict[str, int]:
        """How many patterns got each verdict, of those used for fitting or of those kept out."""
        own = self.table.loc[(self.table["use"] == FIT) == fitted, "verdict"]
        return {verdict: int((own == verdict).sum()) for verdict in VERDICTS}

    @property
    def of_prior(self) -> bool:
        """Whether the members are draws of the prior, not fitted to anything."""
        return self.settings["of"] == OF_PRIOR

    def shaped(self) -> pd.DataFrame:
        """The rows of patterns that, though kept out of the fit, have changed the model."""
        return self.table.loc[(self.table["use"] != FIT) & (self.table["shaped"] != "")]

    def sentences(self) -> list[str]:
        """What was found, in words: of the patterns kept out, of those fitted, and of those not spoken to."""
        prior = f"These are draws of {OF_PRIOR}: what passes here passes without any fitting."
        numbers = ", ".join(self.silent["pattern"])
        told = f"Of {_counted(len(self.silent), 'pattern')} the model says nothing ({numbers})." if numbers else ""
        kept, fitted = self.summaries()
        kept = " ".join(part for part in (kept, self._of_shaped()) if part)
        said = (prior if self.of_prior else "", kept, fitted, self._at_once(), told)
        return [sentence for sentence in said if sentence]

    def summaries(self) -> tuple[str, str]:
        """The counts of verdicts in words: of the patterns kept out, and of those fitted (empty if none)."""
        return self._summary(fitted=False), self._summary(fitted=True)

    def misses(self) -> np.ndarray:
        """How many tolerances each member lies outside the interval of the fitted level that it meets least (member,).

        0 where a member is within all of them at once; each value is a mean of cohorts, luck averaged out.
        """
        rows = self.table.loc[(self.table["use"] == FIT) & (self.table["kind"] == LEVEL)]
        worst = np.zeros(len(self.values))
        for row in rows.to_dict("records"):
            values = self.values[row["name"]].to_numpy(float)
            away = np.maximum(row["observed_low"] - values, values - row["observed_high"]) / row["tolerance"]
            worst = np.maximum(worst, np.where(np.isnan(away), np.inf, np.maximum(away - TINY, 0.0)))
        return worst

    def _at_once(self) -> str:
        fitted = sum(self.counts(fitted=True).values())
        if fitted < 2:
            return ""
        worst = self.misses()
        near = f"within one tolerance of all {fitted} are {self._of_theories(worst <= 1.0)}"
        inside = self._of_theories(worst <= 0.0)
        return f"At once, luck averaged out: within all {fitted} intervals {inside} of {len(worst)} members; {near}."

    def _of_theories(self, some: np.ndarray) -> str:
        """How many members, and how many under each theory."""
        counts = pd.Series(self.held[some]).value_counts()
        by = ", ".join(f"{str(name).replace(',', ' + ')} {count}" for name, count in counts.items())
        return f"{int(some.sum())}{f' ({by})' if by else ''}"

    def _of_shaped(self) -> str:
        rows = self.shaped()
        if rows.empty:
            return ""
        names = ", ".join(name.replace("_", " ") for name in rows["name"])
        passed = list(rows["verdict"]).count(PASSES)
        total = sum(self.counts(fitted=False).values())
        return (
            f"{_spelt(len(rows)).capitalize()} of the {total} had shaped a mechanism ({names}), of which "
            f"{_spelt(passed) if passed else 'none'} {'passes' if passed < 2 else 'pass'}."
        )

    def _summary(self, fitted: bool) -> str:
        counts = self.counts(fitted=fitted)
        total = sum(counts.values())
        if not total:
            return "" if fitted else "No pattern was kept out of the fit."
        which = "kept out of the fit"
        if fitted:
            which = "that a calibration is fitted to" if self.of_prior else "used for fitting"
        subject = "the prior" if self.of_prior else "the model"
        between = counts[PARTLY] + counts[UNCLEAR]
        # Levels alone are fitted, and those always have a value to compare.
        none = "" if fitted else f"in {counts[NO_EFFECT]} it shows no effect, "
        return (
            f"Of the {_counted(total, 'pattern')} {which}, {subject} passes {counts[PASSES]}; {between} "
            f"{'is' if between == 1 else 'are'} partly met or unclear, {none}and it misses {counts[MISSES]}."
        )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _spelt(count: int) -> str:
    """A number as a word, up to twelve."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
