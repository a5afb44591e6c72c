"""A report as a page: HTML that needs nothing from elsewhere, from a template that escapes all it is given."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from outlast.bibliography import Reference, references
from outlast.report.document.kinds import NAMES
from outlast.report.document.parts import Picture, Report

# By this a page of ours is known when it is to be replaced.
MARK = '<meta name="generator" content="outlast '
# A dotted key may be broken after its dots and underscores, and nowhere else.
KEY = re.compile(
    r"\b(?:mandate|context|rules|structure|output)(?:\.[a-z_0-9]+)+"
    r"|\b[a-z]{6,}\.[a-z_]{6,}\b|\b[a-z0-9]+(?:_[a-z0-9]+){2,}\b"
)
CITED = re.compile(r"\[([A-Z][A-Za-z0-9-]*(?:; [A-Z][A-Za-z0-9-]*)*)\]")


def page(report: Report) -> str:
    """The whole page; the same report gives the same text."""
    template = _environment().get_template("report.html")
    return template.render(
        report=report,
        kind=NAMES.get(report.kind, report.kind),
        writer=version("outlast"),
        references=_cited_by(report),
        style=Markup(_environment().get_template("report.css").render()),
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("outlast.report.document"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"cited": cited, "address": address}
    return made


def cited(text: str) -> Markup:
    """A text with its sources as links into the list at the end; all else is escaped."""
    known = references()

    def link(found: re.Match[str]) -> str:
        keys = found[1].split("; ")
        if any(key not in known for key in keys):
            return found[0]
        return "[" + "; ".join(f'<a href="#ref-{key}">{key}</a>' for key in keys) + "]"

    # Escaping leaves brackets and keys as they are.
    whole = CITED.sub(link, str(escape(text)))
    return Markup(KEY.sub(lambda found: re.sub(r"([._])", r"\1<wbr>", found[0]), whole))


def address(picture: Picture) -> str:
    """A picture as an address that holds it whole."""
    return f"data:image/png;base64,{base64.b64encode(picture.data).decode('ascii')}"


def _cited_by(report: Report) -> list[Reference]:
    """The sources that the texts of a report cite, by key."""
    texts = [*report.method, *report.intervals, *report.limits, *report.assumed, *report.findings, *report.answer]
    for table in (*report.assumptions, *report.tables):
        texts += [cell for row in table.rows for cell in row]
        texts += table.notes
    keys = {key for text in texts for found in CITED.finditer(text) for key in found[1].split("; ")}
    return [one for key, one in sorted(references().items()) if key in keys]
