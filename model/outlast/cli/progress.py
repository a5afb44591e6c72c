"""How far a sweep is: a bar with rate, time left and failures; in a log, a line now and then."""

from __future__ import annotations

import time
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from outlast.cli.terminal import aside
from outlast.runs.conduct import Progress

# Seconds between two lines of a log.
SELDOM = 30.0


class Watch:
    """Shows the progress of a sweep while it is entered, and remembers the last."""

    def __init__(self, name: str) -> None:
        self.last = Progress(0, 0, 0)
        self._name = name
        self._console = aside()
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("runs, {task.fields[rate]} a second, {task.fields[failed]} failed, left"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task(name, total=None, rate="–", failed=0)
        self._began: tuple[float, int] | None = None
        self._said = time.monotonic()

    def __enter__(self) -> Watch:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        now = time.monotonic()
        # Runs that were there already say nothing of the speed.
        self._began = self._began or (now, progress.done)
        taken, made = now - self._began[0], progress.done - self._began[1]
        rate = made / taken if taken > 0.0 and made else None
        shown = "–" if rate is None else f"{rate:,.0f}"
        self.last = progress
        self._bar.update(
            self._task, completed=progress.done, total=progress.planned, rate=shown, failed=progress.failed
        )
        if self._bar.disable and rate is not None and now - self._said >= SELDOM:
            self._said = now
            left = span((progress.planned - progress.done) / rate)
            print_line = f"{self._name}: {progress.done:,} of {progress.planned:,} runs, {shown} a second, {left} left"
            self._console.print(f"{print_line}, {progress.failed:,} failed", highlight=False, soft_wrap=True)


def span(seconds: float) -> str:
    """A length of time in words."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def room(amount: float) -> str:
    """An amount of bytes in words."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
