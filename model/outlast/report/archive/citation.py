"""CITATION.cff and pyproject.toml as data: a small strict reader of the one, and what both say of the software."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from outlast.scenario import ScenarioError

CITATION, PROJECT = "CITATION.cff", "pyproject.toml"
FIELD = re.compile(r"(?P<key>[a-z][a-z-]*):(?: (?P<value>.+))?")
# https://www.repostatus.org has words for what classifiers number.
STATUS = {"3 - Alpha": "wip", "4 - Beta": "active", "5 - Production/Stable": "active"}
CONTEXT = "https://w3id.org/codemeta/3.0"


def read_citation(text: str) -> dict[str, Any]:
    """What a CITATION.cff in plain form says: fields of text, lists of texts and of entries, and folded text (`>-`).

    Every value is a text. Raises ScenarioError naming the line that is not in that form.
    """
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    rest = [(number, line) for number, line in lines if line.strip() and not line.lstrip().startswith("#")]
    found, left = _mapping(rest, 0)
    if left:
        raise _fault(*left[0])
    return found


Lines = list[tuple[int, str]]


def _mapping(lines: Lines, depth: int) -> tuple[dict[str, Any], Lines]:
    """The fields at one depth, and the lines after them."""
    found: dict[str, Any] = {}
    while lines and _depth(lines[0][1]) == depth and not lines[0][1].lstrip().startswith("- "):
        number, line = lines[0]
        field = FIELD.fullmatch(line.strip())
        if field is None or field["key"] in found:
            raise _fault(number, line)
        lines = lines[1:]
        value = field["value"]
        if value == ">-":
            inside = [line for _, line in lines[: _while_deeper(lines, depth)]]
            found[field["key"]] = " ".join(line.strip() for line in inside)
            lines = lines[len(inside) :]
        elif value is None:
            found[field["key"]], lines = _list(lines, depth + 2)
        else:
            found[field["key"]] = _text(value, number)
    return found, lines


def _list(lines: Lines, depth: int) -> tuple[list[Any], Lines]:
    """The items at one depth: texts, or mappings whose first field stands beside the dash."""
    found: list[Any] = []
    while lines and _depth(lines[0][1]) == depth and lines[0][1].lstrip().startswith("- "):
        number, line = lines[0]
        item = line.strip().removeprefix("- ")
        if FIELD.fullmatch(item) is None:
            found.append(_text(item, number))
            lines = lines[1:]
            continue
        entry, lines = _mapping([(number, f"{' ' * (depth + 2)}{item}"), *lines[1:]], depth + 2)
        found.append(entry)
    return found, lines


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _while_deeper(lines: Lines, depth: int) -> int:
    return next((k for k, (_, line) in enumerate(lines) if _depth(line) <= depth), len(lines))


def _text(value: str, number: int) -> str:
    if value.startswith('"'):
        if len(value) < 2 or not value.endswith('"') or '"' in value[1:-1] or "\\" in value:
            raise _fault(number, value)
        return value[1:-1]
    if value[0] in "'[{&*!|>%@`" or ": " in value or " #" in value:
        raise _fault(number, value)
    return value


def _fault(number: int, line: str) -> ScenarioError:
    return ScenarioError(f"{CITATION}, line {number}: not in the plain form that is read here: {line.strip()!r}")


def codemeta(root: Path) -> dict[str, Any]:
    """What CodeMeta wants to know of the software, from CITATION.cff and pyproject.toml; raises ScenarioError."""
    citation = read_citation((root / CITATION).read_text(encoding="utf-8"))
    project = tomllib.loads((root / PROJECT).read_text(encoding="utf-8"))["project"]
    if citation["version"] != project["version"] or citation["license"] != project["license"]:
        raise ScenarioError(f"{CITATION} and {PROJECT} disagree on version or licence; make them say the same")
    classes = dict(one.split(" :: ", 1) for one in project["classifiers"] if one.count(" :: ") == 1)
    status = STATUS.get(classes.get("Development Status", ""))
    mesa = next((one for one in project["dependencies"] if one.lower().startswith("mesa")), "mesa")
    return {
        "@context": CONTEXT,
        "@type": "SoftwareSourceCode",
        "name": citation["title"],
        "identifier": project["name"],
        "description": citation["abstract"],
        "version": project["version"],
        "license": f"https://spdx.org/licenses/{project['license']}",
        "author": [_actor(one) for one in citation["authors"]],
        "datePublished": citation["date-released"],
        "keywords": citation["keywords"],
        "applicationCategory": "Computational Model",
        **({"developmentStatus": f"https://www.repostatus.org/#{status}"} if status else {}),
        "programmingLanguage": {
            "@type": "ComputerLanguage",
            "name": "Python",
            "version": project["requires-python"],
            "url": "https://www.python.org",
        },
        "runtimePlatform": [f"Python {project['requires-python']}", mesa],
        "operatingSystem": classes.get("Operating System", ""),
        "softwareRequirements": project["dependencies"],
        "citation": [_work(one) for one in citation["references"]],
    }


def _actor(person: dict[str, str]) -> dict[str, str]:
    if "name" in person:
        return {"@type": "Organization", "name": person["name"]}
    names = {"givenName": person.get("given-names", ""), "familyName": person["family-names"]}
    return {"@type": "Person", **{name: text for name, text in names.items() if text}}


def _work(reference: dict[str, Any]) -> dict[str, Any]:
    address = f"https://doi.org/{reference['doi']}" if "doi" in reference else reference.get("url", "")
    authors = [_actor(one) for one in reference["authors"] if one.get("name") != "and others"]
    return {
        "@type": "ScholarlyArticle",
        "name": reference["title"],
        "author": authors,
        "datePublished": reference["year"],
        **({"url": address} if address else {}),
    }
