"""Taking away in a browser: files that say what was set and played, and links that bring the page back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from browser import opened
from browsing import (
    GRANT,
    VAGUE,
    at_quarter,
    beside,
    button,
    caught_up,
    chart,
    field,
    hand_in,
    saved,
    series,
    step,
    tab,
    typed,
)
from outlast.scenario.handed import scenario_from

PNG = b"\x89PNG\r\n\x1a\n"


def prepared(page: Page) -> None:
    """Vagueness 0.3 from the start, and another grant from quarter 2 of 3."""
    typed(field(page, VAGUE), "0.3")
    expect(field(page, VAGUE)).to_have_value("0.3")
    step(page, 2)
    typed(field(page, GRANT), "50")
    expect(page.get_by_label("new value")).to_have_value("50")
    step(page, 3, since=2)


def link(page: Page) -> str:
    """The link that the page gives, without the address of the server."""
    tab(page, "Take away")
    found = page.get_by_label("A link that brings this page back")
    return found.input_value().partition("/?")[2]


@pytest.mark.slow
def test_scenario_and_what_was_played_say_what_was_done(page: Page) -> None:
    prepared(page)
    drawn = series(chart(page, "Trust and clarity"))["trust"]
    tab(page, "Take away")
    name, data = saved(page, "Scenario (TOML)")
    assert name == "scenario_A.toml"
    found = scenario_from(data, name)
    assert tuple(found.settings.mandate.vagueness) == (0.3, 0.3, 0.3)
    assert [found.mandate_at(quarter).grant for quarter in range(4)] == [120, 120, 50, 50]

    name, data = saved(page, "What was played (CSV)")
    assert name == "played_A.csv"
    table = pd.read_csv(io.BytesIO(data))
    assert list(zip(table["quarter"], table["partnership"], strict=True)) == [(q, p) for q in range(3) for p in (1, 2)]
    trust = table["trust"].to_numpy().reshape(3, 2).mean(axis=1)
    assert drawn == pytest.approx(list(trust), abs=0.001)


def test_the_figure_is_a_picture(page: Page) -> None:
    tab(page, "Take away")
    name, data = saved(page, "Figure (PNG)")
    assert name == "run_A.png"
    assert data.startswith(PNG)
    assert len(data) > 20_000


def test_the_report_is_one_page_that_stands_alone(browser: Browser, page: Page, tmp_path: Path) -> None:
    prepared(page)
    tab(page, "Take away")
    name, data = saved(page, "Report (HTML)")
    assert name == "outlast.html"
    (tmp_path / name).write_bytes(data)
    context = browser.new_context(viewport={"width": 360, "height": 700})
    alone = context.new_page()
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto((tmp_path / name).as_uri())
    expect(alone.get_by_role("heading", name="Answer")).to_be_visible()
    assert "after 3 quarters" in alone.inner_text("main")
    assert alone.evaluate("document.documentElement.scrollWidth") <= 360
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


@pytest.mark.slow
def test_everything_comes_in_one_archive(page: Page) -> None:
    beside(page, "no mandate")
    step(page, 1)
    tab(page, "Take away")
    name, data = saved(page, "Everything (ZIP)")
    assert name == "outlast.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        held = {one: archive.read(one) for one in names}
    assert names == {"README.txt", "played_A.csv", "played_B.csv", "scenario_A.toml", "summary_A.csv", "run_A.png"}
    assert held["run_A.png"].startswith(PNG)
    assert scenario_from(held["scenario_A.toml"], "a.toml").settings.mandate.grant == 120
    assert "alive_8" in set(pd.read_csv(io.BytesIO(held["summary_A.csv"])).iloc[:, 0])
    assert held["played_A.csv"] != held["played_B.csv"]


@pytest.mark.slow
def test_a_link_brings_both_worlds_back(browser: Browser, address: str, page: Page) -> None:
    prepared(page)
    beside(page, "another mandate")
    before = [series(chart(page, "Trust and clarity", side)) for side in (0, 1)]
    path = f"/?{link(page)}"
    with opened(browser, address, path=path) as other:
        at_quarter(other, 3)
        expect(other.get_by_role("heading", name="World B")).to_be_visible()
        caught_up(other)
        assert [series(chart(other, "Trust and clarity", side)) for side in (0, 1)] == before
        assert series(chart(other, "Money of those open"))["grant"] == [120, 120, 50]
        expect(other.locator(".outlast-timeline")).to_contain_text("A: from quarter")
        expect(field(other, VAGUE)).to_have_value("0.3")
        expect(field(other, GRANT)).to_have_value("50")


@pytest.mark.parametrize("page_of_link", ["eNq1WG1v2zYQ", "<script>ran=1</script>%00"])
def test_a_broken_link_is_said_in_words_and_the_page_can_be_used(
    browser: Browser, address: str, page_of_link: str
) -> None:
    with opened(browser, address, path=f"/?page={page_of_link}") as page:
        expect(page.locator(".outlast-fault")).to_contain_text("link")
        assert page.evaluate("window.ran") is None
        step(page, 1)
        expect(button(page, "Play")).to_be_enabled()


@pytest.mark.slow
def test_no_link_is_made_of_organisations_that_were_handed_in(page: Page) -> None:
    trusts = "".join(f"Trust {k},nhs,North,1\n" for k in range(4))
    hand_in(page, "ours.csv", f"name,sector,region,size\n{trusts}Uni,university,North,1\n".encode())
    expect(page.get_by_text("ours.csv is loaded")).to_be_visible()
    tab(page, "Take away")
    expect(page.get_by_text("No link is made")).to_be_visible()
    expect(page.get_by_label("A link that brings this page back")).to_have_count(0)
