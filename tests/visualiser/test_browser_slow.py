"""Ten minutes with four visitors, and thirty who come and go: what the server's memory does meanwhile."""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from browser import leave, opened, served
from browsing import GRANT, VAGUE, at_quarter, beside, branch, button, field, step, tab, typed
from census import KEPT, held, until

pytestmark = pytest.mark.slow

MINUTES = float(os.environ.get("OUTLAST_MINUTES", "10"))
# What the first rounds fill: libraries loaded on first use, fonts, verdicts kept for each visitor.
WARM = 0.3
# Beyond the noise of the allocator. Holding every world of one minute would take more.
ALLOWED_MB = 60


def resident(pid: int) -> float:
    """Memory of the server in MB."""
    return psutil.Process(pid).memory_info().rss / 2**20


def begin(page: Page, turn: int) -> None:
    """Back to quarter 0, another mandate each time, and off."""
    tab(page, "Watch")
    button(page, "Reset").click()
    at_quarter(page, 0)
    typed(field(page, VAGUE), f"0.{1 + turn % 9}")
    expect(field(page, VAGUE)).to_have_value(f"0.{1 + turn % 9}")
    button(page, "fast").click()
    button(page, "Play").click()


def finish(page: Page, turn: int) -> None:
    """To the end, then half way again with a branch of its own, compared."""
    at_quarter(page, 40)
    button(page, "Reset").click()
    at_quarter(page, 0)
    step(page, 3)
    if turn % 3 == 2:
        beside(page, "no mandate")
    else:
        branch(page)
        typed(field(page, GRANT), f"{10 + turn % 80}")
        expect(page.get_by_label("new value")).to_have_value(f"{10 + turn % 80}")
    step(page, 5, since=3)
    tab(page, "Compare")
    expect(page.get_by_role("table")).to_be_visible()
    tab(page, "Take away")
    tab(page, "Watch")


def test_ten_minutes_with_four_visitors_do_not_fill_the_memory(browser: Browser, tmp_path: Path) -> None:
    found: list[tuple[float, float]] = []
    with served(tmp_path, "workshop") as address:
        pid = held(tmp_path)["pid"]
        with ExitStack() as visits:
            pages = [visits.enter_context(opened(browser, address)) for _ in range(4)]
            start = minute = time.monotonic()
            turn = 0
            print(f"\n{resident(pid):.0f} MB with four visitors who have just come")
            while (now := time.monotonic()) - start < 60 * MINUTES:
                for page in pages:
                    begin(page, turn)
                for page in pages:
                    finish(page, turn)
                turn += 1
                found.append((time.monotonic() - start, resident(pid)))
                if now - minute >= 60:
                    minute = now
                    print(f"{(now - start) / 60:.1f} min, {turn} rounds: {found[-1][1]:.0f} MB")
            during = held(tmp_path)
            assert during["kernels"] == during["Visit"] == 4
            # Each visitor has two worlds, and at most what was drawn just before.
            assert during["World"] <= 4 * 3
            for page in pages:
                leave(page)
            left = until(tmp_path, nobody)
        print(f"{turn} rounds; {resident(left['pid']):.0f} MB once all have left")
    warm = [memory for when, memory in found if when >= 60 * MINUTES * WARM]
    assert len(warm) >= 4, "too few rounds to say anything"
    third = max(len(warm) // 3, 1)
    first, last = sorted(warm[:third])[third // 2], sorted(warm[-third:])[third // 2]
    print(f"from {first:.0f} MB after the warm-up to {last:.0f} MB at the end")
    assert last - first < ALLOWED_MB


def test_thirty_visitors_who_come_and_go_leave_nothing(browser: Browser, tmp_path: Path) -> None:
    def visits(times: int) -> Counter[str]:
        for _ in range(times):
            with opened(browser, address) as page:
                step(page, 3)
                beside(page, "no mandate")
                step(page, 4, since=3)
                leave(page)
                until(tmp_path, nobody)
        return held(tmp_path)

    with served(tmp_path, "workshop") as address:
        first = visits(10)
        before = resident(first["pid"])
        last = visits(30)
        after = resident(last["pid"])
    grown = {name: last[name] - first[name] for name in last if last[name] - first[name] >= 300 and name != "pid"}
    print(f"\n{before:.0f} MB after 10 visitors, {after:.0f} MB after 30 more; grown: {grown}")
    assert after - before < ALLOWED_MB


def nobody(now: Counter[str]) -> bool:
    """Whether nothing of any visitor is left."""
    return not any(now[name] for name in KEPT)
