"""TRACE.md: its tables are those of the shipped data and results, and what it cites and names exists."""

from __future__ import annotations

import re

from outlast.bibliography import references
from outlast.report import odd, trace

TEXT = trace.TRACE.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_shipped_results() -> None:
    assert trace.rewritten(TEXT) == TEXT, "run python -m outlast.report.trace"


def test_every_table_has_its_place() -> None:
    assert sorted(found["name"] for found in odd.BLOCK.finditer(TEXT)) == sorted(trace.TABLES)


def test_an_outdated_table_is_found(monkeypatch, tmp_path, capsys) -> None:
    copy = tmp_path / "TRACE.md"
    copy.write_text(TEXT.replace("| datum |", "| thing |"), encoding="utf-8")
    monkeypatch.setattr(trace, "TRACE", copy)
    assert trace.main(["--check"]) == 1
    assert "run python -m outlast.report.trace" in capsys.readouterr().err
    assert trace.main([]) == 0
    assert trace.main(["--check"]) == 0
    assert copy.read_text(encoding="utf-8") == TEXT


def test_what_it_cites_is_in_the_bibliography() -> None:
    cited = odd.cited(TEXT)
    assert len(cited) > 8
    assert sorted(cited - references().keys()) == []


def test_the_files_it_links_to_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert len(links) >= 5
    assert [link for link in links if not (trace.HOME / link).exists()] == []


def test_it_claims_no_more_than_that_patterns_pass() -> None:
    prose = odd.BLOCK.sub("", TEXT)
    assert "validated" not in prose.casefold()
    assert "passes these patterns under these structures" in " ".join(prose.split())
