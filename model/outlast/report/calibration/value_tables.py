"""The value of data as text for a terminal and as rows for a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from outlast.analysis.numbers import percent
from outlast.report.calibration.data_words import bits_of, data_sentences, right, single, subtitle_of, together
from outlast.report.calibration.sections import add_row, remark, section, table_of
from outlast.report.calibration.terms import ALL_DATA, ASSUMES, bits, sentence, share_of, words

if TYPE_CHECKING:
    from outlast.analysis.calibration.value import Value


def value_tables(value: Value) -> list[RenderableType]:
    """What each measurement would tell, most telling first, and what that comes to in words; at most 80 columns."""
    table = table_of([("measurement", False), ("bits", True), ("theory recognised", True)])
    for one in single(value.told):
        add_row(table, [words(one.statistics), bits(bits_of(one)), share_of(right(one))])
    everything = together(value.told)
    if everything is not None:
        table.add_section()
        add_row(table, [ALL_DATA, bits(bits_of(everything)), share_of(right(everything))])
    notes = [f"{subtitle_of(value)}."]
    if value.told:
        notes.append(
            f"Beyond what the targets have told: {value.told[0].most:.2f} bits are open, and guessing the likeliest "
            f"theory finds {percent(value.told[0].chance)}. [ ]: 95% interval."
        )
    notes += [f"{words(one.name)}: {one.says}; by {sentence(one.how)}" for one in value.measurements]
    said = data_sentences(value.told, value.measurements)
    return [section("What should be measured next?", [table], said, notes), remark(ASSUMES)]


def value_record(value: Value) -> dict[str, Any]:
    """The sentences and a row for each measurement, with its meaning and how it could be had."""
    meant = {one.name: one for one in value.measurements}
    rows = []
    for one in value.told:
        known = meant.get(one.statistics)
        about = {"arm": known.arm, "says": known.says, "how": known.how, "error": known.error} if known else {}
        rows.append({"measurement": one.statistics} | one.row() | about)
    return {
        "says": data_sentences(value.told, value.measurements),
        "theories": value.theories,
        "members": value.members,
        "cohorts": value.cohorts,
        "seed": value.seed,
        "measurements": rows,
    }
