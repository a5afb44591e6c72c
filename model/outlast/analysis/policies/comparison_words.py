"""What a comparison found, in words: the answer first, then what it costs, then what to beware of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from outlast.analysis.numbers import counted, listed, percent
from outlast.analysis.policies.designs import Design, unjudged
from outlast.analysis.policies.figures_in_words import (
    across,
    capital,
    cost,
    every,
    few,
    gap,
    interval_in,
    keys,
    level,
    some_of,
    spelt,
    theories,
    theory,
)
from outlast.analysis.policies.frames import Row, records
from outlast.analysis.policies.quantities import ADDITIONAL, ALIKE, Quantity
from outlast.analysis.policies.tabulating import WEIGHTED

if TYPE_CHECKING:
    from outlast.analysis.policies.comparison import Comparison

# Resamples that agree on a choice at least so often make it certain, as an interval of 95% would.
CERTAIN = 0.95


def sentences(found: Comparison) -> list[str]:
    """Sentences; the first three are the answer."""
    return [*answer(found), *details(found), *cautions(found)]


def answer(found: Comparison) -> list[str]:
    """How the designs do against the first, which is best under which theory, and which is least regretted."""
    return [text for text in (_levels(found), _winners(found), _regret(found)) if text]


def details(found: Comparison) -> list[str]:
    """What each design adds to its twin, and what it costs."""
    return [text for text in (_added(found), _costs(found)) if text]


def warning(found: Comparison) -> str:
    """That scenarios differ in more than their mandates; empty where they do not."""
    apart = {name: beside for name, beside in found.beside.items() if beside}
    if not apart:
        return ""
    named = dict.fromkeys(key for beside in apart.values() for key in beside)
    differ = "differs" if len(apart) == 1 else "differ"
    return (
        f"{listed(list(apart))} {differ} from {found.names[0]} in more than the mandate ({keys(named)}), so "
        "that differences are between whole programmes and are not effects of policy; --transplant puts the mandates "
        f"alone into the context of {found.names[0]}."
    )


def _levels(found: Comparison) -> str:
    """The reference, and what each other has more or less on the same luck, all theories together."""
    of = found.outcome
    rows = {row["design"]: row for row in records(found.outcomes, outcome=of.name, theory=WEIGHTED)}
    away = records(found.differences, outcome=of.name, theory=WEIGHTED, reference=found.names[0])
    reference = interval_in(rows[found.names[0]])
    if math.isnan(reference.mean):
        return f"{capital(of.says)} is not known of {found.names[0]}: it is judged beyond the horizon."
    order = sorted(away, key=lambda row: row["difference"], reverse=not found.minimise)
    told = few([_difference(row, of) for row in order], "design", "differences.csv")
    # Of what others were put beside, the caution belongs to the first line: it says what the numbers are.
    aside = " These are programmes of different contexts, not effects of policy (see below)." if warning(found) else ""
    return (
        f"{capital(of.says)}, {_over(found)}: {found.names[0]} {level(reference, of)}; on the same luck {told}.{aside}"
    )


def _difference(row: Row, of: Quantity) -> str:
    away = interval_in(row, "difference")
    if math.isnan(away.mean):
        return f"{row['design']} is not known"
    if away.mean == away.low == away.high == 0.0:
        return f"{row['design']} does not differ in any run"
    if not row["apart"]:
        unknown = math.isnan(away.low)
        return f"{row['design']} {gap(away, of)}{' (too few runs for an interval)' if unknown else ' (not told apart)'}"
    return f"{row['design']} {gap(away, of)}"


def _over(found: Comparison) -> str:
    names = list(found.worlds.theories)
    return across(len(names)) if len(names) > 1 else f"under {theory(names[0])}"


def _winners(found: Comparison) -> str:
    """Which design leads under which theory, and whether one leads under all."""
    rows = [row for row in records(found.winners) if isinstance(row["leader"], str)]
    if not rows:
        return ""
    count = len(rows)
    order = {name: place for place, name in enumerate(found.names)}
    sets: list[tuple[str, ...]] = [
        tuple(sorted({row["leader"], *_split(row["level"])}, key=order.__getitem__)) for row in rows
    ]
    common = [name for name in found.names if all(name in some for some in sets)]
    if count == 1:
        return _one_theory(found, rows[0], sets[0])
    if len(common) == len(found.names):
        return f"Under none of the {spelt(count)} theories do the runs tell the best design from the others."
    if common and all(len(some) == 1 for some in sets):
        return f"{common[0]} is the best design under {every(count)}, {_leads(found, rows)}."
    groups: dict[tuple[str, ...], list[Row]] = {}
    for some, row in zip(sets, rows, strict=True):
        groups.setdefault(some, []).append(row)
    if len(groups) == 1:
        return f"{some_of(common)} lead under {every(count)} and are not told apart."
    parts = []
    for some, own in sorted(groups.items(), key=lambda group: (len(group[0]), [order[name] for name in group[0]])):
        where = theories([row["theory"] for row in own], count)
        if len(some) == 1:
            parts.append(f"under {where} {some[0]} alone, {_leads(found, own)}")
        elif len(some) == len(found.names):
            parts.append(f"under {where} none is told from the others")
        else:
            parts.append(f"under {where} {some_of(some)}, not told apart")
    detail = "; ".join(parts)
    if common:
        are = "is" if len(common) == 1 else "are each"
        return f"{some_of(common)} {are} the best design, or not told from the best, under {every(count)}: {detail}."
    return f"Which design is best depends on the theory: {detail}. No design is best under {every(count)}."


def _one_theory(found: Comparison, row: Row, best: tuple[str, ...]) -> str:
    where = f"Under {theory(row['theory'])}"
    if len(best) == len(found.names):
        return f"{where} the runs do not tell the best design from the others."
    if len(best) > 1:
        return f"{where} {some_of(best)} are the best designs and not told apart; the next is {row['next']}."
    lead = gap(interval_in(row, "lead", "lead_"), found.outcome, sign=False)
    return f"{where} {listed(best)} is the best design, {lead} ahead of {row['next']}."


def _leads(found: Comparison, rows: list[Row]) -> str:
    """How far a design leads the next that is told apart: of one theory with its interval, of several the range."""
    leads = [interval_in(row, "lead", "lead_") for row in rows]
    if len(leads) == 1:
        return f"{gap(leads[0], found.outcome, sign=False)} ahead of {rows[0]['next']}"
    low, high = (pick(leads, key=lambda one: one.mean) for pick in (min, max))
    shown = [gap(one._replace(low=math.nan), found.outcome, sign=False) for one in (low, high)]
    return f"{shown[0].split(' ')[0]} to {shown[1]} ahead of the next" if shown[0] != shown[1] else f"{shown[0]} ahead"


def _regret(found: Comparison) -> str:
    """Which design does least badly: by its greatest regret, and by what is to be expected."""
    if len(found.worlds.theories) < 2:
        return ""
    rows = records(found.policies)
    unknown = [row["design"] for row in rows if math.isnan(row["greatest_regret"])]
    if unknown:
        return f"Regret is not known: {listed(unknown)} cannot be judged under every theory."
    least = _least(rows, "greatest_regret", "least_greatest")
    if not least["value"] > 0.0:
        have, its = ("has", "its mean is") if len(least["names"]) == 1 else ("have", "their means are")
        return (
            f"{some_of(least['names'])} {have} no regret in these runs: {its} the best under "
            f"{every(len(found.worlds.theories))} (the smallest greatest regret {_sure(least)})."
        )
    row = least["row"]
    have = "has" if len(least["names"]) == 1 else "have"
    text = (
        f"{some_of(least['names'])} {have} the smallest greatest regret: "
        f"{_regretted(row, 'greatest_regret', found.outcome)}, under {theory(row['under'])} ({_sure(least)})"
    )
    expected = _least(rows, "expected_regret", "least_expected")
    if expected["names"] == least["names"]:
        return f"{text}; and the smallest expected regret, {_expected(expected, found)}."
    return f"{text}; the smallest expected regret has {listed(expected['names'])}, {_expected(expected, found)}."


def _least(rows: list[Row], value: str, often: str) -> Row:
    """The designs with the smallest of a column, and how often resamples agree."""
    smallest = min(row[value] for row in rows)
    some = [row for row in rows if row[value] <= smallest]
    names, seen = [row["design"] for row in some], sum(row[often] for row in some)
    return {"names": names, "value": smallest, "row": some[0], "often": seen}


def _expected(least: Row, found: Comparison) -> str:
    return f"{_regretted(least['row'], 'expected_regret', found.outcome)} ({_sure(least)})"


def _regretted(row: Row, name: str, of: Quantity) -> str:
    return gap(interval_in(row, name, f"{name}_"), of, sign=False)


def _sure(least: Row) -> str:
    """How often resamples of the runs agree with a choice."""
    often = least["often"]
    if math.isnan(often):
        return "too few runs to say how certain"
    doubt = "" if often >= CERTAIN else ", so not certain"
    return f"in {percent(often)} of resamples{doubt}"


def _added(found: Comparison) -> str:
    """What each mandate adds to its twin."""
    of = found.outcome
    if of.world == ADDITIONAL:
        return ""
    rows = records(found.outcomes, outcome=of.name, theory=WEIGHTED)
    if all(math.isnan(row.get("additional", math.nan)) for row in rows):
        return ""
    told = []
    for row in rows:
        added = interval_in(row, "additional", "additional_")
        is_none = added.low <= 0.0 <= added.high
        told.append(f"{row['design']} {gap(added, of)}{' (not told from none)' if is_none else ''}")
    return (
        f"Beyond the same worlds with no mandate, judged at the same quarter, the mandates add ({_over(found)}): "
        f"{few(told, 'design', 'outcomes.csv')}."
    )


def _costs(found: Comparison) -> str:
    """What each costs the centre."""
    told = [f"{row['design']} {_cost(row)}" for row in records(found.costs, theory=WEIGHTED)]
    return (
        "Central money, as paid and not discounted, for each partnership, for each that keeps itself going (8 quarters "
        f"after the last central pound), and for each of these that is more than without a mandate, {_over(found)}: "
        f"{few(told, 'design', 'costs.csv')}."
    )


def _cost(row: Row) -> str:
    each = interval_in(row, "per_partnership", "per_partnership_")
    if each.mean == 0.0:
        return "nothing"
    parts = [cost(interval_in(row, name, f"{name}_")) for name in ("per_self_sustained", "per_additional")]
    # The interval of what is paid for each is narrower than the digits that are read.
    return f"{cost(each._replace(low=math.nan))}; {parts[0]}; {parts[1]}"


def cautions(found: Comparison) -> list[str]:
    """What to beware of, and how to read the numbers."""
    said = [warning(found)]
    if any(one.is_timed for one in found.quantities):
        said += [*_timing(found), unjudged({one.name: one.scenario for one in found.designs})]
    gone = {name: names for name, names in found.overruled.items() if names}
    if gone:
        every_key = dict.fromkeys(key for names in gone.values() for key in names)
        said.append(
            f"What {listed(list(gone))} {'says' if len(gone) == 1 else 'say'} of behaviour ({keys(every_key)}) gives "
            "way to the members of the ensemble; --set holds a value in every run, --posterior none takes behaviour "
            "from the scenarios."
        )
    return [text for text in (*said, _reading(found)) if text]


def _timing(found: Comparison) -> list[str]:
    """When each is judged, where that differs; and what all come to at one time."""
    when = {design.name: design.judged_from for design in found.designs}
    if len(set(when.values())) < 2:
        return []
    said = []
    unpaid = [design.name for design in found.designs if design.is_unpaid]
    if unpaid:
        later = sorted({quarter for quarter in when.values() if quarter})
        by = f"{later[0]}" if len(later) == 1 else f"{later[0]} to {later[-1]}"
        has = "has" if len(unpaid) == 1 else "have"
        said.append(
            f"{listed(unpaid)} {has} no last central pound and {'is' if len(unpaid) == 1 else 'are'} judged "
            f"from quarter 0 on, {by} quarters before the others."
        )
    else:
        told = listed([f"{name} from quarter {quarter}" for name, quarter in when.items()])
        said.append(f"What is paid longer is judged later ({told}), and what is open so long has had more time.")
    if any(one.name == ALIKE.name for one in found.quantities[1:]):
        alike = next(one for one in found.quantities if one.name == ALIKE.name)
        rows = records(found.outcomes, outcome=alike.name, theory=WEIGHTED)
        told = few([f"{row['design']} {level(interval_in(row), alike)}" for row in rows], "design", "outcomes.csv")
        said.append(
            f"Judged at one time for all, {_horizon(found.designs)} quarters after the start ({ALIKE.name}), "
            f"{_over(found)}: {told}.{_led_alike(found, alike)}"
        )
    return said


def _led_alike(found: Comparison, alike: Quantity) -> str:
    """Which design leads under which theory where all are judged at one time, if not that which leads otherwise."""
    if len(found.worlds.theories) < 2:
        return ""
    parts: dict[tuple[str, ...], list[str]] = {}
    for name in found.worlds.theories:
        means = {row["design"]: row["mean"] for row in records(found.outcomes, outcome=alike.name, theory=name)}
        best = (min if found.minimise else max)(means, key=lambda design: (means[design], design))
        level_ = [
            row["design"] if row["reference"] == best else row["reference"]
            for row in records(found.differences, outcome=alike.name, theory=name)
            if best in (row["design"], row["reference"]) and not row["apart"]
        ]
        parts.setdefault((best, *[one for one in found.names if one in level_]), []).append(name)
    told = [
        f"under {theories(where, len(found.worlds.theories))} {some_of(list(some))}"
        f"{', not told apart' if len(some) > 1 else ''}"
        for some, where in parts.items()
    ]
    return f" Best then: {'; '.join(told)}."


def _horizon(designs: tuple[Design, ...]) -> int:
    return designs[0].scenario.horizon


def _reading(found: Comparison) -> str:
    worlds = found.worlds
    runs = counted(worlds.replicates, "cohort")
    of = len(worlds.theories)
    moved = (
        f"The mandates alone were put into the context of {found.names[0]}. " if found.settings["transplanted"] else ""
    )
    if worlds.ensemble is None:
        behaviour = "behaviour as each scenario has it"
        weights = "theories weigh alike; " if of > 1 else ""
    else:
        members = len(set(worlds.members.ravel().tolist()))
        behaviour = f"behaviour by {counted(members, 'member')} of the ensemble {worlds.ensemble}"
        weights = "weighted as the ensemble holds them; " if of > 1 else ""
    each = f" under each of {spelt(of)} theories, {weights}" if of > 1 else f" under {theory(worlds.theories[0])}; "
    return (
        f"{moved}{capital(runs)} of each design{each}{behaviour}; every design meets the same behaviour and luck. "
        "Brackets are 95% intervals of means; two designs are told apart where that of their difference leaves out 0. "
        "All of it holds within the model and its assumptions."
    )


def _split(names: str) -> list[str]:
    return names.split("; ") if names else []
