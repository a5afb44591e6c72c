"""A report of the worlds at hand as they stand: one page to take away, which needs no server and no network."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from outlast.analysis.pairs import pairs
from outlast.analysis.summary import summarise
from outlast.parameters import DECLARATIONS
from outlast.report.answer import answer
from outlast.report.document import method
from outlast.report.document.parts import Picture, Report, Reproduction, Table, TextFile, plain_table
from outlast.report.document.pictures import picture
from outlast.report.document.rendering import page
from outlast.report.document.run import outcomes_table
from outlast.report.document.scenarios import changes_table, departures_table, sources_in_words
from outlast.report.figures import run_figure
from outlast.report.findings import known_rows, told
from outlast.report.wording import bracket, counted, is_mandated, points
from outlast.runs.provenance import package_versions, platform_facts, source_commit
from outlast.scenario import Scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate
from outlast.visualiser.guesses import SHARE, Round
from outlast.visualiser.levers import LEVERS, lever, value_of
from outlast.visualiser.network import described, network_option, places
from outlast.visualiser.pictures import WIDE, course_figure, network_figure, png
from outlast.visualiser.titles import SIDES, WITHOUT, title_of
from outlast.visualiser.verdict import FIRST_SEED, RUNS, SEEDS, submit
from outlast.visualiser.world import World

KIND = "Workshop"
KEPT = "self_sustaining_8"
NOTE = "A simulation, not a forecast. One history, played quarter by quarter; another seed gives another."


@dataclass(frozen=True)
class Played:
    """What stood on the page of one world when the report was asked for; the world itself may be played on."""

    side: str
    scenario: Scenario
    title: str
    seed: int
    unmandated: bool
    quarter: int
    trace: np.ndarray
    network: dict[str, Any]
    says: str
    moves: tuple[tuple[str, ...], ...]


def report(worlds: Sequence[World], rounds: Sequence[Round]) -> Future[bytes]:
    """The page, made in the background, which takes some seconds; what is on it is what stands there now."""
    first = worlds[0].scenario
    standing = [_standing(world, side, first) for side, world in zip(SIDES, worlds, strict=False)]
    return submit(_page, standing, tuple(rounds))


def _standing(world: World, side: str, first: Scenario) -> Played:
    title = WITHOUT if world.unmandated else title_of(world.scenario, None if side == SIDES[0] else first)
    network = network_option(world.model, places(world.model, WIDE))
    moves = tuple(
        (
            side,
            f"quarter {one.quarter}",
            lever(one.key).says,
            lever(one.key).shown(one.before),
            lever(one.key).shown(one.after),
        )
        for one in world.timeline
    )
    trace = world.trace().copy() if world.quarter else np.empty((0, 0, 0))
    return Played(
        side, world.scenario, title, world.seed, world.unmandated, world.quarter, trace, network,
        described(world.model), moves,
    )  # fmt: skip


def _page(standing: Sequence[Played], rounds: Sequence[Round]) -> bytes:
    first = standing[0]
    result = simulate(first.scenario, SEEDS)
    second = next((one for one in standing[1:] if not one.unmandated), None)
    other = None if second is None else simulate(second.scenario, SEEDS)
    rows = known_rows(summarise(result), RUNS)
    twin, mandated = result.twin_finals is not None, is_mandated(result)
    further = told(rows, twin=twin, mandated=mandated, runs=RUNS)
    beside = further[0] if other is None else _difference(result, other)
    sides = [first] if second is None else [first, second]
    record = first.scenario.resolved()
    departures = {key: list(one) if isinstance(one, tuple) else one for key, one in first.scenario.departures().items()}
    found = Report(
        kind=KIND,
        title=first.scenario.title or first.scenario.name,
        question=first.scenario.question,
        answer=(answer(result), beside, _what_was_played(first)),
        findings=(*[one for one in further if one != beside], *[_what_was_played(one) for one in standing[1:]],
                  *[_asked(one) for one in rounds]),
        figures=tuple(_figures(standing, [result] if other is None else [result, other])),
        tables=tuple(_tables(sides, standing, rounds, rows, twin=twin)),
        method=tuple(_method(result, standing)),
        intervals=(f"Figures in square brackets are 95% intervals over {RUNS} cohorts. {method.SHARES}",
                   "What was played is one history: it has no interval, and another seed gives another."),
        limits=tuple(method.limits(first.scenario)),
        assumptions=tuple(one for one in (departures_table(departures, record), changes_table(record)) if one),
        assumed=tuple(sources_in_words(record)),
        reproduction=_reproduction(sides),
        provenance=_provenance(),
    )  # fmt: skip
    return page(found).encode("utf-8")


# Sentences ------------------------------------------------------------------------------------------------------------


def _difference(first: Result, second: Result) -> str:
    """What the second mandate gives beside the first, cohort by cohort."""
    (pair,) = pairs(first, second, [KEPT])
    found = pair.difference
    if np.isnan(found.mean):
        return f"In B, on the same luck: {answer(second)}"
    if found.low == found.high == 0.0:
        return f"In B, on the same luck, as many kept themselves going in every cohort as in A. {answer(second)}"
    doubt = ", which cannot be told from none" if found.low <= 0.0 <= found.high else ""
    return (
        "In B, on the same luck, the share that kept itself going eight quarters after differs from that in A by "
        f"{points(found.mean)} points{bracket(found, points)}{doubt}. {answer(second)}"
    )


def _what_was_played(one: Played) -> str:
    who = f"In world {one.side}{' (without a mandate)' if one.unmandated else ''}, played with seed {one.seed}"
    if not one.quarter:
        return f"{who}, no quarter has been played yet: {one.says[0].lower()}{one.says[1:]}"
    return f"{who}: {one.says[0].lower()}{one.says[1:]}"


def _asked(one: Round) -> str:
    """A question to the room, what was guessed, and what the runs gave."""
    assert one.answer is not None
    unit = "of 100" if one.asks == SHARE else "more of 100"
    median, many = one.median(), len(one.guesses)
    guessed = "nobody guessed" if median is None else f"{many} guess{'' if many == 1 else 'es'}, median {minus(median)}"
    gave, low, high = (minus(round(value)) for value in one.answer)
    return f"Predicted: {one.question} ({one.about}) {guessed}; the runs gave {gave} [{low}, {high}] {unit}."


def minus(found: float) -> str:
    """A number with a true minus sign."""
    return f"{found:g}".replace("-", "−")


# Figures and tables ---------------------------------------------------------------------------------------------------


def _figures(standing: Sequence[Played], results: Sequence[Result]) -> list[Picture]:
    shown = []
    for side, result in zip(SIDES, results, strict=False):
        caption = f"World {side} over {RUNS} cohorts, beside the same world without a mandate."
        shown.append(picture(f"run_{side}", png(run_figure(result)), f"{caption} {answer(result)}", caption))
    for one in standing:
        who, subtitle = f"World {one.side}", f"{one.title}; seed {one.seed}"
        if one.quarter:
            caption = f"{who} as it was played, quarter 1 to {one.quarter}."
            drawn = course_figure(one.trace, f"{who} as it was played", subtitle, [NOTE])
            shown.append(picture(f"played_{one.side}", png(drawn), f"{caption} {one.says}", caption))
        caption = f"{who} after {counted(one.quarter, 'quarter')}: organisations, trust and joint work."
        title = f"Who works with whom in world {one.side}"
        drawn = network_figure(one.network, title, f"{one.says} {subtitle}", [NOTE])
        shown.append(picture(f"network_{one.side}", png(drawn), f"{caption} {one.says}", caption))
    return shown


def _tables(
    sides: Sequence[Played], standing: Sequence[Played], rounds: Sequence[Round], rows: Any, *, twin: bool
) -> list[Table]:
    found = [_levers(sides)]
    moves = [move for one in standing for move in one.moves]
    if moves:
        heads = ("world", "when", "lever", "from", "to")
        found.append(plain_table("What was changed on the way", heads, moves, (), ["Quarters are counted from 0."]))
    outcomes = outcomes_table(rows, RUNS, twin=twin)
    found.append(Table(f"Outcomes of world A over {RUNS} cohorts", outcomes.heads, outcomes.groups, outcomes.numeric,
                       tuple(note for note in outcomes.notes if "summary.csv" not in note)))  # fmt: skip
    guesses = [(guess.name, minus(guess.value), one.question, one.about) for one in rounds for guess in one.guesses]
    if guesses:
        found.append(plain_table("Predictions", ("who", "guess (of 100)", "question", "of"), guesses, (1,)))
    return found


def _levers(sides: Sequence[Played]) -> Table:
    """Where the levers stood as each world opened, beside the defaults."""
    rows = []
    for key in LEVERS:
        spec, entry = lever(key), DECLARATIONS.get(key)
        default = spec.bare(entry.default) if entry else spec.bare(value_of(Scenario(), key))
        own = [spec.bare(value_of(one.scenario, key)) for one in sides]
        rows.append((spec.says, *own, default, spec.unit or "share 0 to 1"))
    heads = ("lever", *(f"world {one.side}" for one in sides), "default", "unit")
    return plain_table("Levers as the worlds opened", heads, rows, range(1, len(sides) + 2))


def _method(result: Result, standing: Sequence[Played]) -> list[str]:
    manifest = {"versions": package_versions(), "source": source_commit()}
    seeds = f"seeds {FIRST_SEED} to {FIRST_SEED + RUNS - 1}"
    scenario = standing[0].scenario
    each = counted(scenario.settings.context.partnerships, "partnership")
    return [
        method.model_in_words(manifest, "compiled"),
        f"Shares and intervals are of {RUNS} cohorts of {each} over {counted(result.trace.shape[1], 'quarter')} "
        f"({seeds}), each beside its twin: the same organisations, members and luck, and no mandate. What was played "
        f"on the page is one world of the readable engine. {method.LUCK}",
        f"{method.theories_sentence(scenario)} {method.judged_in_words(scenario)}",
    ]


def _reproduction(sides: Sequence[Played]) -> Reproduction:
    files = tuple(TextFile(f"scenario_{one.side}.toml", one.scenario.to_toml()) for one in sides)
    commands = tuple(f"outlast run {file.name} --seed {FIRST_SEED} --replicates {RUNS}" for file in files)
    played = (
        f"What was played is seed {sides[0].seed} of the same scenario, interventions included: from Python "
        f'outlast.CollaborationModel("scenario_A.toml", seed={sides[0].seed}), or outlast app scenario_A.toml.'
    )
    return Reproduction(commands, files, ("Save the texts below beside where the commands are given.", played))


def _provenance() -> tuple[tuple[str, str], ...]:
    source = source_commit()
    commit = str(source["commit"] or "not known") + (
        ", with changes that were not committed" if source["changed"] else ""
    )
    return (
        ("Source commit", commit),
        ("Versions", ", ".join(f"{name} {one}" for name, one in package_versions().items())),
        ("Platform", ", ".join(platform_facts().values())),
        ("This page", f"taken from the workshop page of outlast {version('outlast')}"),
    )
