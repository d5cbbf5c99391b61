"""Looks at an inbox, again and again, until told to stop."""

from __future__ import annotations

import errno
from functools import partial

from convqa.batch.watch import watch
from convqa.ingest import list_folder
from convqa.ingest.sources import unreadable
from tests.batch.inbox import Inbox, Room, labels, put
from tests.batch.inbox import inbox as inbox


def test_one_that_goes_away_during_a_look_of_several_chunks_comes_again(inbox: Inbox) -> None:
    for number in range(5):
        put(inbox.folder / f"{number}.txt")
    room, seen = Room(waits=5), list[list[str]]()
    find = partial(list_folder, str(inbox.folder))
    for chunk in watch(find, room.wait, most=2, clock=room.clock, arrivals=inbox.arrivals):
        seen.append(labels(chunk))
        if len(seen) == 1:
            inbox.arrivals.take_back(unreadable(str(inbox.folder / "0.txt"), OSError(errno.EIO, "it is sick")))
    assert seen == [["0.txt", "1.txt"], ["2.txt", "3.txt"], ["4.txt"], ["0.txt"]]


def test_looks_are_an_interval_apart_and_end_when_told(inbox: Inbox) -> None:
    put(inbox.folder / "a.txt")
    room = Room(waits=3)
    chunks = list(watch(lambda: list_folder(str(inbox.folder)), room.wait, interval_s=10, clock=room.clock))
    assert [labels(chunk) for chunk in chunks] == [["a.txt"]]
    assert room.waited == [10, 0, 10, 10]


def test_work_that_takes_long_is_followed_by_the_next_look_at_once(inbox: Inbox) -> None:
    put(inbox.folder / "a.txt")
    room = Room(waits=2)
    for _chunk in watch(lambda: list_folder(str(inbox.folder)), room.wait, interval_s=10, clock=room.clock):
        room.now += 300
    assert room.waited == [10, 0, 0]


def test_many_come_in_chunks_and_after_the_one_in_hand_it_ends(inbox: Inbox) -> None:
    for number in range(5):
        put(inbox.folder / f"{number}.txt")
    for waits, expected in ((1, 2), (2, 4), (3, 5), (9, 5)):
        room = Room(waits=waits)
        chunks = list(watch(lambda: list_folder(str(inbox.folder)), room.wait, most=2, clock=room.clock))
        assert sum(map(len, chunks)) == expected
        assert all(0 < len(chunk) <= 2 for chunk in chunks)


def test_an_empty_folder_is_no_trouble(inbox: Inbox) -> None:
    assert list(watch(lambda: list_folder(str(inbox.folder)), Room(waits=3).wait)) == []
