"""The log of a run holds whatever it is told, a line of JSON for each thing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convqa.cli.logs import EventLog


def test_half_a_character_is_kept_as_json_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.jsonl"
    log = EventLog(path)
    log.tell("failed", place="m\udcf8te å.txt", line=3)
    log.tell("end", seconds=1.5)
    log.close()
    failed, end = (json.loads(line) for line in path.read_bytes().decode("utf-8").splitlines())
    assert (failed["event"], failed["place"], failed["line"]) == ("failed", "m\udcf8te å.txt", 3)
    assert (end["event"], end["seconds"]) == ("end", 1.5)
    assert capsys.readouterr().err == ""
