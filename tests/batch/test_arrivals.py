"""What is whole in an inbox comes, each content once."""

from __future__ import annotations

import pytest

from convqa.ingest import list_folder
from tests.batch.inbox import Inbox, labels, put
from tests.batch.inbox import inbox as inbox


def test_a_file_is_whole_at_the_second_look_that_finds_it_as_it_was_and_comes_once(inbox: Inbox) -> None:
    put(inbox.folder / "2026" / "b.txt")
    put(inbox.folder / "a.vtt")
    assert [inbox.look() for _ in range(4)] == [[], ["2026/b.txt", "a.vtt"], [], []]


def test_one_that_grows_is_waited_for(inbox: Inbox) -> None:
    seen = []
    for size in (1, 2, 3, 3, 3):
        put(inbox.folder / "a.txt", "x" * size)
        seen.append(inbox.look())
    assert seen == [[], [], [], ["a.txt"], []]


@pytest.mark.parametrize("times", [(10, 20, 20), (20, 10, 10), (20, -10, -10)])
def test_one_that_is_written_over_in_the_same_size_is_waited_for_whatever_the_clock_did(
    inbox: Inbox, times: tuple[int, ...]
) -> None:
    seen = []
    for changed in times:
        put(inbox.folder / "a.txt", changed=changed)
        seen.append(inbox.look())
    assert seen == [[], [], ["a.txt"]]


def test_other_content_comes_anew_and_a_touch_does_not(inbox: Inbox) -> None:
    put(inbox.folder / "a.txt", "one")
    inbox.look(), inbox.look()
    put(inbox.folder / "a.txt", "one", changed=2_000)
    assert [inbox.look(), inbox.look(), inbox.look()] == [[], [], []]
    put(inbox.folder / "a.txt", "two", changed=3_000)
    assert [inbox.look(), inbox.look(), inbox.look()] == [[], ["a.txt"], []]


@pytest.mark.parametrize(
    "name",
    ["a.txt.partial", "a.partial.txt", "a.txt.tmp", "a.TMP.txt", ".a.txt", "~$a.xlsx", "a.txt.filepart", ".sync/a.txt",
     "a.pdf"],
)  # fmt: skip
def test_what_is_on_its_way_is_left(inbox: Inbox, name: str) -> None:
    put(inbox.folder / name)
    put(inbox.folder / "partial.tmpl.txt")
    assert [inbox.look(), inbox.look(), inbox.look()] == [[], ["partial.tmpl.txt"], []]


def test_one_that_is_renamed_when_it_is_whole_comes(inbox: Inbox) -> None:
    partial = put(inbox.folder / "a.txt.partial")
    inbox.look(), inbox.look()
    partial.rename(inbox.folder / "a.txt")
    assert [inbox.look(), inbox.look()] == [[], ["a.txt"]]


def test_one_that_vanishes_is_forgotten_without_a_word(inbox: Inbox) -> None:
    a, b = put(inbox.folder / "a.txt"), put(inbox.folder / "b.txt")
    inbox.look()
    a.unlink()
    assert inbox.look() == ["b.txt"]
    b.unlink()
    assert inbox.look() == []
    put(inbox.folder / "b.txt")
    assert [inbox.look(), inbox.look()] == [[], ["b.txt"]]


def test_one_that_vanishes_between_the_list_and_the_reading_is_left(inbox: Inbox) -> None:
    a = put(inbox.folder / "a.txt")
    inbox.look()
    found = list_folder(str(inbox.folder))
    a.unlink()
    assert labels(inbox.arrivals.look(found)) == []
