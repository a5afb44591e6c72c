"""How fast the workshop page is in a browser, for one visitor and for four: `python benchmarks/page.py --help`."""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from measuring import machine, show

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120_000
PAINTED = """() => {
  const canvas = document.querySelector('canvas');
  if (!canvas || !canvas.width || !canvas.height) return false;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return data.some((value, k) => k % 4 === 3 && value > 0);
}"""
# The next time that a chart is drawn, after the key that is pressed first.
AWAIT_DRAWING = """picture => {
  const chart = picture.__vue__.chart;
  window.took = null;
  let pressed = null;
  addEventListener('keydown', () => { pressed = performance.now(); }, {capture: true, once: true});
  const drawn = () => {
    if (pressed === null) return;
    window.took = performance.now() - pressed;
    chart.off('finished', drawn);
  };
  chart.on('finished', drawn);
}"""
# From the click on Play to the last quarter, as the visitor sees them.
AWAIT_END = """() => {
  const says = document.querySelector('.outlast-quarter');
  const quarter = () => +says.innerText.split(' ')[1], of = +says.innerText.split(' ')[3];
  window.rate = null;
  document.querySelector('.outlast-play').addEventListener('click', () => {
    const start = performance.now(), from = quarter();
    new MutationObserver(() => {
      if (quarter() === of) window.rate = 1000 * (of - from) / (performance.now() - start);
    }).observe(says, {characterData: true, childList: true, subtree: true});
  }, {capture: true, once: true});
}"""


def main() -> None:
    """Measure the first picture, levers and play, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--scenario", default="hiec", help="a shipped name or a file")
    parser.add_argument("--visitors", type=int, default=4, help="how many at once, besides one alone")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="the small workshop scenario, once: to see that it works")
    asked = parser.parse_args()
    if asked.quick:
        asked.scenario, asked.visitors, asked.repeats = "workshop", 2, 1
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        parser.error(f"no browser: none of {', '.join(BROWSERS)} is installed")
    print(machine())
    expect.set_options(timeout=PATIENCE)
    with served(asked.scenario) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        measured = measure(browser, address, asked.visitors, asked.repeats)
        browser.close()
    show(f"{asked.scenario}, {asked.repeats} repeats", ("what", "median", "least", "most"), measured)


def measure(browser: Browser, address: str, visitors: int, repeats: int) -> list[tuple[str, ...]]:
    """A row for each thing that is measured."""
    first, luck, lever = [], [], []
    for _ in range(repeats):
        with opened(browser, address) as (page, took):
            first.append(took)
            seed = page.get_by_role("spinbutton", name="Luck: the seed")
            seed.fill("8")
            luck.append(redrawn(page, seed, "Enter", "memberships"))
            button(page, "Step").click()
            expect(page.get_by_role("status").first).to_contain_text("Quarter 1 of")
            slider = page.get_by_role("slider", name="How vague the mandate is")
            lever.append(redrawn(page, slider, "ArrowLeft", "What became of them"))
    rows = [
        row("first picture", first, seconds),
        row("a lever moved, redrawn", lever, seconds),
        row("another seed, redrawn", luck, seconds),
    ]
    for count in (1, visitors):
        rates = [rate for _ in range(repeats) for rate in play(browser, address, count)]
        who = "one visitor" if count == 1 else f"each of {count} visitors"
        rows.append(row(f"quarters a second, {who}", rates, lambda rate: f"{rate:.1f}"))
    return rows


def redrawn(page: Page, control: Locator, key: str, picture: str) -> float:
    """Seconds from a key on a control to a picture drawn anew."""
    control.focus()
    page.get_by_role("img", name=picture).first.evaluate(AWAIT_DRAWING)
    page.keyboard.press(key)
    page.wait_for_function("window.took !== null", timeout=PATIENCE)
    return page.evaluate("window.took") / 1000


def play(browser: Browser, address: str, visitors: int) -> list[float]:
    """Quarters a second that each of several visitors sees, all of whom play fast at once."""
    with ExitStack() as stack:
        pages = [stack.enter_context(opened(browser, address))[0] for _ in range(visitors)]
        for page in pages:
            button(page, "fast").click()
            page.evaluate(AWAIT_END)
        for page in pages:
            button(page, "Play").click()
        for page in pages:
            page.wait_for_function("window.rate !== null", timeout=PATIENCE)
        return [page.evaluate("window.rate") for page in pages]


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[tuple[Page, float]]:
    """A new visitor with nothing in the cache, and the seconds until they saw a picture."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        page = context.new_page()
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_function(PAINTED, timeout=PATIENCE)
        yield page, time.perf_counter() - start
        # The server forgets whoever leaves.
        page.goto("about:blank")
    finally:
        context.close()


@contextmanager
def served(scenario: str) -> Iterator[str]:
    """The address of a page that `outlast app` serves."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        with out.open("w") as stdout:
            words = [sys.executable, "-m", "outlast", "app", scenario, "--port", "0", "--no-open"]
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=stdout)
        try:
            while not (found := re.search(r"http://[\d.]+:\d+", out.read_text("utf-8"))):
                if process.poll() is not None:
                    raise SystemExit("outlast app ended")
                time.sleep(0.1)
            yield found[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def button(page: Page, name: str) -> Locator:
    """One of the page's buttons."""
    return page.get_by_role("button", name=name, exact=True)


def row(what: str, values: Sequence[float], written: Callable[[float], str]) -> tuple[str, ...]:
    """What was measured, its median, least and most."""
    return (what, *(written(value) for value in (statistics.median(values), min(values), max(values))))


def seconds(value: float) -> str:
    """A time as the table has it."""
    return f"{value:.2f} s"


if __name__ == "__main__":
    main()
