from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

from convqa.ingest import KINDS
from convqa.ingest.formats import FORMATS
from convqa.ingest.sources import SUFFIXES

Convqa = Callable[..., Result]


def test_every_format_and_every_kind_is_listed(convqa: Convqa) -> None:
    result = convqa("formats")
    assert result.exit_code == 0
    firsts = [line.split(" ")[0] for line in result.stdout.splitlines()]
    assert {one.name for one in FORMATS} <= set(firsts)
    assert set(KINDS) <= set(firsts)
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_help_names_the_commands_in_the_order_of_use_and_cuts_nothing(convqa: Convqa) -> None:
    listed = convqa("--help").stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == [
        "score", "inspect", "formats", "transcribe", "redact", "evaluate", "calibrate", "store", "rescore", "purge",
        "names", "audit", "privacy-report", "schema"
    ]  # fmt: skip
    assert not [line for line in listed if line.endswith("...")]


def test_each_format_is_called_documented_or_experimental(convqa: Convqa) -> None:
    shown = [line.split()[:2] for line in convqa("formats").stdout.splitlines()]
    for one in FORMATS:
        assert [one.name, "documented" if one.documented else "experimental"] in shown


def test_programs_get_one_document(convqa: Convqa) -> None:
    found = json.loads(convqa("formats", "--json").stdout)
    listed = {one["name"]: one for one in found["formats"]}
    assert listed == {
        one.name: {"name": one.name, "title": one.title, "documented": one.documented, "marks": one.marks}
        for one in FORMATS
    }
    assert [one["documented"] for one in found["formats"]] == sorted((one.documented for one in FORMATS), reverse=True)
    assert {kind["name"]: kind["title"] for kind in found["kinds"]} == KINDS
    assert sorted(suffix for kind in found["kinds"] for suffix in kind["suffixes"]) == sorted(SUFFIXES)
