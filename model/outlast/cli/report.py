"""`outlast report`: one self-contained page from a folder of results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from outlast.cli.app import app
from outlast.cli.options import Json
from outlast.cli.terminal import console, print_json


@app.command
def report(
    results: Path,
    /,
    *,
    out: Annotated[Path | None, Parameter(help="File to write; report.html in the folder unless told.")] = None,
    open_: Annotated[bool, Parameter(name="--open", negative="", help="Show the page in the browser.")] = False,
    json_: Json = False,
) -> None:
    """Write results as one page that can be read, sent and printed: answer, figures, tables, method, provenance.

    From the folder of a run, sweep, sensitivity, calibration, value of data, validation, discovery, comparison,
    frontier or explanation. The page loads nothing from elsewhere. Files that have changed since they were written are
    found out.

    Parameters
    ----------
    results
        A folder of results.
    """
    from outlast.report.document.writing import written

    found = written(results, out)
    if open_:
        import webbrowser

        webbrowser.open(found.path.absolute().as_uri())
    if json_:
        print_json({"path": str(found.path), "bytes": found.size, "kind": found.kind})
        return
    size = f"{found.size / 1e6:.1f} MB" if found.size >= 1e6 else f"{found.size / 1e3:.0f} kB"
    terminal = console()
    terminal.print(f"Written to {found.path}: one page of {size}, which needs nothing else.", soft_wrap=True,
                   highlight=False)  # fmt: skip
