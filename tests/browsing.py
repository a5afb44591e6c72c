"""What a visitor does on the page: buttons, tabs, levers, files; and what the charts of the page show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

VAGUE, GRANT, TIES = "How vague the mandate is", "Central money while funded", "Density of ties"
# The component that draws an element, and its chart.
DRAWING = "(e => { while (e && !(e.__vue__ && e.__vue__.chart)) e = e.parentElement; return e ? e.__vue__ : null; })"
CHART = f"(e => {DRAWING}(e)?.chart ?? null)"
# Whether every chart over quarters is drawn for as many as the page says.
CAUGHT_UP = f"""() => {{
    const quarter = +document.querySelector('.outlast-quarter').innerText.split(' ')[1];
    return [...document.querySelectorAll('div[role=img]')].every(e => {{
        const drawn = {CHART}(e)?.getOption();
        return drawn && (!drawn.xAxis || (drawn.series.some(one => one.data.length) ? quarter : 0) === quarter
            && drawn.series.every(one => !one.data.length || one.data.length === quarter));
    }});
}}"""

# Whether nothing has changed among the levers for a quarter of a second: fields that are drawn anew lose what is typed.
AT_REST = """() => {
    if (!window.changed) {
        new MutationObserver(() => { window.changed = performance.now(); }).observe(
            document.querySelector('.outlast-side'), {subtree: true, childList: true, attributes: true});
        window.changed = performance.now();
    }
    return performance.now() - window.changed > 250;
}"""


def tab(page: Page, name: str) -> None:
    """Open one of the tabs; on a narrow page it may have to be brought into sight."""
    one = page.get_by_role("tab", name=name, exact=True)
    one.focus()
    one.press("Enter")
    expect(one).to_have_attribute("aria-selected", "true")


def button(page: Page, name: str) -> Locator:
    """One of the buttons by its name."""
    return page.get_by_role("button", name=name, exact=True)


def at_quarter(page: Page, quarter: int, of: int = 40) -> None:
    """Wait until the page says that it stands at a quarter."""
    expect(page.locator(".outlast-quarter")).to_have_text(f"Quarter {quarter} of {of}")


def step(page: Page, to: int, since: int = 0) -> None:
    """Quarter by quarter, each once the one before it is shown."""
    for quarter in range(since + 1, to + 1):
        button(page, "Step").click()
        at_quarter(page, quarter)
    if page.get_by_role("tab", name="Watch").get_attribute("aria-selected") == "true":
        caught_up(page)


def play(page: Page) -> None:
    """Play to the end, fast."""
    button(page, "fast").click()
    button(page, "Play").click()
    at_quarter(page, 40)


def field(page: Page, lever: str) -> Locator:
    """The field in which a lever's number is typed."""
    return page.locator(".outlast-side").get_by_role("spinbutton", name=re.compile(f"^{re.escape(lever)}"))


def slider(page: Page, lever: str) -> Locator:
    """The slider of a lever."""
    return page.get_by_role("slider", name=re.compile(f"^{re.escape(lever)}"))


def typed(where: Locator, text: str) -> None:
    """Type into a field, in place of what it holds, and leave it by Enter."""
    where.press("Control+a")
    if text:
        where.page.keyboard.type(text)
    else:
        where.press("Delete")
    where.press("Enter")


def pick(page: Page, label: str, choice: str) -> None:
    """Choose one of a list."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(label)}")).click()
    page.get_by_role("option", name=choice, exact=True).click()


def beside(page: Page, choice: str) -> None:
    """Put a world beside the first."""
    pick(page, "Beside it", choice)
    stands_beside(page, choice)
    if choice != "nothing":
        expect(page.get_by_text("The levers move world")).to_have_count(1)
    caught_up(page)
    page.wait_for_function(AT_REST)


def branch(page: Page) -> None:
    """Branch here, and wait until the levers are those of the branch."""
    button(page, "Branch here").click()
    stands_beside(page, "a branch")
    expect(page.get_by_role("heading", name="World B")).to_have_count(1)
    expect(page.get_by_text("The levers move world")).to_have_count(1)
    caught_up(page)
    page.wait_for_function(AT_REST)


def caught_up(page: Page) -> None:
    """Wait until every world is drawn as far as the page says that it was played."""
    page.wait_for_function(CAUGHT_UP)


def stands_beside(page: Page, choice: str) -> None:
    """Wait until the page says what stands beside the first world."""
    expect(page.get_by_role("button", name=re.compile(f"^Beside it.* {re.escape(choice)}$"))).to_be_visible()


def story(page: Page, title: str) -> Locator:
    """The window that tells the story of an organisation or partnership."""
    return page.locator(".outlast-story").filter(has_text=re.compile(f"^\\s*{re.escape(title)}"))


def close_story(page: Page, told: Locator) -> None:
    """Close a story, and wait until nothing of its window is in the way of the next click."""
    told.get_by_role("button", name="Close").click()
    expect(told).to_have_count(0)
    expect(page.locator(".v-overlay--active, .v-dialog--active, .dialog-transition-leave-active")).to_have_count(0)


def hand_in(page: Page, name: str, data: bytes, kind: str = "text/csv") -> None:
    """Choose a file of one's own."""
    page.set_input_files("input[type=file]", [{"name": name, "mimeType": kind, "buffer": data}])


def fault(page: Page, *says: str) -> None:
    """Wait until the page complains of all this."""
    for one in says:
        expect(page.locator(".outlast-fault")).to_contain_text(one)


def saved(page: Page, label: str) -> tuple[str, bytes]:
    """Take a file away: its name and what is in it."""
    with page.expect_download() as coming:
        button(page, label).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def chart(page: Page, title: str, side: int = 0) -> Locator:
    """One of the charts by its title; `side` tells that of world B."""
    return page.get_by_role("img", name=re.compile(f"^{re.escape(title)}")).nth(side)


def option(chart: Locator) -> dict[str, Any]:
    """What a chart draws, as its library holds it."""
    return chart.evaluate(f"e => {CHART}(e).getOption()")


def series(chart: Locator) -> dict[str, list[Any]]:
    """The numbers of a chart by the name of the series."""
    return {one["name"]: one["data"] for one in option(chart)["series"] if one.get("name") and one["data"]}


def pixels(network: Locator, wanted: str) -> tuple[float, float]:
    """Where on the page an organisation or partnership of a network stands, by its name."""
    network.scroll_into_view_if_needed()
    inside: Sequence[float] = network.evaluate(
        f"""(e, wanted) => {{
            const chart = {CHART}(e), data = chart.getModel().getSeriesByIndex(0).getData();
            return chart.convertToPixel({{seriesIndex: 0}}, data.getItemLayout(data.indexOfName(wanted)));
        }}""",
        wanted,
    )
    box = network.bounding_box()
    assert box is not None
    return box["x"] + inside[0], box["y"] + inside[1]
