"""`outlast report`: one self-contained page from a folder of results, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from outlast.report.document import method
from outlast.report.document.command import reproduction
from outlast.report.document.folder import ResultsFolder, open_folder
from outlast.report.document.kinds import CONTENT, content_of, kind_of
from outlast.report.document.parts import Report
from outlast.report.document.rendering import MARK, page
from outlast.report.document.scenarios import (
    changes_table,
    departures_table,
    judgements_table,
    nearly,
    sources_in_words,
)
from outlast.report.document.told import scenario_of
from outlast.runs.parts import put
from outlast.scenario import ScenarioError

REPORT = "report.html"
# Enough of a file to see whether it is a page of ours.
HEAD = 2000


class Written(NamedTuple):
    """A report that was written: where, of how many bytes, and of which kind of results."""

    path: Path
    size: int
    kind: str


def write_report(folder: Path | str, out: Path | str | None = None) -> Path:
    """Write the report of a folder of results as one self-contained HTML page; where it is.

    The page loads nothing from elsewhere, and the same folder gives the same bytes. An earlier report is replaced.

    Parameters:
        folder: of a run, sweep, sensitivity, calibration, value of data, validation, discovery, comparison, frontier or
            explanation.
        out: the file to write; `report.html` in the folder if None.

    Raises ScenarioError where the folder holds no results, some that are not complete, or files that have changed since
    they were written, or where another file is in the way.
    """
    return written(folder, out).path


def written(folder: Path | str, out: Path | str | None = None) -> Written:
    """The same, with the size of the page and the kind of results."""
    place = Path(folder)
    report = report_of(open_folder(place, list(CONTENT)))
    file = place / REPORT if out is None else Path(out)
    check_file(file)
    data = page(report).encode("utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    put(file, data)
    return Written(file, len(data), report.kind)


def report_of(folder: ResultsFolder) -> Report:
    """All that the report of a folder says; raises ScenarioError where it lacks what that is made of."""
    found = content_of(folder)
    record = scenario_of(folder.settings)
    scenario = None if record is None else nearly(record)
    tables = [] if record is None else [
        departures_table(_departures(folder, record), record), changes_table(record), judgements_table(record),
    ]  # fmt: skip
    own = "" if scenario is None else scenario.title or scenario.name
    return Report(
        kind=kind_of(folder),
        title=found.title or own,
        question=found.question or ("" if scenario is None else scenario.question),
        answer=tuple(found.answer),
        findings=tuple(found.findings),
        figures=tuple(found.figures),
        tables=tuple(found.tables),
        method=tuple(found.method),
        intervals=tuple(found.intervals),
        limits=(*found.limits, *method.limits(scenario, drawn=bool(folder.settings.get("ensemble")))),
        assumptions=tuple(table for table in tables if table is not None),
        assumed=tuple(sources_in_words(record)) if record is not None else (),
        reproduction=reproduction(found.typed, record),
        provenance=method.provenance(folder, version("outlast")),
        files=method.files_table(folder),
    )


def check_file(file: Path) -> None:
    """Refuse to write over anything but an earlier report, or where nothing can be written; raises ScenarioError."""
    if file.is_dir():
        raise ScenarioError(f"--out: {file} is a folder; name a file in it, such as {file / REPORT}")
    if file.exists() and MARK.encode() not in file.read_bytes()[:HEAD]:
        raise ScenarioError(f"--out: {file} is there already and is no report of outlast; name another file")
    place = next(above for above in file.absolute().parents if above.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise ScenarioError(f"--out: nothing can be written in {place}; name another file")


def _departures(folder: ResultsFolder, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the scenario set otherwise than the defaults of its time, or else of this version."""
    return folder.manifest.get("departures") or nearly(record).departures()
