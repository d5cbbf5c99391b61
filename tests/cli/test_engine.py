from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

import convqa as convqa_package
from convqa.batch.pieces import assess_piece
from convqa.redaction import SiteKey
from convqa.store import open_store
from convqa.store.keys import key_check
from tests.batch.clustered import planned, write_chats
from tests.store.contents import Contents, dump

Convqa = Callable[..., Result]
OF_FILES = {"failure", "file", "file_version"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--into", "out"], "--into goes with --engine ray"),
        (["--address", "auto"], "--address goes with --engine ray"),
        (["--engine", "ray"], "name it with --into FOLDER"),
        (["--engine", "ray", "--into", "out", "--csv", "a.csv"], "leave --csv out"),
        (["--engine", "ray", "--into", "out", "--store", "a.sqlite"], "leave --store out, and load that folder later"),
        (["--engine", "ray", "--into", "{calls}/out"], "--into {calls}/out lies inside the input folder"),
        (["--engine", "ray", "--into", "{uri}/out", "{uri}"], "--into lies inside what is scored"),
    ],
)
def test_options_that_do_not_go_together(convqa: Convqa, calls: Path, options: list[str], told: str) -> None:
    given = {"calls": str(calls), "uri": calls.as_uri()}
    result = convqa("score", calls, *(option.format(**given) for option in options))
    assert result.exit_code == 2
    assert told.format(**given) in result.stderr
    assert result.stdout == ""


def test_what_comes_through_a_pipe_is_not_shared_out(convqa: Convqa, tmp_path: Path) -> None:
    result = convqa("score", "-", "--engine", "ray", "--into", tmp_path / "out", stdin="Agent: Hi\nCustomer: Hi\n")
    assert result.exit_code == 2
    assert "it cannot be shared out; name a file" in result.stderr


def test_without_ray_or_a_cluster_it_is_said(convqa: Convqa, calls: Path, tmp_path: Path) -> None:
    result = convqa("score", calls, "--engine", "ray", "--into", tmp_path / "out", "--address", "127.0.0.1:9")
    assert result.exit_code == 2
    assert "convqa[ray]" in result.stderr or "No Ray cluster answers" in result.stderr


def results(tmp_path: Path, source: str = "") -> tuple[Path, Path]:
    """What a cluster would have written, and what it read."""
    chats = write_chats(tmp_path / "in.jsonl", 40)
    work, pieces = planned(str(chats), tmp_path / "out", size=1_500)
    for piece in pieces:
        assess_piece(piece, replace(work, source=source), work.load())
    return tmp_path / "out", chats


def contents(place: Path) -> Contents:
    with open_store(str(place), key_check=key_check(SiteKey.default()), writable=False) as store:
        return {name: rows for name, rows in dump(store).items() if name not in OF_FILES}


@pytest.mark.parametrize("source", ["", "chat"])
def test_loaded_is_what_is_scored_into_the_store(convqa: Convqa, tmp_path: Path, source: str) -> None:
    out, chats = results(tmp_path, source)
    scored, loaded = tmp_path / "scored.sqlite", tmp_path / "loaded.sqlite"
    for place in (scored, loaded):
        assert convqa("store", "init", "--store", place).exit_code == 0
    assert convqa("score", chats, "--store", scored, "--quiet", "--source", source).exit_code == 1  # damaged lines
    first = convqa("store", "load", out, "--store", loaded)
    assert (first.exit_code, first.stdout) == (0, "40 conversations loaded; 0 were there.\n")
    assert contents(loaded) == contents(scored)
    assert len(contents(loaded)["assessment"]) == 40
    assert convqa("store", "load", out, "--store", loaded).stdout == "0 conversations loaded; 40 were there.\n"
    assert convqa("store", "load", out, "--store", scored).stdout == "0 conversations loaded; 40 were there.\n"
    assert contents(loaded) == contents(scored)


def test_what_cannot_be_loaded_is_told(convqa: Convqa, tmp_path: Path) -> None:
    out, _ = results(tmp_path)
    key = tmp_path / "key"
    key.write_text("another key of this site", encoding="utf-8")
    store = tmp_path / "other.sqlite"
    assert convqa("store", "init", "--store", store, "--key-file", key).exit_code == 0
    other = convqa("store", "load", out, "--store", store, "--key-file", key)
    assert (other.exit_code, "were made with another site key" in other.stderr) == (2, True)
    empty = convqa("store", "load", tmp_path, "--store", store, "--key-file", key)
    assert (empty.exit_code, "holds no finished results" in empty.stderr) == (2, True)


def test_results_of_another_rubric_are_left_out(convqa: Convqa, tmp_path: Path) -> None:
    out, _ = results(tmp_path)
    rubric, store = tmp_path / "own.toml", tmp_path / "a.sqlite"
    shipped = Path(convqa_package.__file__).parent / "rubrics" / "service.toml"
    rubric.write_text(shipped.read_text(encoding="utf-8").replace('"service"', '"own"', 1), encoding="utf-8")
    assert convqa("store", "init", "--store", store).exit_code == 0
    result = convqa("store", "load", out, "--store", store, "--rubric", rubric)
    assert (result.exit_code, result.stdout) == (0, "0 conversations loaded; 0 were there.\n")
    assert "40 more were scored with another rubric" in result.stderr
