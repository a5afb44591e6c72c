"""What the columns of the table of quarters are called, and their units."""

from __future__ import annotations

from outlast.report.listings import outcomes_records
from outlast.report.sweep.terms import TWIN


def course_in_words(name: str) -> str:
    """What a column of the table of quarters means, within a sentence."""
    says = _course(name)["says"].partition(";")[0].replace("_", " ")
    share = "the share of " if says.startswith("partnerships") else ""
    return f"{share}{says}{', in the same world with no mandate' if name.startswith(TWIN) else ''}"


def unit_of_course(name: str) -> str:
    """The unit of a column of the table of quarters."""
    return _course(name)["unit"] or "in its own unit"


def _course(name: str) -> dict[str, str]:
    plain = name.removeprefix(TWIN)
    known = {record["name"]: record for record in outcomes_records() if record["table"] == "quarter"}
    record = known.get(plain, {"says": plain, "unit": ""})
    return {key: str(record[key]) for key in ("says", "unit")}
