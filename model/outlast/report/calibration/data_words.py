"""What would tell more: the measurements that have not been made, by what each would say of the theories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outlast.analysis.numbers import percent
from outlast.report.calibration.terms import ALL_DATA, Weighed, bits, few, sentence, share_of, words
from outlast.report.wording import counted

if TYPE_CHECKING:
    from outlast.analysis.calibration.measurements import Measurement
    from outlast.analysis.calibration.synthetic import Telling
    from outlast.analysis.calibration.value import Value


def single(data: Sequence[Telling]) -> list[Telling]:
    """The measurements alone, the most telling first."""
    return sorted((one for one in data if one.statistics != ALL_DATA), key=lambda one: -one.bits)


def together(data: Sequence[Telling]) -> Telling | None:
    """All of them at once, where that was asked."""
    return next((one for one in data if one.statistics == ALL_DATA), None)


def bits_of(one: Telling) -> Weighed:
    """The bits that a measurement tells."""
    return Weighed(one.bits, one.bits_low, one.bits_high)


def right(one: Telling) -> Weighed:
    """The share of cases in which the theory is recognised."""
    return Weighed(one.accuracy, one.accuracy_low, one.accuracy_high)


def tells(one: Telling) -> bool:
    """Whether it tells more than luck."""
    return one.bits_low > 0.0


def subtitle_of(value: Value) -> str:
    """What was asked of what."""
    return (
        f"{counted(len(value.measurements), 'measurement').capitalize()} simulated with "
        f"{counted(value.members, 'member')} of an ensemble that holds {len(value.theories)} theories, "
        f"{counted(value.cohorts, 'cohort')} each; seed {value.seed}"
    )


def data_sentences(data: Sequence[Telling], measurements: Sequence[Measurement] = ()) -> list[str]:
    """The most telling measurement, what cannot be told from it, and what all of them would tell together."""
    alone, everything = single(data), together(data)
    if not alone:
        return []
    said = []
    if not any(tells(one) for one in alone):
        said.append(f"No single measurement of {len(alone)} is shown to tell anything of the theories.")
    else:
        best = next(one for one in alone if tells(one))
        meant = {one.name: one for one in measurements}.get(best.statistics)
        named = f"{words(best.statistics)} ({meant.says})" if meant else words(best.statistics)
        said.append(
            f"The most telling single measurement is {named}: {bits(bits_of(best))} of {best.most:.2f} bits, and the "
            f"theory recognised in {share_of(right(best))} of cases, where guessing the likeliest finds "
            f"{percent(best.chance)}."
        )
        close = [
            words(one.statistics) for one in alone if one is not best and one.bits_high >= best.bits_low and tells(one)
        ]
        if close:
            said.append(f"Not told from it by luck: {few(close)}.")
        if meant:
            said.append(f"To be had by: {sentence(meant.how)}")
        idle = sum(not tells(one) for one in alone)
        if idle:
            said.append(f"{idle} of {len(alone)} are not shown to tell anything.")
    if everything is not None:
        figures = f"{bits(bits_of(everything))} of {everything.most:.2f} bits"
        if tells(everything):
            said.append(f"All together would tell {figures}.")
        else:
            said.append(f"All together they are not shown to tell anything ({figures}).")
    return said
