"""The folder of an explanation: text, findings, tables, events, courses and figures, with a manifest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from outlast.analysis.explanation.explanation import Explanation
from outlast.outcomes.catalogue import TRACE
from outlast.outcomes.judgement import STATES
from outlast.report.explanation.course_figure import course_figure
from outlast.report.explanation.sentences import findings, worlds
from outlast.report.explanation.strips import strips_figure
from outlast.report.explanation.text import explanation_text
from outlast.report.figures import save_figure
from outlast.runs.folder import check_destination, digest_of, sign, whole
from outlast.runs.values import as_typed

KIND = "explanation"


def default_folder(found: Explanation) -> Path:
    """Where an explanation goes unless told: the same settings go to the same folder."""
    name = f"{KIND}-{found.scenario.name}-seed{found.seed}-{found.partnership}-{digest_of(found.settings)}"
    return Path("results") / name


def save_explanation(
    found: Explanation, folder: Path | str | None = None, started: datetime | None = None
) -> dict[str, Any]:
    """Write an explanation into a folder, whole or not at all; the manifest.

    `story.md` is the text, `findings.txt` all that was found (the first three lines are the answer),
    `counterfactuals.csv` a row for each lever and side, `tried.csv` each value that was tried, `events.csv` and
    `courses.csv` what was recorded in fact and with the changes that were played out. Figures: `levers`, `course`, and
    `course_sturdiest` where another change holds best over other histories. Without a folder it goes to one in
    `results/`. Raises ScenarioError where the folder holds anything but an explanation with the same settings.
    """
    settings = found.settings
    folder = default_folder(found) if folder is None else Path(folder)
    check_destination(folder, settings, KIND)
    started = started or datetime.now(UTC)
    with whole(folder) as work:
        (work / "story.md").write_text(explanation_text(found), encoding="utf-8")
        (work / "findings.txt").write_text("\n".join(findings(found)) + "\n", encoding="utf-8")
        tables = {"counterfactuals": found.counterfactuals, "tried": found.tried}
        for name, frame in (tables | {"events": events(found), "courses": courses(found)}).items():
            frame.to_csv(work / f"{name}.csv", index=False, lineterminator="\n")
        for name, figure in figures_of(found).items():
            save_figure(figure, work, name)
        return sign(work, KIND, settings, started, {"fate": found.fate.record()})


def figures_of(found: Explanation) -> dict[str, Figure]:
    """`levers`, `course`, and `course_sturdiest` where another change holds best over other histories."""
    drawn = {"levers": strips_figure(found), "course": course_figure(found, found.smallest)}
    if len(worlds(found)) > 1:
        drawn["course_sturdiest"] = course_figure(found, found.sturdiest)
    return drawn


def events(found: Explanation) -> pd.DataFrame:
    """All recorded events of the partnership, in fact and in each world with a change that was played out."""
    rows = []
    for world, course in _played(found):
        names = course.chronicle.model.organisation
        for event in course.chronicle.of_partnership(found.partnership):
            who = "; ".join(names[key].name for key in event.organisations)
            rows.append((world, event.quarter, event.kind, who, event.what))
    return pd.DataFrame(rows, columns=["world", "quarter", "event", "organisations", "what"])


def courses(found: Explanation) -> pd.DataFrame:
    """All recorded measures of the partnership by quarter, of the same worlds; columns as in `outlast outcomes`."""
    frames = []
    for world, course in _played(found):
        frame = pd.DataFrame(course.trace, columns=[one.name for one in TRACE])
        frame["state"] = [STATES[int(code)] for code in frame["state"]]
        frame.insert(0, "quarter", range(len(frame)))
        frame.insert(0, "world", world)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _played(found: Explanation) -> list[tuple[str, Any]]:
    changed = [(f"{one.change.lever.name}={as_typed(one.change.flip.value)}", one.course) for one in worlds(found)]
    return [("in fact", found.course), *changed]
