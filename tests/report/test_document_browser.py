"""A report in a real browser: nothing is loaded, nothing runs over the edge, and it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from browser import ARGUMENTS, Watch, chromium
from documents import a_run, made, scenario_of_ours, shipped, told
from outlast.report.document import write_report

WIDE = "a_name_that_goes_on_and_on_without_any_place_to_break_it_" * 3


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages with everything that can be too wide: figures, tables, commands, files, hashes, long words."""
    into = tmp_path_factory.mktemp("pages")
    folders = {
        "run": a_run(),
        "ours": made("run", str(scenario_of_ours(into)), "--replicates", "2"),
        "study": shipped("02_sensitivity/levers", into, ["ranked"]),
        "patterns": shipped("patterns", into, ["patterns_directions_2"]),
        "told": told(into, "explanation", [f"It was {WIDE}.", "Two.", "Three."], quarters=f"{WIDE},b\n{WIDE},{WIDE}\n"),
    }
    return {name: write_report(folder, into / f"{name}.html") for name, folder in folders.items()}


def opened(browser: Browser, file: Path, width: int) -> tuple[Page, Watch]:
    viewport: ViewportSize = {"width": width, "height": 800}
    page = browser.new_context(viewport=viewport).new_page()
    watch = Watch(page)
    page.goto(file.as_uri())
    return page, watch


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_nothing_runs_over_the_edge_and_nothing_is_asked_of_anyone(
    browser: Browser, pages: dict[str, Path], width: int
) -> None:
    for name, file in pages.items():
        page, watch = opened(browser, file, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        # Whatever is wider than the page moves within its own frame.
        wider = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, pre') && "
            "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
        )
        assert wider == [], name
        assert [one for one in watch.faults if "file://" not in one] == [], name
        page.context.close()


def test_the_parts_of_a_page_have_names(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["run"], 1280)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("contentinfo")).to_have_count(1)
    expect(page.get_by_role("navigation", name="Contents")).to_have_count(1)
    for name in ("Answer", "Figures", "Tables", "Method", "Assumptions", "Limits", "Provenance", "References"):
        expect(page.get_by_role("region", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("figure", name=re.compile("^Figure 1. What became of the partnerships"))).to_have_count(1)
    expect(page.get_by_role("img", name=re.compile("Four panels"))).to_have_count(1)
    expect(page.get_by_role("table", name="Outcomes")).to_have_count(1)
    expect(page.get_by_role("rowheader", name="kept itself going (self-sustained or growing)").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the answer")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#answer")
    page.context.close()


def test_text_can_be_told_from_its_ground(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["run"], 1280)
    worst = page.evaluate(
        """() => {
            const light = s => { const v = s.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
                .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
                return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
            const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                if (!/, 0\\)$/.test(c) && c !== 'transparent') return c; } return 'rgb(255, 255, 255)'; };
            return [...document.querySelectorAll('body *')]
                .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .map(e => { const a = light(getComputedStyle(e).color), b = light(ground(e));
                    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.outerHTML.slice(0, 60)]; })
                .sort((a, b) => a[0] - b[0])[0];
        }"""
    )
    assert worst[0] >= 4.5, worst
    page.context.close()


def test_no_word_of_a_user_runs_as_a_script(browser: Browser, pages: dict[str, Path]) -> None:
    page, watch = opened(browser, pages["ours"], 1280)
    page.on("dialog", lambda dialog: watch.faults.append(dialog.message))
    assert page.locator("script").count() == 0
    assert page.title().startswith('Ours "><script>alert(1)</script>')
    assert [one for one in watch.faults if "file://" not in one] == []
    page.context.close()


def test_a_page_prints_on_a4(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["run"], 1280)
    printed = page.pdf(prefer_css_page_size=True)
    # A4 in points.
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
    assert 3 <= len(re.findall(rb"/Type ?/Page\b", printed)) <= 12
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    # At the width of the paper between its margins (180 mm) nothing is cut off at the side.
    page.set_viewport_size({"width": 680, "height": 990})
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.context.close()
