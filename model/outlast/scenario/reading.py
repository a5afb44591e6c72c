"""Scenario files: found by path or shipped name, followed through `extends`, put together layer by layer."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from outlast.scenario.assembly import assemble
from outlast.scenario.contradictions import contradictions
from outlast.scenario.errors import ScenarioError, ScenarioNotFoundError, fail
from outlast.scenario.files import read_text
from outlast.scenario.layers import read_overrides
from outlast.scenario.names import nearest, suggestion
from outlast.scenario.record import Scenario
from outlast.scenario.revision import revise
from outlast.scenario.shipped import shipped_scenarios
from outlast.scenario.wording import described, shown

LINE_OF_FAULT = re.compile(r"\(at line (\d+), column \d+\)")

UNIT_BESIDE_NUMBER = re.compile(r"=\s*[£$€]?\s*\d[\d.,]*\s*[£%A-Za-z]")


class Source(NamedTuple):
    """A scenario file as parsed: where it is, what messages call it, and what it holds."""

    path: Path
    where: str
    data: dict[str, Any]


def load_scenario(path_or_shipped_name: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read and check a scenario, with values set anew by their dotted names.

    Layers are the files that it extends, oldest first, the file itself, then the overrides. A later layer wins
    over an earlier one: its number for `mandate.vagueness` sets all three components, and the weights of
    `mandate.aim` are scaled after each layer. Texts among the overrides are read as typed at a command line.
    A shipped name means the shipped scenario, whatever the working directory holds.

    Raises ScenarioError, in one message, with all faults of the first layer that has any, or with all
    contradictions between values once the layers are in place.
    """
    files = lineage(path_or_shipped_name)
    last = files[-1]
    scenario = Scenario(name=last.path.stem, path=last.where)
    origins: dict[str, str] = {}
    for file in files:
        scenario, values = assemble(scenario, file.data, file.path.parent, file.where)
        for key in values:
            origins.pop(key, None)
            if file is not last:
                origins[key] = f"from {file.path.name}"
    if not scenario.title:
        scenario = revise(scenario, {}, title=last.path.stem)
    if overrides:
        values = read_overrides(overrides, f"override of {scenario.name}")
        scenario = revise(scenario, values)
        origins |= dict.fromkeys(values, "override")
    fail(last.where, contradictions(scenario, origins))
    return scenario


def lineage(name: str | os.PathLike[str]) -> list[Source]:
    """The files of a scenario, the oldest that it extends first; raises ScenarioError for a circle or gap."""
    if not isinstance(name, str | os.PathLike) or not isinstance(os.fspath(name), str) or not str(name):
        raise ScenarioError(f"a path or the name of a shipped scenario is needed, but {described(name)} was given.")
    path, where = _located(os.fspath(name), Path(), "")
    files: list[Source] = []
    while True:
        chain = [source.path.name for source in files]
        if path.resolve() in [source.path.resolve() for source in files]:
            circle = " → ".join([*chain, path.name])
            raise ScenarioError(f"{files[-1].where}: extends goes round in a circle: {circle}. One must stand alone.")
        files.append(Source(path, where, parsed(read_text(path, where), where)))
        extended = files[-1].data.get("extends")
        if not isinstance(extended, str) or not extended:
            return files[::-1]
        path, where = _located(extended, path.parent, f"{where}: extends ")


def _located(name: str, base: Path, said: str) -> tuple[Path, str]:
    """The file that a name means, and what to call it; `said` opens the message where there is none."""
    shipped = shipped_scenarios()
    path = shipped.get(name, base / name)
    if os.path.exists(path):
        return path, _called(path)
    if os.path.exists(f"{path}.toml"):
        also = suggestion(f"{name}.toml")
    else:
        like = nearest(Path(name).stem, shipped)
        also = suggestion(like) if like else f"; shipped are {', '.join(shipped) or 'none in this copy'}"
    called = f"{said}{shown(name)}" if said else shown(name)[1:-1]
    raise ScenarioNotFoundError(f"{called}: there is neither such a file nor a shipped scenario of that name{also}.")


def _called(path: Path) -> str:
    """A path as messages and manifests give it: short where it lies below the working directory."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def parsed(text: str, where: str) -> dict[str, Any]:
    """The tables of a TOML text; raises ScenarioError naming the line at fault."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where}: this is not valid TOML: {_reason(str(error), text)}") from None
    except RecursionError:
        raise ScenarioError(f"{where}: this is not valid TOML: it is nested too deeply.") from None
    except ValueError:
        # The one plain ValueError of the parser: a whole number longer than Python will read.
        raise ScenarioError(f"{where}: this is not valid TOML: it holds a whole number of too many digits.") from None


def _reason(message: str, text: str) -> str:
    """The parser's message, with the line that it means and what is most often wrong there."""
    lines = text.splitlines()
    found = LINE_OF_FAULT.search(message)
    number = int(found.group(1)) if found else len(lines)
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    advice = ""
    if message.startswith(("Cannot overwrite", "Cannot declare")):
        advice = " A key or table is given twice."
    elif UNIT_BESIDE_NUMBER.search(line):
        advice = " Give a bare number, without its unit; a text stands in quotes."
    return f"{message}. Line {number} reads: {shown(line)}.{advice}"
