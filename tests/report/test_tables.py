"""The tables and the sentence of a run say what the result holds, and no more; listings leave nothing out."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console, RenderableType

from outlast.analysis.numbers import percent
from outlast.bibliography import references
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.outcomes.intervals import Interval
from outlast.outcomes.judgement import CLOSED_BY_SUCCESS, FAILED, SELF_SUSTAINED, SURVIVING
from outlast.parameters import ASSUMED, DECLARATIONS
from outlast.report.answer import answer
from outlast.report.tables import (
    outcomes_records,
    outcomes_table,
    parameters_records,
    parameters_table,
    run_record,
    run_table,
    scenarios_records,
    scenarios_table,
)
from outlast.report.wording import between, money, number, points, seeds_in_words, with_interval
from outlast.scenario import ScenarioError, shipped_scenarios
from outlast.simulation.result import Result

Results = Callable[[str], Result]
Rungs = Sequence[int | None]


def printed(renderable: RenderableType, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def judged(result: Result, rungs: Rungs, twin: Rungs | None = None, after: int = 8) -> Result:
    """A result whose partnerships stand on these rungs, in order of runs, and their twins on those."""

    def standing(finals: np.ndarray, rungs: Rungs) -> np.ndarray:
        finals = finals.copy()
        codes = np.array([math.nan if rung is None else rung for rung in rungs]).reshape(finals.shape[:2])
        null = np.isnan(codes)
        is_open = np.where(null, math.nan, np.isin(codes, (SURVIVING, SELF_SUSTAINED)))
        finals[..., FINAL_INDEX[f"ladder_{after}"]] = codes
        finals[..., FINAL_INDEX[f"alive_{after}"]] = is_open
        finals[..., FINAL_INDEX[f"self_sustaining_{after}"]] = np.where(null, math.nan, codes == SELF_SUSTAINED)
        return finals

    assert result.twin_finals is not None
    return replace(
        result,
        finals=standing(result.finals, rungs),
        twin_finals=standing(result.twin_finals, twin or [FAILED] * len(rungs)),
    )


# The sentence on top ------------------------------------------------------------------------------------------------


def test_the_answer_counts_the_open_and_those_that_keep_themselves_going(result_of: Results) -> None:
    result = judged(
        result_of("paid"),
        [SELF_SUSTAINED, SURVIVING, FAILED] * 3,
        [SURVIVING] + [FAILED] * 8,
    )
    said = re.sub(r" \[\d+, \d+\]", "", answer(result))
    assert said == (
        "Of 9 mandated partnerships in 3 cohorts, 67% were open and 33% kept themselves going "
        "eight quarters after the last central pound; without the mandate, 11% and 0%."
    )
    assert len(re.findall(r"\[\d+, \d+\]", answer(result))) == 2


def test_closing_by_success_is_told_apart_from_failure(result_of: Results) -> None:
    result = judged(result_of("paid"), [CLOSED_BY_SUCCESS] * 3 + [FAILED] * 6)
    assert "and 33% had closed with their aims met" in answer(result)


def test_a_share_is_of_those_that_could_be_judged(result_of: Results) -> None:
    result = judged(result_of("paid"), [SURVIVING, SURVIVING, FAILED, FAILED] + [None] * 5)
    assert answer(result).startswith(
        "Of the 4 (out of 9) mandated partnerships that can be judged within the horizon in 2 cohorts, 50%"
    )


def test_a_designation_without_money_is_judged_from_its_start(result_of: Results) -> None:
    said = answer(result_of("unpaid"))
    assert "eight quarters after the start" in said
    assert "No central money was ever on offer." in said
    assert "After 52 quarters" in said
    assert "last central pound" not in said


def test_where_there_was_no_mandate_none_is_claimed(result_of: Results) -> None:
    said = answer(result_of("no_mandate"))
    assert said.startswith("Of 6 partnerships in 2 cohorts")
    assert "mandated" not in said
    assert "without the mandate" not in said
    assert "No mandate was in force" in said
    assert "Nothing: no mandate was in force" in printed(run_table(result_of("no_mandate")))


def test_without_a_twin_nothing_is_said_of_it(result_of: Results) -> None:
    result = result_of("no_twin")
    assert "without the mandate" not in answer(result)
    said = printed(run_table(result))
    assert "Not known: no twin was run" in said
    assert re.search(r"\btwin\b(?! was run|\s*=)", said.replace("output.twin", "")) is None


def test_one_run_has_no_interval_and_no_spread(result_of: Results) -> None:
    result = result_of("one_run")
    assert "in one cohort" in answer(result)
    said = printed(run_table(result))
    assert re.search(r"\[[−+£]?\d", said) is None
    assert "5–95%" not in said
    assert "no interval and no spread" in in_one_line(said)
    assert all(row["low"] is None and row["cohort_5"] is None for row in run_record(result)["outcomes"])


@pytest.mark.parametrize(
    ("rung", "twin", "said"),
    [
        (SELF_SUSTAINED, FAILED, "was open and kept itself going eight quarters after the last central pound"),
        (SURVIVING, FAILED, "was open, but did not keep itself going, eight quarters after the last central pound"),
        (FAILED, SURVIVING, "was closed eight quarters after the last central pound"),
        (CLOSED_BY_SUCCESS, FAILED, "was closed, its aims met, eight quarters after the last central pound"),
    ],
)
def test_one_partnership_is_no_percentage(result_of: Results, rung: int, twin: int, said: str) -> None:
    found = answer(judged(result_of("one_partnership"), [rung], [twin]))
    assert found.startswith(f"The one mandated partnership {said}; without the mandate it was ")
    assert "%" not in found


def test_a_judgement_beyond_the_horizon_is_not_made(result_of: Results) -> None:
    said = answer(result_of("too_early"))
    assert said.startswith(
        "Too early to judge: the 10 quarters simulated end before quarter 14, "
        "four quarters after the last central pound. After 10 quarters, "
    )
    assert "kept" not in said
    table = in_one_line(printed(run_table(result_of("too_early"))))
    assert "– at 8 quarters after: beyond the horizon, quarter 10." in table
    early = answer(result_of("judged_early_only"))
    assert "four quarters after the last central pound" in early
    assert early.endswith("Eight quarters after lies beyond the horizon.")


def test_some_that_were_never_paid_are_not_said_to_have_been(result_of: Results) -> None:
    paid = result_of("paid")
    finals = paid.finals.copy()
    finals[0, 0, FINAL_INDEX["funding_end"]] = 0
    assert "or the start, where none was on offer" in answer(replace(paid, finals=finals))


# The tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 100, 200])
def test_tables_fit_and_never_print_what_is_not_a_number(any_result: Result, width: int) -> None:
    said = printed(run_table(any_result), width)
    assert re.search(r"\b(nan|none|null|inf|NaN|None)\b(?! was| kept| that|\.)", said.replace("none kept", "")) is None
    assert max(len(line.rstrip()) for line in said.splitlines()) <= min(width, 100)
    assert "…" not in said
    assert "\x1b" not in said


def test_every_question_has_its_section(any_result: Result) -> None:
    said = printed(run_table(any_result))
    for heading in (
        "What became of them",
        "Survival after",
        "Governance after 12",
        "Money",
        "Ties",
        "What the mandate",
    ):
        assert re.search(rf"^{heading}", said, re.MULTILINE)


def test_a_missing_value_comes_with_its_reason(any_result: Result) -> None:
    for section in printed(run_table(any_result)).split("\n\n"):
        if re.search(r"\s–(\s|$)", section):
            assert re.search("beyond the horizon|none was open|horizon is quarter|none kept|no central money", section)


def test_the_rungs_of_the_table_are_those_of_the_result(result_of: Results) -> None:
    result = judged(result_of("paid"), [SELF_SUSTAINED, SURVIVING, FAILED] * 3)
    lines = {line.split("  ")[0]: line for line in printed(run_table(result)).splitlines()}
    for name in ("failed", "surviving", "self-sustained"):
        assert "33% [" in lines[name]
    assert lines["growing"].count("0% [") == 2


def test_money_per_partnership_that_lasts_counts_cohorts_in_which_none_did(result_of: Results) -> None:
    result = judged(result_of("paid"), [SELF_SUSTAINED] * 2 + [FAILED] * 7)
    line = next(line for line in printed(run_table(result)).splitlines() if "per self-sustaining" in line)
    # Nine times £1.3m for two; the one cohort with any paid three times £1.3m for them.
    assert "£5.85m" in line
    assert "£1.95m" in line
    assert "leaves out 2 that have none" in in_one_line(printed(run_table(result)))


def test_what_the_mandate_added_is_the_difference_of_the_two_worlds(result_of: Results) -> None:
    result = judged(result_of("paid"), [SURVIVING] * 6 + [FAILED] * 3, [SURVIVING] * 3 + [FAILED] * 6)
    said = printed(run_table(result)).partition("What the mandate added")[2]
    line = next(line for line in said.splitlines() if line.startswith("open, 8 quarters after"))
    assert line.split()[4:7] == ["67%", "33%", "+33"]
    assert line.endswith("points")


def test_the_record_of_a_run_is_strict_json(any_result: Result) -> None:
    record = json.loads(json.dumps(run_record(any_result), allow_nan=False))
    assert record["answer"] == answer(any_result)
    assert record["runs"] == len(any_result.seeds)
    assert {"ladder_8_failed", "alive_8", "cost_per_self_sustained"} <= {row["outcome"] for row in record["outcomes"]}


def test_a_title_is_no_markup(result_of: Results) -> None:
    result = result_of("paid")
    odd = replace(result, scenario=replace(result.scenario, title="[red]Title[/red] :smile:"))
    assert "[red]Title[/red] :smile:" in printed(run_table(odd))


# Numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "value", "expected"),
    [
        (percent, math.nan, "–"),
        (percent, 0.0, "0%"),
        (percent, 0.004, "<1%"),
        (percent, 0.996, ">99%"),
        (percent, 1.0, "100%"),
        (percent, 0.365, "36%"),
        (points, -0.2, "−20"),
        (points, 0.001, "0"),
        (points, 0.29, "+29"),
        (money, 0.0, "£0"),
        (money, 0.01, "<£0.1k"),
        (money, 2.44, "£2.4k"),
        (money, 212.4, "£212k"),
        (money, 999.7, "£1.00m"),
        (money, 22100.0, "£22.1m"),
        (money, -5.5, "−£5.5k"),
        (number, -0.001, "0.00"),
        (number, -1.5, "−1.50"),
        (number, 12345.6, "12,346"),
        (number, math.nan, "–"),
    ],
)
def test_numbers_have_sensible_digits(shown: Callable[[float], str], value: float, expected: str) -> None:
    assert shown(value) == expected


def test_intervals_keep_to_what_a_share_can_be() -> None:
    assert with_interval(Interval(0.1, -0.05, 0.3)) == "10% [0, 30]"
    assert with_interval(Interval(0.1, math.nan, math.nan)) == "10%"
    assert with_interval(Interval(math.nan, math.nan, math.nan)) == "–"
    assert between((0.221, 0.514)) == "22–51%"
    assert between((math.nan, math.nan)) == "–"
    assert between((0.0, 0.0)) == "0%"


def test_seeds_are_named_so_that_they_can_be_run_again() -> None:
    assert seeds_in_words([7]) == "seed 7"
    assert seeds_in_words([0, 1, 2]) == "seeds 0 to 2"
    assert seeds_in_words([5, 2]) == "seeds 5 and 2"
    assert seeds_in_words(list(range(0, 40, 2))) == "20 seeds between 0 and 38"


# Listings -----------------------------------------------------------------------------------------------------------


def test_every_declaration_is_listed() -> None:
    records = parameters_records()
    assert [record["name"] for record in records] == list(DECLARATIONS)
    for record in records:
        assert record["says"]
        assert record["unit"]
        assert record["source"]
        if record["source"] != ASSUMED:
            assert record["reference"]["text"] == str(references()[record["source"]])
    json.dumps(records, allow_nan=False)
    said = printed(parameters_table())
    leaves = {line.split()[0] for line in said.splitlines() if line.strip()}
    assert {key.rpartition(".")[2] for key in DECLARATIONS} <= leaves


def test_a_prefix_lists_its_own_and_no_other() -> None:
    assert [record["name"] for record in parameters_records("rules.trust")] == [
        key for key in DECLARATIONS if key.startswith("rules.trust.")
    ]
    assert len(parameters_records("mandate.vagueness")) == 3


def test_one_parameter_is_told_in_full() -> None:
    said = in_one_line(printed(parameters_table("rules.fate.turnover")))
    entry = DECLARATIONS["rules.fate.turnover"]
    assert entry.spec.says in said
    assert "0.02 to 0.12" in said
    assert str(entry.default) in said
    assert references()[entry.spec.source].title in said
    theories = in_one_line(printed(parameters_table("structure.theory")))
    assert "fog: a vague purpose lowers clarity at the start" in theories


def test_a_name_that_nothing_has_points_at_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"rules\.trust\.gain"):
        parameters_table("rules.trust.gian")
    with pytest.raises(ScenarioError):
        parameters_records("rules.tru")


def test_every_shipped_scenario_is_listed() -> None:
    records = scenarios_records()
    assert [record["name"] for record in records] == list(shipped_scenarios())
    assert all(record["title"] and record["question"] and record["source"] for record in records)
    json.dumps(records, allow_nan=False)
    said = printed(scenarios_table())
    assert all(re.search(rf"^{name}\b", said, re.MULTILINE) for name in shipped_scenarios())


def test_every_column_of_a_result_is_documented(result_of: Results) -> None:
    result = result_of("paid")
    records = outcomes_records()
    for where, frame in (
        ("partnership", result.partnerships),
        ("quarter", result.quarters),
        ("run", result.runs),
    ):
        listed = [record["name"] for record in records if record["table"] == where]
        assert len(listed) == len(set(listed))
        bare = {re.sub(r"^(twin|additional)_", "", str(column)) for column in frame.columns}
        assert bare == set(listed)


def test_every_outcome_is_in_the_table() -> None:
    said = printed(outcomes_table())
    for record in outcomes_records():
        if record["table"] != "run":
            assert re.search(rf"^{record['name']}\s", said, re.MULTILINE), record["name"]


@pytest.mark.parametrize("width", [80, 100])
def test_listings_fit(width: int) -> None:
    for table in (scenarios_table(), parameters_table(), parameters_table("rules.fate.turnover"), outcomes_table()):
        said = printed(table, width)
        assert max(len(line.rstrip()) for line in said.splitlines()) <= width
        assert "…" not in said
