"""The model description keeps up with the code: its tables, the laws it names and the sources it cites."""

import ast
import importlib
import inspect
import pkgutil
import re

import pytest

import outlast
import outlast.rules
from outlast import processes
from outlast.bibliography import references
from outlast.outcomes import cohort, judgement, network
from outlast.parameters import ASSUMED, DECLARATIONS
from outlast.report import odd
from outlast.schedule import SCHEDULE
from outlast.simulation.activity import JointActivity
from outlast.simulation.agents import Organisation
from outlast.simulation.model import CollaborationModel
from outlast.simulation.partnership import Partnership

TEXT = odd.ODD.read_text(encoding="utf-8")
RULES = [
    importlib.import_module(f"outlast.rules.{module.name}") for module in pkgutil.iter_modules(outlast.rules.__path__)
]
LAWS = [*RULES, judgement, network]
KEY = re.compile(r"\b[A-Z]{2,}[A-Z-]*\d{1,2}[a-z]?\b")
NAME = re.compile(r"`((?:mandate|context|rules|structure|output|population|outcomes)(?:\.\w+)+)(\(\))?`")
ACTORS = {
    "centre": CollaborationModel,
    "organisations": Organisation,
    "partnerships": Partnership,
    "activities": JointActivity,
}


def functions(module):
    """The dotted names of the public functions that a module defines, without `outlast.` in front."""
    home = module.__name__.removeprefix("outlast.")
    tree = ast.parse(inspect.getsource(module))
    return [
        f"{home}.{node.name}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_the_tables_are_those_that_the_code_gives():
    assert odd.rewritten(TEXT) == TEXT, "run python -m outlast.report.odd"


def test_every_generated_table_has_its_place():
    assert sorted(found["name"] for found in odd.BLOCK.finditer(TEXT)) == sorted(odd.TABLES)


def test_a_stale_table_is_found_and_only_then_rewritten(tmp_path, monkeypatch, capsys):
    copy = tmp_path / "ODD.md"
    copy.write_text(TEXT.replace("| 1 policy |", "| 1 politics |"), encoding="utf-8", newline="\n")
    monkeypatch.setattr(odd, "ODD", copy)
    assert odd.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert odd.main([]) == 0
    assert copy.read_text(encoding="utf-8") == TEXT
    assert odd.main(["--check"]) == 0


def test_the_tables_leave_nothing_out():
    assert [key for key in DECLARATIONS if f"`{key}`" not in TEXT] == []
    numbers = {name: value for name, value in vars(processes).items() if name.isupper()}
    assert odd.LUCK.keys() == numbers.keys() == odd.drawn_in().keys()


@pytest.mark.parametrize("module", LAWS, ids=lambda module: module.__name__)
def test_every_law_stands_in_the_description(module):
    named = functions(module)
    assert named
    assert [name for name in named if f"{name}(" not in TEXT] == []


def test_every_name_in_the_written_parts_is_one_of_the_code():
    groups = {key[:place] for key in DECLARATIONS for place, sign in enumerate(key) if sign == "."}
    lost = []
    for name, called in NAME.findall(odd.BLOCK.sub("", TEXT)):
        if called:
            home, _, law = name.rpartition(".")
            if not callable(getattr(importlib.import_module(f"outlast.{home}"), law, None)):
                lost.append(name)
        elif name not in DECLARATIONS and name not in groups:
            lost.append(name)
    assert lost == []


def test_every_action_of_the_schedule_is_a_method_of_its_actor():
    actions = [action for phase in SCHEDULE for action in phase.actions]
    assert len({action.does for action in actions}) == len(actions)
    assert [action.does for action in actions if not callable(getattr(ACTORS[action.who], action.does, None))] == []


def test_every_source_that_the_description_cites_is_known():
    cited = odd.cited(TEXT)
    assert len(cited) > 30
    assert sorted(cited - references().keys()) == []


def test_every_source_of_a_parameter_is_known():
    named = {entry.spec.source for entry in DECLARATIONS.values()} - {ASSUMED}
    assert named
    assert sorted(named - references().keys()) == []


def test_every_source_that_a_law_names_is_known():
    sources = {key for module in [*LAWS, cohort] for key in KEY.findall(inspect.getsource(module))}
    assert "BD01" in sources
    assert sorted(sources - references().keys()) == []


def test_the_description_does_not_claim_to_be_validated():
    assert not re.search(r"\bvalidated\b", TEXT, re.IGNORECASE)
