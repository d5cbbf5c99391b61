"""A store that is filled from several folders by the same call each night."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Convqa
from tests.cli.test_store_commands import Site

TALK = "Agent: Good morning, how can I help you?\nCustomer: {}\nAgent: I have fixed it.\nCustomer: Thank you.\n"


@pytest.fixture
def site(convqa: Convqa, tmp_path: Path) -> Site:
    made = Site(convqa, tmp_path)
    made("store", "init")
    for name in "pq":
        (tmp_path / name).mkdir()
    return made


def stored(site: Site) -> list[tuple[str, str]]:
    """Source and what the customer said first, of each conversation's newest version."""
    with sqlite3.connect(site.path) as connection:
        found = connection.execute(
            "SELECT a.source, t.text FROM v_assessment a JOIN v_current c USING (conversation_id) "
            "JOIN turn t ON t.version_id = c.version_id AND t.position = 1 ORDER BY a.source"
        )
        return [(source, text) for source, text in found]


def test_a_file_of_the_same_name_in_the_other_folder_doubles_nothing(site: Site, tmp_path: Path) -> None:
    p, q = tmp_path / "p", tmp_path / "q"
    (p / "0001.txt").write_text(TALK.format("My phone line is dead."), encoding="utf-8")
    (q / "0002.txt").write_text(TALK.format("I cannot log in."), encoding="utf-8")
    assert site("score", p, q).exit_code == 0
    (q / "0001.txt").write_text(TALK.format("My invoice is wrong."), encoding="utf-8")
    assert site("score", q, p).exit_code == 0
    assert stored(site) == [
        ("p/0001.txt", "My phone line is dead."),
        ("q/0001.txt", "My invoice is wrong."),
        ("q/0002.txt", "I cannot log in."),
    ]


def test_a_file_of_the_same_name_replaces_none_that_was_cleared_away(site: Site, tmp_path: Path) -> None:
    p, q = tmp_path / "p", tmp_path / "q"
    for name in ("0001.txt", "0003.txt"):
        (p / name).write_text(TALK.format("My phone line is dead."), encoding="utf-8")
    assert site("score", p, q).exit_code == 1  # nothing lies in q yet
    (p / "0001.txt").unlink()
    (q / "0001.txt").write_text(TALK.format("My invoice is wrong."), encoding="utf-8")
    assert site("score", p, q).exit_code == 0
    assert [source for source, _ in stored(site)] == ["p/0001.txt", "p/0003.txt", "q/0001.txt"]


def test_the_places_of_what_failed_are_known_in_several_folders(site: Site, tmp_path: Path) -> None:
    p, q = tmp_path / "p", tmp_path / "q"
    for path in (p / "one.json", q / "one.json"):
        path.write_text("{", encoding="utf-8")
    assert site("score", p, q).exit_code == 1
    (p / "one.json").unlink()
    (p / "two.txt").touch()
    (gone,) = [line for line in site("store", "failures", p, q).stdout.splitlines() if "no longer" in line]
    assert gone.startswith("p/one.json") or "/p/one.json" in gone
