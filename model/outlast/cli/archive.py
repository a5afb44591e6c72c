"""`outlast archive`: the checkout and its results as one file, for a library of models or a journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from outlast.cli.app import app
from outlast.cli.options import Json
from outlast.cli.terminal import aside, console, print_json

MOST_NAMED = 5


@app.command
def archive(
    *,
    out: Annotated[Path | None, Parameter(help="File to write; outlast-VERSION.zip here unless told.")] = None,
    results: Annotated[
        list[Path] | None,
        Parameter(
            help="A folder of results to add whole, tables of single runs included; may be repeated.", negative=""
        ),
    ] = None,
    json_: Json = False,
) -> None:
    """Write code, documents, data and results as one ZIP, in the form of the CoMSES model library.

    It holds what git keeps of this checkout, with CONTENTS.md, codemeta.json and the SHA-256 of every file; the same
    checkout gives the same bytes. It works in a checkout only.
    """
    from outlast.report.archive.bundle import archived

    found = archived(out, results or ())
    for says, names in (
        ("changed since the commit (archived as they are)", found.changed),
        ("not kept by git (left out)", found.untracked),
    ):
        if names:
            more = len(names) - MOST_NAMED
            some = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            many = f"{len(names)} file{'' if len(names) == 1 else 's'}"
            aside().print(f"{many} {says}: {some}", highlight=False, soft_wrap=True)
    if json_:
        print_json({"path": str(found.path), "bytes": found.size, "files": found.files,
                    "changed": list(found.changed), "untracked": list(found.untracked)})  # fmt: skip
        return
    console().print(
        f"Written to {found.path}: {found.files:,} files in {found.size / 1e6:.1f} MB; CONTENTS.md in it says how to "
        "verify and run it.",
        soft_wrap=True,
        highlight=False,
    )
