"""The tables of TRACE.md, from shipped data and results: `python -m outlast.report.trace [--check]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import outlast
from outlast.analysis.calibration.targets import Target, load_targets
from outlast.analysis.patterns.reading import load_patterns
from outlast.parameters import ASSUMED
from outlast.report.odd import BLOCK, table
from outlast.report.patterns.terms import observed, simulated
from outlast.scenario import load_scenario, shipped_scenarios

HOME = Path(outlast.__file__).parents[1]
TRACE, RESULTS = HOME / "TRACE.md", HOME.parent / "results"
CALIBRATION, PATTERNS, VALUE = RESULTS / "calibration", RESULTS / "patterns", RESULTS / "value_of_data"
CONDITIONS, DESIGNS = RESULTS / "05_discovery" / "conditions", RESULTS / "06_policies_compared" / "designs"
FRONTIER = RESULTS / "06_policies_compared" / "frontier"
# Of the synthetic truths these levels are shown.
LEVELS = (0.5, 0.8, 0.9)


def data() -> str:
    """RAT-RS: each datum that fitted or was kept apart: levels with what was observed, then directions."""
    known = load_targets()
    rows = [(one.says, one.arm, _observed(one), one.kind, "calibrate" if one.fitted else "corroborate", one.source)
            for one in known]  # fmt: skip
    named = {one.name for one in known}
    rows += [
        (one.says, one.sides[0].world.scenario, "a direction", one.judged, "corroborate", one.source)
        for one in load_patterns(known).compared
        if one.name not in named
    ]
    return table(("datum", "programme", "observed", "class", "used to", "source"), rows)


def specified() -> str:
    """RAT-RS: the sources that specified each scenario, and how many of its settings are assumed or judged."""
    rows = []
    for name in shipped_scenarios():
        scenario = load_scenario(name)
        sources = [entry.source.partition(":")[0].strip() for entry in scenario.provenance]
        keys = sorted({key for key in sources if key != ASSUMED})
        rows.append((f"`{name}`", "; ".join(keys) or "none", sources.count(ASSUMED), len(scenario.judgements)))
    return table(("scenario", "specified by", "settings assumed", "settings judged, as intervals"), rows)


def plan() -> str:
    """How large the calibration was, and how long it took."""
    manifest = _manifest(CALIBRATION)
    settings, sampling = manifest["settings"], json.loads((CALIBRATION / "sampling.json").read_text("utf-8"))
    rows = [
        ("draws of the prior, each in every arm", f"{settings['table']:,}"),
        ("waves of history matching, draws of a later one", f"{settings['waves']}, {settings['wave']:,}"),
        ("synthetic truths", settings["truths"]),
        ("theories", ", ".join(theory.replace(",", " + ") for theory in settings["theories"])),
        ("candidates tried for the posterior", f"{sampling['candidates']:,}"),
        ("of them accepted", sampling["accepted"]),
        ("effective draws of the posterior", f"{sampling['effective']:.0f}"),
        ("members of the ensemble", settings["members"]),
        ("seed", settings["seed"]),
        ("time on two cores", f"{manifest['times']['seconds'] / 60:.0f} minutes"),
    ]
    return table(("what", "how much"), rows)


def history() -> str:
    """What history matching left."""
    frame = _read(CALIBRATION, "history")
    waves = sorted(set(frame["wave"]))
    rows = [
        (theory.replace(",", " + "), *(_percent(_only(frame, wave=wave, theory=theory)["left"]) for wave in waves))
        for theory in dict.fromkeys(frame["theory"])
    ]
    ruled = _read(CALIBRATION, "ruled")
    most = ruled.loc[ruled["wave"] == waves[0]].sort_values("ruled", ascending=False).head(3)
    said = ", ".join(f"{row['target']} ({_percent(row['ruled'])})" for row in most.to_dict("records"))
    left = table(("theory", *(f"left after wave {wave}" for wave in waves)), rows)
    return f"{left}\n\nThe targets that rule out most: {said}."


def coverage() -> str:
    """Coverage on synthetic truths."""
    frame, record = _read(CALIBRATION, "coverage"), json.loads((CALIBRATION / "coverage.json").read_text("utf-8"))
    pooled = frame.loc[frame["parameter"] == "all"]
    rows = [(_percent(level), _percent(_nearest(pooled, level))) for level in LEVELS]
    said = (
        f"{record['truths']} truths, {record['effective']:.0f} effective draws of each posterior (median), targets "
        f"softened by a temperature of {record['temperature']:g}. The theory of greatest weight was the true one for "
        f"{_percent(record['found'])} of them, chance {_percent(1 / len(record['theories']))}."
    )
    return f"{table(('credible interval', 'truths within it'), rows)}\n\n{said}"


def telling() -> str:
    """Which structures can be told apart, with which statistics."""
    rows = [
        (row["choice"], row["statistics"], f"{_percent(row['accuracy'])} [{_percent(row['accuracy_low'])}, "
         f"{_percent(row['accuracy_high'])}]", _percent(row["chance"]),
         f"{row['bits']:.2f} [{row['bits_low']:.2f}, {row['bits_high']:.2f}] of {row['most']:.2f}")
        for row in _read(CALIBRATION, "telling").to_dict("records")
    ]  # fmt: skip
    return table(("choice", "statistics", "recognised", "chance", "bits"), rows)


def targets() -> str:
    """The targets against the ensemble."""
    rows = [
        (row["says"], row["arm"], row["use"], _between(row, "observed_low", "observed_high"),
         f"{_number(row['expected_median'])} {_between(row, 'expected_low', 'expected_high')}",
         _number(row["default_median"]), row["verdict"])
        for row in _read(CALIBRATION, "targets").to_dict("records")
    ]  # fmt: skip
    return table(("target", "arm", "use", "observed", "members: median [90%]", "default world", "verdict"), rows)


def theories() -> str:
    """The weights of the theories, and what is said of them."""
    rows = [
        (row["theory"].replace(",", " + "), _number(row["prior"]),
         f"{_number(row['weight'])} [{_number(row['low'])}, {_number(row['high'])}]")
        for row in _read(CALIBRATION, "theories").to_dict("records")
    ]  # fmt: skip
    return f"{table(('theory', 'prior', 'weight [95%, Monte Carlo]'), rows)}\n\n{_findings(CALIBRATION, 5)}"


def parameters() -> str:
    """The parameters that the targets speak of."""
    frame = _read(CALIBRATION, "parameters").sort_values(["identified", "parameter"], ascending=[False, True])
    rows = [
        (f"`{row['parameter']}`", row["unit"], f"{row['prior_low']:g} to {row['prior_high']:g}",
         f"{row['median']:.3g} [{row['low']:.3g}, {row['high']:.3g}]", row["status"])
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return table(("parameter", "unit", "prior", "posterior: median [90%]", "status"), rows)


def choices() -> str:
    """The structural choices beside the theory."""
    rows = [
        (f"`{row['choice']}`", row["alternative"].replace("_", " "), _number(row["prior"]),
         f"{_number(row['weight'])} [{_number(row['low'])}, {_number(row['high'])}]")
        for row in _read(CALIBRATION, "choices").to_dict("records")
    ]  # fmt: skip
    return table(("choice", "alternative", "prior", "weight [95%, Monte Carlo]"), rows)


def patterns() -> str:
    """The pattern table."""
    rows = [
        (row["pattern"], row["says"], "fitted" if row["use"] == "fit" else "kept out", observed(row), simulated(row),
         row["verdict"], row["source"])
        for row in _read(PATTERNS, "patterns").to_dict("records")
    ]  # fmt: skip
    names = ("pattern", "says", "use", "observed", "simulated: median [90%]", "verdict", "source")
    return f"{table(names, rows)}\n\n{_findings(PATTERNS)}"


def value() -> str:
    """What each measurement would tell."""
    rows = [
        (row["measurement"].replace("_", " "), row["says"] if isinstance(row["says"], str) else "",
         f"{row['bits']:.2f} [{row['bits_low']:.2f}, {row['bits_high']:.2f}]")
        for row in _read(VALUE, "value").to_dict("records")
    ]  # fmt: skip
    return f"{table(('measurement', 'of', 'bits [95%]'), rows)}\n\n{_findings(VALUE)}"


def conditions() -> str:
    """The condition that holds under every theory: in its own cases, and of the same search held out."""
    frame = _read(CONDITIONS, "robust")
    rows = [
        (row["under"].replace(",", " + "), f"{row['inside']:,} of {row['cases']:,}", _percent(row["base"]),
         _shares(row, "density"), _shares(row, "density_held_out"), row["verdict"])
        for row in frame.loc[frame["condition"] == "robust"].to_dict("records")
    ]  # fmt: skip
    names = ("theory", "cases in it", "of interest: of all", "in it [95%]", "held out [95%]", "verdict")
    return f"{table(names, rows)}\n\n{_sentence(CONDITIONS, 'Robust')}"


def designs() -> str:
    """Five designs under each theory, and how far the best is ahead."""
    shares = _read(DESIGNS, "outcomes")
    shares = shares.loc[shares["outcome"] == _manifest(DESIGNS)["settings"]["outcomes"][0]]
    columns = list(dict.fromkeys(shares["design"]))
    leads = {row["theory"]: row for row in _read(DESIGNS, "winners").to_dict("records")}
    rows = []
    for theory in dict.fromkeys(shares["theory"]):
        lead = leads.get(theory)
        ahead = f"{lead['leader']}, by {100 * lead['lead']:.0f} points {_points(lead)}" if lead else "–"
        rows.append((
            theory.replace(",", " + "),
            *(_shares(_only(shares, theory=theory, design=design), "mean") for design in columns), ahead,
        ))  # fmt: skip
    return table(("theory", *columns, "best"), rows)


def frontier() -> str:
    """What the search for the cheapest mandate found."""
    return _findings(FRONTIER)


TABLES: dict[str, Callable[[], str]] = {
    one.__name__: one
    for one in (
        data,
        specified,
        plan,
        history,
        coverage,
        telling,
        targets,
        theories,
        choices,
        parameters,
        patterns,
        value,
        conditions,
        designs,
        frontier,
    )
}


def rewritten(text: str) -> str:
    """The text with every table made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}\n{found[3]}", text)


