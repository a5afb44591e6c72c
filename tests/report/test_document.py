"""A report is one page that needs nothing else, says what the folder says, and is honest about its files."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import outlast
from documents import (
    NASTY,
    ROOT,
    TINY,
    VARIED,
    Page,
    a_run,
    a_sweep,
    copied,
    made,
    manifest_of,
    page_of,
    scenario_of_ours,
    shipped,
    sign,
    told,
)
from outlast.analysis.calibration.folder import Folder, Plan
from outlast.cli import main
from outlast.report.document import write_report
from outlast.runs.folder import check_destination
from outlast.scenario import ScenarioError

SENTENCES = ("At 3 of 4 boxes 41% [35, 47] last.", "A second sentence.", "A third one.", "And what follows.")
TABLE = "box,cases,density,density_low,density_high\n1,120,0.41,0.35,0.47\n2,40,,,\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """A page of every kind of results."""
    into = tmp_path_factory.mktemp("pages")
    folders = {
        "run": a_run(),
        "sweep": a_sweep(),
        "sensitivity": shipped("02_sensitivity/levers", into, ["ranked"]),
        "calibration": shipped("calibration", into, ["theories"]),
        "validation": shipped("patterns", into, ["patterns", "patterns_directions_2"]),
        "value of data": shipped("value_of_data", into, ["value"]),
    }
    folders |= {
        kind: told(into, kind, SENTENCES, boxes=TABLE)
        for kind in ("discovery", "comparison", "frontier", "explanation")
    }
    return {kind: page_of(write_report(folder, into / f"{kind}.html")) for kind, folder in folders.items()}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of a scenario whose title, question and names are not to be trusted."""
    into = tmp_path_factory.mktemp("ours")
    folder = made("run", str(scenario_of_ours(into)), "--replicates", "2")
    return page_of(write_report(folder, into / "page.html"))


# The page itself ------------------------------------------------------------------------------------------------------


