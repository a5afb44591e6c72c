"""Serving the page on this machine: everything local, nothing reported to anyone."""

from __future__ import annotations

import os

SCENARIO = "OUTLAST_APP_SCENARIO"
DEFAULT_SCENARIO = "hiec"
LOOPBACK = "127.0.0.1"
SETTINGS = {
    # Nobody is told who visits, no banner, no address beyond this machine; a closed tab is forgotten soon.
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "outlast",
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",
    "SOLARA_MODE": "production",
    "SOLARA_APP": "outlast.visualiser.page",
}


def opening_scenario() -> str:
    """The scenario that the page opens with."""
    return os.environ.get(SCENARIO, DEFAULT_SCENARIO)


def serve(scenario: str, host: str = LOOPBACK, port: int = 8765) -> None:
    """Serve the page until it is stopped."""
    os.environ.update(SETTINGS)
    os.environ[SCENARIO] = scenario
    import uvicorn
    from solara.server.starlette import app

    uvicorn.run(app, host=host, port=port, log_level="warning")
