"""The tables of a calibration fit a terminal, hold the numbers that were found, and are plain for a machine."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console, RenderableType

from outlast.analysis.calibration.conduct import Calibration
from outlast.analysis.calibration.draws import behaviour
from outlast.analysis.calibration.measurements import load_measurements
from outlast.report.calibration.agreement import verdict
from outlast.report.calibration.rows import calibration_frames, calibration_record, confusion
from outlast.report.calibration.sentences import sentences
from outlast.report.calibration.tables import calibration_text
from outlast.report.calibration.value_tables import value_record, value_tables
from report.calibrations import changed, made_up, measured, theories, value


def printed(calibration: Calibration) -> list[str]:
    return lines_of(calibration_text(calibration))


def lines_of(*parts: RenderableType) -> list[str]:
    console = Console(width=120, file=io.StringIO())
    with console.capture() as capture:
        console.print(*parts)
    return capture.get().splitlines()


def test_the_text_is_no_wider_than_a_terminal_and_has_every_sentence() -> None:
    lines = printed(made_up())
    assert max(len(line) for line in lines) <= 80
    text = " ".join(" ".join(lines).split())
    for said in sentences(made_up()).values():
        for sentence in said:
            assert sentence in text
    assert "A simulation, not a forecast" in text


def test_each_target_has_its_intervals_its_verdict_and_its_source() -> None:
    lines = printed(made_up())
    for row in made_up().predictions.to_dict("records"):
        line = next(line for line in lines if f" {row['target']} " in line)
        assert line.rstrip().endswith(verdict(row))
    text = " ".join(" ".join(lines).split())
    for target in made_up().targets:
        assert f"{target.name}: {target.says}. Source: {target.source}" in text
    own = next(line for line in lines if " ahsn_own_coverage " in line)
    assert "0.00–0.50  0.65 [0.49, 0.71]     0.25  partly" in own
    assert "53–81%" in next(line for line in lines if " ctc_alive_four_years " in line)


def test_theories_stand_with_their_meaning() -> None:
    text = " ".join(" ".join(printed(made_up())).split())
    assert "capture 0.14 0.05 [0.02, 0.08] 0.29" in text
    assert "capture: a vague purpose gives large organisations more pull on the agenda." in text


def test_only_identified_parameters_are_listed_with_their_units() -> None:
    lines = printed(made_up())
    start = next(k for k, line in enumerate(lines) if line.startswith("What was learnt"))
    end = next(k for k, line in enumerate(lines) if line.startswith("What is ruled out"))
    known = made_up().parameters
    known = known.loc[known["identified"].to_numpy(bool)].sort_values("width")
    keys = [str(key).removeprefix("rules.") for key in known["parameter"]]
    found = [line.split()[0] for line in lines[start:end] if line.split() and line.split()[0] in keys]
    assert found == keys
    for key, unit in zip(keys, known["unit"], strict=True):
        at = next(k for k, line in enumerate(lines) if line.startswith(f"{key} "))
        assert lines[at + 1].strip() == unit


def test_the_value_of_data_is_a_row_for_each_measurement_with_its_meaning() -> None:
    lines = lines_of(*value_tables(value()))
    assert max(len(line) for line in lines) <= 80
    text = " ".join(" ".join(lines).split())
    assert "token members 0.40 [0.35, 0.45] 29% [27, 32]" in text
    assert "The most telling single measurement is token members" in text
    for one in load_measurements():
        assert one.says in text
        assert one.how in text


def test_the_value_of_data_is_plain_json_too() -> None:
    read = json.loads(json.dumps(value_record(value()), allow_nan=False))
    assert [row["measurement"] for row in read["measurements"]] == [one.statistics for one in measured()]
    assert read["measurements"][0]["how"].startswith("a survey of member organisations")
    assert "how" not in read["measurements"][-1]


@pytest.mark.parametrize(
    "parts",
    [
        {"history": []},
        {"theories": theories([1.0], names=["fog"])},
        {"sampling": {}},
        {"parameters": made_up().parameters.assign(identified=False)},
        {"telling": made_up().telling.iloc[:0]},
        {"history": [wave | {"wrongly": None, "plausible": 0} for wave in made_up().history]},
    ],
)
def test_whatever_is_missing_leaves_a_text(parts: dict[str, object]) -> None:
    assert max(len(line) for line in printed(changed(**parts))) <= 80
    json.dumps(calibration_record(changed(**parts)), allow_nan=False)


def test_the_record_is_plain_json_with_the_rows_of_every_table() -> None:
    found = calibration_record(made_up())
    read = json.loads(json.dumps(found, allow_nan=False))
    assert len(read["targets"]) == len(made_up().targets)
    assert {row["verdict"] for row in read["targets"]} == {"passes", "partly", "misses"}
    assert read["theories"][4]["theory"] == "capture"
    assert len(read["parameters"]) == len(behaviour())
    assert len(read["history"]) == 2 * 8
    assert read["synthetic_truths"]["chance"] == pytest.approx(1 / 7)
    assert read["says"]["theories"] == sentences(made_up())["theories"]
    assert read["all_at_once"]["medians_outside"] == ["ahsn_own_coverage", "exchange_own_cover"]


def test_the_frames_keep_the_files_columns_and_add_the_verdict() -> None:
    frames = calibration_frames(made_up())
    assert set(made_up().predictions.columns) < set(frames["targets"].columns)
    assert len(set(frames["coverage"]["parameter"])) == len(behaviour()) + 1


def test_the_confusion_of_theories_is_put_into_the_order_of_the_plan() -> None:
    names, table = confusion(made_up())
    held = made_up().coverage
    assert names == list(made_up().plan.theories)
    one, other = held["theories"].index("fog"), held["theories"].index("none")
    assert table[names.index("fog"), names.index("none")] == held["confusion"][one][other]
