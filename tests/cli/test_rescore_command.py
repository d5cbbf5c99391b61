"""`convqa rescore`: what would change, and changing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from convqa.pipeline import Pipeline
from convqa.redaction import SiteKey
from convqa.rubric import load_rubric
from convqa.store import create_store
from convqa.store.audit import AuditLog
from convqa.store.figures import change_minimum_n
from convqa.store.keys import key_check
from tests.store.test_rescore_all import entry_of, keep, said

Convqa = Callable[..., Result]
KEY = SiteKey.default()
WEIGHTS = "[weights]\ncontact=1\ndiscover=1\nrespond=2\nownership=2\nclarity=1\npresence=1\nextra=0\neffort=5\n"


@pytest.fixture
def path(pipeline: Pipeline, tmp_path: Path) -> Path:
    place = tmp_path / "qa.sqlite"
    with create_store(place, key_check=key_check(KEY)) as store:
        keep(store, [entry_of(pipeline, said(order)) for order in "ABCDEF"])
        with store.writing() as connection:
            change_minimum_n(connection, AuditLog.own(KEY), 5)
    return place


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    file = tmp_path / "new.toml"
    file.write_text(f'name = "own"\nversion = 1\n{WEIGHTS}', encoding="utf-8")
    return file


def test_first_it_is_compared_and_then_done(convqa: Convqa, path: Path, rubric: Path, tmp_path: Path) -> None:
    call = ("rescore", "--rubric", rubric, "--store", path)
    done = convqa(*call, "--compare", "--json", tmp_path / "change.json")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"own@1 in place of {load_rubric().reference} (6): 6 conversations.\n")
    assert "Totals (0-100)" in done.stdout
    found = json.loads((tmp_path / "change.json").read_text(encoding="utf-8"))
    change = found["groups"][""]["totals"]["change"]
    assert f"{change['value']:+.2f} [{change['low']:+.2f}, {change['high']:+.2f}]" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    done = convqa(*call)
    assert (done.exit_code, done.output) == (0, "6 conversations scored with own@1; 0 were before.\n")
    done = convqa(*call, "--workers", "2")
    assert (done.exit_code, done.output) == (0, "0 conversations scored with own@1; 6 were before.\n")
    done = convqa(*call, "--compare")
    assert done.output == "Nothing would change: 6 conversations scored with own@1 already.\n"


def test_what_others_did_meanwhile_is_not_counted_as_done(
    convqa: Convqa, path: Path, rubric: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convqa.store.rescore.rescore_all", lambda *_, **__: iter([True, False, True, False, False]))
    done = convqa("rescore", "--rubric", rubric, "--store", path)
    assert done.output == (
        "2 conversations scored with own@1; 0 were before. 3 more were scored or deleted by others meanwhile.\n"
    )


def test_the_way_back_is_a_new_version(convqa: Convqa, path: Path, rubric: Path, tmp_path: Path) -> None:
    convqa("rescore", "--rubric", rubric, "--store", path)
    other = tmp_path / "other.toml"
    other.write_text(rubric.read_text(encoding="utf-8").replace('"own"', '"other"'), encoding="utf-8")
    convqa("rescore", "--rubric", other, "--store", path)
    done = convqa("rescore", "--rubric", rubric, "--store", path)
    assert done.exit_code == 0
    assert "6 of those were scored with another rubric since" in done.output
    assert "give it a new version" in done.output


def test_few_conversations_are_not_compared(convqa: Convqa, path: Path, rubric: Path) -> None:
    convqa("store", "minimum-n", "7", "--store", path)
    done = convqa("rescore", "--rubric", rubric, "--store", path, "--compare")
    assert done.exit_code == 0
    assert "Nothing is said of all: fewer than 7 conversations" in done.output
    assert "Totals" not in done.output


def test_a_rubric_that_was_edited_is_refused(convqa: Convqa, path: Path, rubric: Path) -> None:
    convqa("rescore", "--rubric", rubric, "--store", path)
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("effort=5", "effort=4"), encoding="utf-8")
    for more in ((), ("--compare",)):
        done = convqa("rescore", "--rubric", rubric, "--store", path, *more)
        assert done.exit_code == 2
        assert "the rubric own@1 was changed since the store met it" in done.stderr
        assert "write version = 2 into its file" in done.stderr


def test_json_is_of_the_comparison(convqa: Convqa, path: Path, rubric: Path, tmp_path: Path) -> None:
    done = convqa("rescore", "--rubric", rubric, "--store", path, "--json", tmp_path / "x.json")
    assert (done.exit_code, "give both" in done.stderr) == (2, True)
    done = convqa("rescore", "--rubric", rubric, "--store", path, "--compare", "--json", rubric)
    assert done.exit_code == 2
