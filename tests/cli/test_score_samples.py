"""`convqa score` on each sample of a vendor's export: turns and roles are those of the file written by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.ingest.formats.conftest import sample_id, samples
from tests.ingest.formats.test_samples import expected

Convqa = Callable[..., Result]


def turns(record: dict[str, Any]) -> list[list[Any]]:
    """The turns of a record in the form of the expected files; agents are numbered as they appear."""
    numbers: dict[str, int] = {}
    found = []
    for turn in record["turns"]:
        agent = turn["agent_id"]
        number = 0 if agent is None else numbers.setdefault(agent, len(numbers) + 1)
        found.append([turn["role"], number, "unknown" if turn["start_s"] is None else turn["start_s"], turn["text"]])
    return found


@pytest.mark.parametrize("path", samples(), ids=sample_id)
def test_turns_and_roles_of_the_record(convqa: Convqa, path: Path) -> None:
    wanted = expected(path)
    result = convqa("score", path, "--output", "-")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [turns(record) for record in records] == [one["turns"] for one in wanted.get("conversation", [])]
    for record, one in zip(records, wanted.get("conversation", []), strict=True):
        info = record["conversation"]
        assert info["id"] == one["id"]
        assert info["channel"] == one.get("channel")
        assert info["started_at"] == one.get("started_at")
        assert info["language"] == one.get("language", info["language"])
        agents = {turn["agent_id"] for turn in record["turns"]} - {None}
        assert {card["agent_id"] for card in record["scorecards"]} == agents
    errors = wanted.get("error", [])
    assert result.exit_code == (1 if errors else 0)
    assert all(error["problem"] in result.stderr for error in errors)
