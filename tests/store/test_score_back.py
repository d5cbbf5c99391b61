"""Files that are changed back: nothing is stored a second time, and the views show what the folder holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select, text

from convqa.store import open_store
from convqa.store.schema import file, version
from tests.cli.conftest import CHAT
from tests.cli.conftest import convqa as convqa
from tests.store.published import Score
from tests.store.published import place as place
from tests.store.published import score as score

KNOWN = "0 conversations stored; 1 there already.\n"


def shown(place: str) -> dict[str, str]:
    """The last word of each conversation, as the views have it."""
    with open_store(place) as store, store.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT a.conversation, t.text FROM v_assessment a JOIN v_turn t ON t.assessment_id = a.assessment_id "
                "ORDER BY t.turn"
            )
        ).all()
    return {row[0]: row[1].split()[-1].rstrip(".") for row in rows}


def numbers(place: str) -> list[list[tuple[int, ...]]]:
    """All that tells which is the newest."""
    with open_store(place) as store, store.reading() as connection:
        return [
            sorted((row[0], row[1]) for row in connection.execute(select(table.c.id, table.c.seen)))
            for table in (file, version)
        ]


def write(path: Path, wanted: Mapping[str, str]) -> None:
    """Conversations that begin alike, and end with what is wanted."""
    rows = [
        {
            "id": one,
            "turns": [
                {"role": "customer", "text": f"Hello, it is about number {one}."},
                {"role": "agent", "agent_id": "A-1", "text": "Good morning, what do you need?"},
                {"role": "customer", "text": f"Please send me {what}"},
            ],
        }
        for one, what in wanted.items()
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def test_a_file_that_is_changed_back_is_what_the_views_show(score: Score, place: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    said = []
    for what in ("roses", "tulips", "roses", "tulips", "peonies", "roses", "peonies", "peonies"):
        write(path, {"c1": what})
        said.append(score(path).stderr)
        assert shown(place) == {"c1": what}
    assert said.count(KNOWN) == 5
    with open_store(place) as store, store.reading() as connection:
        assert len(connection.execute(select(version.c.id)).all()) == 3


def test_a_text_without_an_id_is_changed_back(score: Score, place: str, tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    path = tmp_path / "calls" / "a.txt"
    for what in ("roses", "tulips", "roses"):
        path.write_text(f"{CHAT}Customer: And {what}\n", encoding="utf-8")
        score(tmp_path / "calls")
    assert list(shown(place).values()) == ["roses"]


def test_of_a_file_of_many_only_what_is_changed_back_is(score: Score, place: str, tmp_path: Path) -> None:
    path, first = tmp_path / "all.jsonl", {"c1": "roses", "c2": "roses", "c3": "roses"}
    write(path, first)
    score(path)
    write(path, first | {"c2": "tulips"})
    score(path)
    write(tmp_path / "other.jsonl", {"c3": "peonies"})
    score(tmp_path / "other.jsonl")
    write(path, first)
    assert score(path).stderr == "0 conversations stored; 3 there already.\n"
    assert shown(place) == {"c1": "roses", "c2": "roses", "c3": "peonies"}


def test_a_conversation_is_changed_back_in_a_file_that_never_was_the_same(
    score: Score, place: str, tmp_path: Path
) -> None:
    path = tmp_path / "all.jsonl"
    for wanted in ({"c1": "roses"}, {"c1": "tulips"}, {"c1": "roses", "c2": "peonies"}):
        write(path, wanted)
        result = score(path)
    assert result.stderr == "1 conversation stored; 1 there already.\n"
    assert shown(place) == {"c1": "roses", "c2": "peonies"}


def test_where_nothing_changed_back_nothing_is_written(score: Score, place: str, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    write(calls / "a.jsonl", {"c1": "roses", "c2": "roses"})
    write(calls / "b.jsonl", {"c1": "tulips"})
    score(calls)
    before, there = numbers(place), shown(place)
    assert there["c1"] == "tulips"
    score(calls)
    write(calls / "a.jsonl", {"c1": "roses", "c2": "roses", "c3": "roses"})
    score(calls)
    assert shown(place) == there | {"c3": "roses"}
    assert [set(some) <= set(now) for some, now in zip(before, numbers(place), strict=True)] == [True, True]


def test_a_file_that_could_not_be_read_for_a_while_changes_nothing(score: Score, place: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, {"c1": "roses"})
    score(path)
    path.write_text("", encoding="utf-8")
    score(path)
    write(path, {"c1": "roses"})
    assert score(path).stderr == KNOWN
    assert shown(place) == {"c1": "roses"}


def test_a_dry_run_changes_nothing(score: Score, place: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for what in ("roses", "tulips"):
        write(path, {"c1": what})
        score(path)
    write(path, {"c1": "roses"})
    assert score(path, "--dry-run").stderr == "0 conversations would be scored and stored; 1 there already.\n"
    assert shown(place) == {"c1": "tulips"}


def test_a_file_that_is_read_in_part_is_changed_back(score: Score, place: str, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    for what in ("roses", "tulips", "roses"):
        write(path, {"c1": what, "c2": what, "c3": what})
        score(path, "--sample", "2", "--seed", what)
    current = shown(place)
    assert len(current) >= 2
    assert list(current.values()).count("roses") >= 2