def test_a_page_names_nothing_outside_itself(pages: dict[str, Page]) -> None:
    for kind, page in pages.items():
        assert {one.tag for one in page.elements} & {"script", "link", "iframe", "object", "embed", "base"} == set(), (
            kind
        )
        for one in page.elements:
            assert not any(name.startswith("on") for name in one.attributes), kind
            assert re.fullmatch(
                r"data:image/png;base64,[A-Za-z0-9+/=]+", one.attributes.get("src", "data:image/png;base64,A")
            )
            assert re.fullmatch(r"#[A-Za-z0-9-]+", one.attributes.get("href", "#answer")), one.attributes
        assert "url(" not in page.all("style")[0].text
        assert "@import" not in page.all("style")[0].text
        policy = [one for one in page.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy"]
        assert policy[0].attributes["content"].startswith("default-src 'none'")


def test_a_page_can_be_read_by_ear(pages: dict[str, Page]) -> None:
    for kind, page in pages.items():
        assert page.all("html")[0].attributes["lang"] == "en-GB"
        assert {"header", "nav", "main", "footer"} <= {one.tag for one in page.elements}
        levels = [int(one.tag[1]) for one in page.elements if re.fullmatch(r"h[1-6]", one.tag)]
        assert levels.count(1) == 1, kind
        assert all(after - before <= 1 for before, after in pairwise(levels)), (kind, levels)
        ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
        assert len(ids) == len(set(ids)), kind
        for one in page.elements:
            for name in ("aria-labelledby", "href"):
                if name in one.attributes:
                    assert one.attributes[name].removeprefix("#") in ids, (kind, one.attributes)
        for table in page.all("table"):
            assert table.text.strip()
        assert len(page.all("caption")) == len(page.all("table"))
        assert all(one.attributes.get("scope") in ("col", "row", "rowgroup") for one in page.all("th"))
        first = next(one for one in page.all("a"))
        assert (first.attributes["class"], first.attributes["href"]) == ("skip", "#answer")


def test_every_figure_says_what_it_shows(pages: dict[str, Page]) -> None:
    shown = {kind: page for kind, page in pages.items() if page.all("figure")}
    assert set(shown) >= {"run", "sweep", "sensitivity", "calibration", "validation", "value of data"}
    for kind, page in shown.items():
        assert len(page.all("figure")) == len(page.all("img")) == len(page.all("figcaption")), kind
        for image in page.all("img"):
            assert len(image.attributes["alt"].split()) > 12, (kind, image.attributes["alt"])
            assert {"width", "height"} <= image.attributes.keys()
        assert all(len(one.text.split()) > 4 for one in page.all("figcaption")), kind
    # The picture of a run says its numbers.
    assert "kept themselves going" in shown["run"].all("img")[0].attributes["alt"]


def test_what_nobody_knows_never_reads_as_a_number(pages: dict[str, Page]) -> None:
    for kind, page in pages.items():
        said = page.all("body")[0].text
        assert not re.search(r"\b(nan|None|NaN|inf)\b", said), (
            kind,
            re.findall(r".{30}\b(?:nan|None|NaN|inf)\b.{9}", said),
        )


def test_no_page_is_larger_than_its_figures_need(pages: dict[str, Page]) -> None:
    # A figure of ours has some 300 kB; on a page it has a third of them.
    for kind, page in pages.items():
        assert len(page.html) < 150_000 + 400_000 * len(page.all("img")), kind


def test_a_page_says_its_limits_and_what_intervals_are(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert "a simulation, not a forecast" in page.section("limits")
        assert "not to be proved right" in page.section("limits")
        assert "nterval" in page.section("method")
        assert "GRI20" in page.section("references")


def test_every_source_that_is_cited_is_listed_in_full(pages: dict[str, Page]) -> None:
    for kind, page in pages.items():
        cited = {one.text for one in page.all("a") if one.attributes["href"].startswith("#ref-")}
        listed = [one.attributes["id"].removeprefix("ref-") for one in page.all("dt") if "id" in one.attributes]
        assert listed == sorted(cited), kind
    assert "Korn" in pages["run"].section("references")
    assert "OVS14b" in pages["run"].section("references")


def test_names_and_titles_of_users_stay_text(ours: Page) -> None:
    assert ours.all("script") == ours.all("b")[1:] == []
    assert ours.all("h1")[0].text == f"Ours {NASTY}"
    assert NASTY in ours.all("title")[0].text
    assert "{{ 7 * 7 }}" in ours.all("p")[1].text
    assert NASTY in ours.files()["ours.toml"]


# What it says ---------------------------------------------------------------------------------------------------------


def test_the_answer_of_a_run_is_what_the_command_says(pages: dict[str, Page], tmp_path: Path) -> None:
    lines = (a_run() / "findings.txt").read_text(encoding="utf-8").splitlines()
    result = outlast.simulate(outlast.load_scenario("hiec", dict(_set())), range(1, 4), workers=1)
    from outlast.report.answer import answer

    assert lines[0] == answer(result)
    assert len(lines) >= 3
    section = pages["run"].section("answer")
    places = [section.index(line) for line in lines]
    assert places == sorted(places)


def _set() -> dict[str, str]:
    return dict(text.split("=") for text in TINY[1::2])


def test_a_run_folder_from_before_findings_tells_the_same_numbers(tmp_path: Path) -> None:
    page = page_of(write_report(shipped("01_hiec/run", tmp_path, ["run"]), tmp_path / "page.html"))
    said = page.section("answer")
    # As README has them.
    for part in ("58% [57, 60]", "20% [19, 22]", "34% and 14%", "21% at 50%", "7% at 100%", "200 cohorts of 17"):
        assert part in said
    assert "In nine cohorts of ten the share that kept itself going eight quarters after is between 6% and 41%" in said
    assert page.commands() == ["outlast run hiec --seed 1 --replicates 200"]
    assert "not in this folder" in page.section("provenance")


def test_an_old_and_a_new_folder_of_the_same_run_agree(tmp_path: Path, pages: dict[str, Page]) -> None:
    folder = copied(a_run(), tmp_path)
    (folder / "findings.txt").unlink()
    sign(folder, manifest_of(folder))
    old = page_of(write_report(folder))
    for part in re.findall(r"\d+%(?: \[[^\]]*\])?", pages["run"].section("answer")):
        assert part in old.section("answer")


def test_the_ends_of_a_sweep_are_those_of_its_table(pages: dict[str, Page]) -> None:
    import pandas as pd

    points = pd.read_csv(a_sweep() / "summary.csv")
    low, high = points.loc[points["alive_8"].idxmin()], points.loc[points["alive_8"].idxmax()]
    said = pages["sweep"].section("answer")
    assert "Over 6 points" in said
    assert f"goes from {100 * low['alive_8']:.0f}%" in said
    assert f"to {100 * high['alive_8']:.0f}%" in said
    body = next(one for one in pages["sweep"].all("table") if "highest first" in one.text)
    assert body.text.count("\n") > 6


def test_the_first_three_findings_are_the_answer(pages: dict[str, Page]) -> None:
    for kind in ("discovery", "comparison", "frontier", "explanation"):
        paragraphs = [one.text for one in pages[kind].all("p") if "div" in one.within]
        assert paragraphs == list(SENTENCES[:3])
        assert SENTENCES[3] in pages[kind].section("answer")
        assert ("41% [35, 47]" if kind == "discovery" else "0.41 [0.35, 0.47]") in pages[kind].section("tables")
    lines = (ROOT / "results/02_sensitivity/levers/findings.txt").read_text(encoding="utf-8").splitlines()
    assert [one.text for one in pages["sensitivity"].all("p") if "div" in one.within] == lines[:3]


def test_a_figure_of_a_new_kind_speaks_for_itself(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    from outlast.report.figures import save_figure

    folder = told(tmp_path, "comparison", SENTENCES, outcomes=TABLE)
    figure = Figure(figsize=(4, 3))
    figure.text(0.1, 0.95, "Longer money lasts", fontsize=20)
    figure.text(0.1, 0.05, "A simulation, not a forecast.", fontsize=8)
    axes = figure.add_axes((0.2, 0.2, 0.7, 0.6))
    axes.set_xlabel("quarters funded")
    axes.set_ylabel("share open (%)")
    save_figure(figure, folder, "regret")
    sign(folder, {**manifest_of(folder)})
    page = page_of(write_report(folder))
    assert page.all("figcaption")[0].text == "Figure 1. Longer money lasts"
    assert page.all("img")[0].attributes["alt"] == (
        "Longer money lasts A simulation, not a forecast. share open (%) by quarters funded."
    )


def test_long_tables_are_cut_and_say_where_the_rest_is(tmp_path: Path) -> None:
    rows = "".join(f"{k},{k / 7}\n" for k in range(77))
    page = page_of(write_report(told(tmp_path, "frontier", SENTENCES, mandates=f"mandate,share\n{rows}", none="a,b\n")))
    assert "Shown are 30 of 77 rows; mandates.csv has them all." in page.section("tables")
    assert "There is nothing in it." in page.section("tables")
    table = next(one for one in page.all("table") if "mandates.csv" in one.text)
    assert "4.14" in table.text
    assert "10.4" not in table.text


def test_departures_have_label_unit_default_and_source(pages: dict[str, Page]) -> None:
    said = pages["run"].section("assumptions")
    cells = [one.text for one in pages["run"].all("td") if "tbody" in one.within]
    where = cells.index("central money while funded, before any taper")
    assert cells[where + 1 : where + 4] == ["130", "100", "£k per partnership per quarter"]
    assert cells[where + 4].startswith("[INNUK10]: £11m for 17 clusters")
    assert "INNUK10" in said
    assert "context.members" in said


def test_provenance_has_versions_commit_platform_times_and_checksums(pages: dict[str, Page]) -> None:
    manifest = manifest_of(a_run())
    said = pages["run"].section("provenance")
    facts = [manifest["platform"]["python"], manifest["times"]["started"], manifest["model"], "numba"]
    for fact in [*facts, *manifest["checksums"].values()]:
        assert fact in said


# Its file -------------------------------------------------------------------------------------------------------------


def test_the_same_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_report(a_run(), tmp_path / "a.html").read_bytes()
    assert write_report(copied(a_run(), tmp_path), tmp_path / "b.html").read_bytes() == first


def test_a_report_in_its_folder_breaks_nothing(tmp_path: Path) -> None:
    folder = copied(a_sweep(), tmp_path)
    before = manifest_of(folder)
    page = write_report(folder).read_bytes()
    words = ["sweep", "hiec", *TINY, *VARIED, "--workers", "1", "--out", str(folder)]
    assert main([*words, "--resume", "--json"]) == 0
    assert main(["merge", str(folder), "--json"]) == 0
    assert manifest_of(folder) == before
    assert write_report(folder).read_bytes() == page
    run = copied(a_run(), tmp_path / "run")
    write_report(run)
    check_destination(run, manifest_of(run)["settings"])


def test_a_report_in_the_folder_of_a_calibration_breaks_nothing(tmp_path: Path) -> None:
    folder = shipped("calibration", tmp_path)
    write_report(folder)
    settings = manifest_of(folder)["settings"]
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in settings.items()}
    plan = Plan(**values)
    held = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    (folder / "plan.json").write_text(json.dumps(held | {"digest": plan.digest()}), encoding="utf-8")
    assert Folder(folder, plan, resume=True).plan == plan


def test_an_earlier_report_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "page.html"
    told(tmp_path, "frontier", SENTENCES)
    told(tmp_path, "discovery", SENTENCES)
    write_report(tmp_path / "frontier", file)
    first = file.read_bytes()
    assert write_report(tmp_path / "discovery", file) == file
    assert file.read_bytes() != first
    assert [path.name for path in file.parent.iterdir()] == ["page.html"]
    for mine in ("thesis.html", "manifest.json"):
        (tmp_path / mine).write_text("<html>precious</html>", encoding="utf-8")
        with pytest.raises(ScenarioError, match="is there already and is no report"):
            write_report(tmp_path / "frontier", tmp_path / mine)
        assert (tmp_path / mine).read_text(encoding="utf-8") == "<html>precious</html>"
    with pytest.raises(ScenarioError, match="deep is a folder; name a file in it"):
        write_report(tmp_path / "frontier", tmp_path / "deep")


# What it refuses ------------------------------------------------------------------------------------------------------


def _damage(folder: Path) -> None:
    (folder / "summary.csv").write_text("outcome\n", encoding="utf-8")


def _lack(folder: Path) -> None:
    (folder / "summary.csv").unlink()


def _begun(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | {"status": "begun"}), encoding="utf-8")


def _foreign(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | {"outlast": "poem"}), encoding="utf-8")


