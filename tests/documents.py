"""Small folders of results for tests of reports, made once for all tests of a process; and pages taken apart."""

from __future__ import annotations

import json
import shlex
import shutil
from atexit import register
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

from matplotlib.figure import Figure

from outlast.cli import main
from outlast.cli.app import app, whole_words
from outlast.runs.provenance import checksum

ROOT = Path(__file__).resolve().parents[1]
TINY = [
    word
    for text in (
        "context.partnerships=3", "context.members=8", "context.members_spread=0", "mandate.duration=4",
        "context.horizon=16",
    )
    for word in ("--set", text)
]  # fmt: skip
NASTY = '"><script>alert(1)</script> & <b>co</b>'
OURS = f"""
title = '''Ours {NASTY}'''
question = '''What if they <i>stay</i>? {{{{ 7 * 7 }}}}'''
extends = "workshop"

[mandate]
grant = 77

[context]
partnerships = 2
members = 5
members_spread = 0
horizon = 16

[[change]]
quarter = 2
mandate.grant = 20

[[roster]]
name = '''Trust {NASTY}'''
sector = "nhs"
region = "north"
size = 1.0
"""
ROSTER = "".join(
    f'\n[[roster]]\nname = "{sector} {number}"\nsector = "{sector}"\nregion = "{region}"\nsize = 1.0\n'
    for region in ("north", "south")
    for sector in ("nhs", "university", "firm")
    for number in ((1, 2) if region == "north" else (3, 4))
)


@cache
def home() -> Path:
    """Where the folders of this process lie."""
    path = Path(mkdtemp(prefix="reports"))
    register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def made(*words: str, drawn: bool = False) -> Path:
    """A folder that a command made, without its figures unless told; not to be changed (see `copied`)."""
    out = home() / f"made{len(list(home().iterdir()))}"
    with ExitStack() as patched:
        for where, stand_in in () if drawn else UNDRAWN:
            patched.enter_context(patch(where, stand_in))
        assert main([*words, "--workers", "1", "--out", str(out), "--json"]) == 0
    return out


# What draws, and what draws nothing in its place: a figure takes a second or two.
UNDRAWN: tuple[tuple[str, Any], ...] = (
    ("outlast.report.figures.run_figure", lambda _: Figure(figsize=(2, 1))),
    ("outlast.report.gallery.figures", lambda _: {}),
    ("outlast.report.sensitivity.folder.figures_of", lambda *_: {}),
)
VARIED = ("--vary", "mandate.vagueness=0:1:3", "--vary", "mandate.grant=0,60", "--replicates", "3")


@cache
def a_run() -> Path:
    """The folder of a small run of the clusters, with its figure."""
    return made("run", "hiec", *TINY, "--replicates", "3", drawn=True)


@cache
def a_sweep() -> Path:
    """The folder of a small sweep, with its figure."""
    return made("sweep", "hiec", *TINY, *VARIED, drawn=True)


@cache
def a_study() -> Path:
    """The folder of a small study of sensitivity."""
    return made(
        "sensitivity", "hiec", *TINY, "--method", "morris", "--vary", "mandate.duration=4:8", "--vary",
        "mandate.pressure=0:1", "--samples", "4", "--replicates", "2", "--resamples", "100",
    )  # fmt: skip


def scenario_of_ours(folder: Path) -> Path:
    """A scenario of somebody's own, with names that a page must not take for its own words."""
    file = folder / "ours.toml"
    file.write_text(OURS.strip() + "\n" + ROSTER, encoding="utf-8")
    return file


def shipped(name: str, into: Path, figures: Iterable[str] = ()) -> Path:
    """A copy of a folder that the checkout keeps, with a few of its figures: many take long to make small."""
    folder = into / name.replace("/", "_")
    folder.mkdir()
    for path in (ROOT / "results" / name).iterdir():
        if path.suffix != ".png" or path.stem in figures:
            shutil.copy2(path, folder)
    return folder


def copied(folder: Path, into: Path) -> Path:
    """A copy of a folder that may be changed."""
    into.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(folder, into / "copy"))


def told(into: Path, kind: str, findings: Iterable[str], **files: str) -> Path:
    """A folder of a kind that tells itself: findings, and tables by name."""
    folder = into / kind
    folder.mkdir()
    texts = {"findings.txt": "\n".join(findings) + "\n"} | {f"{name}.csv": text for name, text in files.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    sign(folder, {"outlast": kind, "settings": {"seed": 1, "outcome": "alive_8"}, "versions": {"outlast": "0.1.0"}})
    return folder


def sign(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Sign all files of a folder."""
    signed = {path.name: checksum(path) for path in sorted(folder.iterdir()) if path.name != "manifest.json"}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "checksums": signed}), encoding="utf-8")


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a folder says of itself."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def parsed_command(line: str) -> tuple[str, dict[str, Any]]:
    """The name of a command line and the values of its parameters, as the command would be called."""
    words = shlex.split(line)
    assert words[0] == "outlast"
    command, bound, _ = app.parse_args(whole_words(words[1:]), exit_on_error=False, print_error=False)
    bound.apply_defaults()
    return command.__name__, dict(bound.arguments)


VOID = {"meta", "img", "br", "wbr", "hr", "link", "input"}


@dataclass
class Element:
    """An element of a page: its tag, attributes, text with that of all inside, and the elements it lies in."""

    tag: str
    attributes: dict[str, str]
    within: list[str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A page taken apart; a tag that is closed otherwise than it was opened is a fault."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Element] = []
        self.feed(self.html)
        self.close()
        assert self.open == [], [one.tag for one in self.open]

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: text or "" for name, text in attrs}, [one.tag for one in self.open])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without its beginning"
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one.text += data

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag, in order."""
        return [one for one in self.elements if one.tag == tag]

    def commands(self) -> list[str]:
        """The commands that make the results again."""
        return [one.text for one in self.all("pre") if one.attributes.get("class") == "command"]

    def files(self) -> dict[str, str]:
        """The files that must be saved first, by name."""
        names = [one.text for one in self.all("h3")]
        texts = [one.text for one in self.all("pre") if one.attributes.get("class") == "file"]
        return dict(zip(names[len(names) - len(texts) :], texts, strict=True))

    def section(self, name: str) -> str:
        """The text of a section."""
        found = [one for one in self.all("section") if one.attributes.get("id") == name]
        assert len(found) == 1, name
        return " ".join(found[0].text.split())


def page_of(file: Path) -> Page:
    """A page that was written, taken apart."""
    return Page(file.read_text(encoding="utf-8"))
