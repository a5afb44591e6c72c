"""The tables of the model description, generated from the code: `python -m outlast.report.odd [--check]`."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import outlast
from outlast import population, processes
from outlast.bibliography import references
from outlast.outcomes.catalogue import FINALS, RUN_OUTCOMES, TRACE, Outcome
from outlast.parameters import ASSUMED, DECLARATIONS, Choice, Declaration, Listing, Settings, Spec
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.schedule import SCHEDULE
from outlast.simulation import activity, agents, model, partnership

ODD = Path(outlast.__file__).parents[1] / "ODD.md"
BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Sources are cited as [KEY] or [KEY; KEY]; a link would be followed by its address.
CITED = re.compile(r"\[([A-Z][A-Za-z0-9-]*(?:; [A-Z][A-Za-z0-9-]*)*)\](?!\()")

# What each process decides; whom its draws are addressed to (who, other); what `which` tells apart.
LUCK: dict[str, tuple[str, str, str]] = {
    "SIZE": ("size of an organisation", "organisation", ""),
    "NEED": ("need of a region", "region, topic", ""),
    "PRIORITY": ("own priorities of an organisation", "organisation, topic", ""),
    "MOTIVATION": ("motivation of an organisation at the start", "organisation", ""),
    "CHAMPION": ("whether an organisation starts with a champion", "organisation", ""),
    "LEADERSHIP": ("leadership of a director", "partnership", ""),
    "PRIOR_TIE": ("whether a tie pre-dates the mandate", "the two organisations, the lower identifier first", ""),
    "TARGET_SIZE": ("how many members a partnership seeks", "partnership", ""),
    "HOSTING_ORDER": ("order in which partnerships find their hosts", "partnership", ""),
    "INVITATION": ("whom a host invites first", "organisation, partnership", ""),
    "ACCEPTANCE": ("whether an invited organisation accepts, or a host is willing", "organisation, partnership", ""),
    "REORGANISATION": ("random reorganisations", "the country, or the partnership under local", ""),
    "CANCELLATION": ("whether a reorganisation ends the mandate", "the country, or the partnership under local", ""),
    "SUCCESSION": ("whether a successor programme picks up a partnership", "partnership", ""),
    "TURNOVER": (
        "whether a boundary spanner leaves; whether the next one is a champion",
        "organisation",
        "0 leaving, 1 champion",
    ),
    "STANCE": ("the stance that a member chooses", "organisation, partnership", ""),
    "PROPOSAL": ("whether a member proposes; the topic", "organisation, partnership", "0 whether, 1 topic"),
    "PARTNER": ("which members are asked", "proposer, other member", "partnership"),
    "AGREEMENT": ("whether a member that is asked accepts", "proposer, other member", "partnership"),
    "SLOT": ("which proposals get the free places", "proposer, partnership", ""),
    "RESULT": ("whether a joint activity goes well", "lead organisation, partnership", "quarter it started"),
    "ENDING": (
        "whether an activity that went badly ends",
        "lead organisation, partnership",
        "quarter it started",
    ),
    "LEGACY": (
        "whether an activity of a closed partnership lives on",
        "lead organisation, partnership",
        "quarter it started",
    ),
    "LEAVING": ("whether a dormant member leaves for good", "organisation, partnership", ""),
    "CLOSING": ("whether a partnership closes", "partnership", "0 in trouble, 1 by success"),
    "ADMISSION": ("whether an organisation accepts to be admitted", "organisation, partnership", ""),
    "DELAY": (
        "how late a scheduled reorganisation strikes, under local",
        "partnership; the scheduled quarter is the quarter",
        "",
    ),
}


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    lines = [list(heads)]
    lines += [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def parameters() -> str:
    """Every quantity: key, meaning, unit, default, range, source; a table for each record."""
    numbers = [entry for entry in DECLARATIONS.values() if not entry.key.startswith("structure.")]
    sourced = sum(entry.spec.source != ASSUMED for entry in numbers)
    parts = [
        f"{len(numbers)} quantities, of which {sourced} have a default or a range that follows a source; the others"
        " are assumed."
    ]
    groups: dict[str, list[Declaration]] = {}
    for entry in numbers:
        first, _, rest = entry.key.partition(".")
        groups.setdefault(f"rules.{rest.partition('.')[0]}" if first == "rules" else first, []).append(entry)
    for group, entries in groups.items():
        parts.append(f"**`{group}`** {_meaning(group)}")
        rows = [
            (f"`{entry.key}`", entry.spec.says, entry.spec.unit, _default(entry), _range(entry), entry.spec.source)
            for entry in entries
        ]
        parts.append(table(("key", "meaning", "unit", "default", "range", "source"), rows))
    return "\n\n".join(parts)


def switches() -> str:
    """Every structural hypothesis with its alternatives."""
    rows = []
    for entry in DECLARATIONS.values():
        if not entry.key.startswith("structure.") or not isinstance(entry.spec, Choice):
            continue
        defaults = entry.default if entry.spec.several else (entry.default,)
        rows += [
            (f"`{entry.key}`", entry.spec.says, f"`{name}`", says, "yes" if name in defaults else "")
            for name, says in entry.spec.names.items()
        ]
    return table(("switch", "question", "choice", "meaning", "default"), rows)


def governance() -> str:
    """The governance activities in the order of work."""
    names = [item.says for item in GOVERNANCE_ACTIVITIES]
    rows = [
        (
            number,
            item.says,
            f"{item.difficulty:g}",
            "; ".join(name for k, name in enumerate(names) if item.needs >> k & 1) or "none",
            "yes" if item.formal else "",
        )
        for number, item in enumerate(GOVERNANCE_ACTIVITIES, 1)
    ]
    return table(("order", "governance activity", "difficulty", "prerequisites", "formal"), rows)


def schedule() -> str:
    """The order of a quarter."""
    rows = [
        (
            f"{phase.number} {phase.name}" if action is phase.actions[0] else "",
            f"`{action.does}`",
            action.who,
            action.says,
            action.reads,
            action.writes,
        )
        for phase in SCHEDULE
        for action in phase.actions
    ]
    return table(("phase", "action", "who", "what happens", "reads", "writes"), rows)


def finals() -> str:
    """What is recorded once of each partnership."""
    return _outcomes(FINALS)


def trace() -> str:
    """What is recorded each quarter of each partnership."""
    return _outcomes(TRACE)


def cohort() -> str:
    """What is recorded of a run as a whole."""
    return _outcomes(RUN_OUTCOMES)


def luck() -> str:
    """Every process that draws luck: its number, what it decides, where, and the address of a draw."""
    numbers = {name: value for name, value in vars(processes).items() if name.isupper()}
    where = drawn_in()
    rows = []
    for name, number in sorted(numbers.items(), key=lambda item: item[1]):
        decides, address, which = LUCK[name]
        rows.append((number, f"`{name}`", decides, address, which, ", ".join(f"`{at}()`" for at in where[name])))
    return table(("number", "process", "what it decides", "who, other", "which", "drawn in"), rows)


def sources() -> str:
    """The sources cited here and in the tables of parameters."""
    known = references()
    keys = cited(ODD.read_text(encoding="utf-8")) | {entry.spec.source for entry in DECLARATIONS.values()} - {ASSUMED}
    rows = [(key, known[key], known[key].note) for key in sorted(keys) if key in known]
    return table(("key", "source", "cited for"), rows)


TABLES: dict[str, Callable[[], str]] = {
    one.__name__: one for one in (parameters, switches, governance, schedule, finals, trace, cohort, luck, sources)
}


def drawn_in() -> dict[str, list[str]]:
    """For each process, the functions of the readable engine that draw its luck."""
    found: dict[str, list[str]] = {}
    for module in (population, model, partnership, agents, activity):
        for at, name in _draws(ast.parse(inspect.getsource(module)), module.__name__.rpartition(".")[2]):
            if at not in found.setdefault(name, []):
                found[name].append(at)
    return found


def cited(text: str) -> set[str]:
    """The keys of the sources that a text cites, its list of sources left out."""
    return {key for group in CITED.findall(BLOCK.sub("", text)) for key in group.split("; ")}


def rewritten(text: str) -> str:
    """The description with its generated parts made anew; raises KeyError for a part that is not known."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{TABLES[found['name']]()}\n\n{found[3]}", text)


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the generated parts of ODD.md, or only check them; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m outlast.report.odd", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a table is stale")
    asked = parser.parse_args(arguments)
    if not ODD.exists():
        print(f"{ODD}: not there; it comes with the source, not with the installed package.", file=sys.stderr)
        return 1
    old = ODD.read_text(encoding="utf-8")
    new = rewritten(old)
    if asked.check:
        if new != old:
            print(f"{ODD.name} is stale: run python -m outlast.report.odd.", file=sys.stderr)
        return int(new != old)
    if new != old:
        ODD.write_text(new, encoding="utf-8", newline="\n")
    return 0


def _outcomes(outcomes: Iterable[Outcome]) -> str:
    rows = [(f"`{one.name}`", one.says, one.unit, one.kind) for one in outcomes]
    return table(("name", "meaning", "unit", "kind"), rows)


def _draws(tree: ast.AST, path: str) -> Iterator[tuple[str, str]]:
    """Where (dotted) and which process, for each mention of one."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "processes":
            yield path, node.attr
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        yield from _draws(node, f"{path}.{node.name}" if named else path)


def _meaning(group: str) -> str:
    record: Any = Settings()
    for name in group.split("."):
        record = getattr(record, name)
    return inspect.getdoc(type(record)) or ""


def _default(entry: Declaration) -> str:
    value = entry.default
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return f"`{value}`" if isinstance(value, str) else f"{value:g}"


def _range(entry: Declaration) -> str:
    if entry.type is bool:
        return "true or false"
    if isinstance(entry.spec, Spec | Listing):
        return f"{entry.spec.low:g} to {entry.spec.high:g}"
    return ", ".join(f"`{name}`" for name in entry.spec.names)


if __name__ == "__main__":
    sys.exit(main())