def _unsigned(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | {"checksums": {}}), encoding="utf-8")


def _escaping(folder: Path) -> None:
    signed = {"checksums": {"../../etc/passwd": "0"}}
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | signed), encoding="utf-8")


def _odd(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | {"platform": "Linux"}), encoding="utf-8")


def _broken(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")


def _none(folder: Path) -> None:
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_damage, "is damaged: summary.csv has changed since the results were written"),
        (_lack, "is not complete: it lacks summary.csv"),
        (_begun, "holds a sweep that is not complete; go on with it by its own command and --resume"),
        (_foreign, "holds 'poem', of which no report can be made; allowed is a folder of run, sweep"),
        (_unsigned, "it lacks settings, or the checksums"),
        (_escaping, "it signs files outside the folder"),
        (_odd, "is damaged: platform is not a table of names and values"),
        (_broken, "its manifest.json is damaged"),
        (_none, "holds no results of outlast: it has no manifest.json"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_and_nothing_written(
    tmp_path: Path, spoil: Callable[[Path], Any], says: str
) -> None:
    folder = copied(a_sweep(), tmp_path)
    spoil(folder)
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(ScenarioError, match=re.escape(says)):
        write_report(folder)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_other_places_are_refused_with_the_way_to_the_right_one(tmp_path: Path) -> None:
    shutil.copytree(a_run(), tmp_path / "study" / "levers")
    with pytest.raises(ScenarioError, match=r"holds no results itself.*name one of them: .*study/levers"):
        write_report(tmp_path / "study")
    with pytest.raises(ScenarioError, match=r"there is no such folder; the nearest right name is .*study/levers"):
        write_report(tmp_path / "study" / "lever")
    with pytest.raises(ScenarioError, match="is a file; name the folder"):
        write_report(tmp_path / "study" / "levers" / "summary.csv")
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "plan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ScenarioError, match="a calibration that is not complete"):
        write_report(tmp_path / "cut")


def test_files_that_were_never_signed_are_not_shown(tmp_path: Path) -> None:
    folder = copied(a_run(), tmp_path)
    shutil.copy2(folder / "run.png", folder / "mine.png")
    assert len(page_of(write_report(folder)).all("img")) == 1