def main(arguments: list[str] | None = None) -> int:
    """Write the tables; with --check only say whether they are as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a table is out of date")
    asked = parser.parse_args(arguments)
    text = TRACE.read_text(encoding="utf-8")
    fresh = rewritten(text)
    if asked.check:
        if fresh != text:
            print("model/TRACE.md is out of date: run python -m outlast.report.trace", file=sys.stderr)
        return int(fresh != text)
    TRACE.write_text(fresh, encoding="utf-8")
    return 0


def _observed(one: Target) -> str:
    if one.count is not None:
        return f"{one.count} of {one.of}"
    if one.low == one.high:
        return f"{one.low:g} ± {one.tolerance:g}"
    return f"{one.low:g} to {one.high:g} (± {one.tolerance:g})"


def _manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def _read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype={"pattern": str})


def _findings(folder: Path, parts: int | None = None) -> str:
    """What was found, in words: all of it, or its first parts."""
    text = (folder / "findings.txt").read_text(encoding="utf-8")
    return "\n\n".join(" ".join(part.split("\n")).strip() for part in text.split("\n\n")[:parts])


def _sentence(folder: Path, start: str) -> str:
    """The sentence of what was found that begins so."""
    lines = (folder / "findings.txt").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(start))


def _shares(row: Any, name: str) -> str:
    low, high = row["low" if name == "mean" else f"{name}_low"], row["high" if name == "mean" else f"{name}_high"]
    return f"{_percent(row[name])} [{100 * low:.0f}, {100 * high:.0f}]"


def _points(row: Any) -> str:
    return f"[{100 * row['lead_low']:.0f}, {100 * row['lead_high']:.0f}]"


def _only(frame: pd.DataFrame, **wanted: Any) -> Any:
    kept = frame
    for name, given in wanted.items():
        kept = kept.loc[kept[name] == given]
    return kept.iloc[0]


def _nearest(frame: pd.DataFrame, level: float) -> float:
    return float(frame.iloc[(frame["level"] - level).abs().argsort().iloc[0]]["covered"])


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= 0.01 or share == 0 else f"{100 * share:.2g}%"


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"


def _between(row: dict[Any, Any], low: str, high: str) -> str:
    return f"[{_number(row[low])}, {_number(row[high])}]"


if __name__ == "__main__":
    sys.exit(main())
