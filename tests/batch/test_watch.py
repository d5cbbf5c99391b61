"""Looks at an inbox, again and again, until told to stop."""

from __future__ import annotations

import errno
import signal
from functools import partial

import pytest

from convqa.batch.watch import Stop, watch
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_remembered_and_the_second_does_what_it_did(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            signal.raise_signal(number)

    with Stop(sleep=sleep, clock=lambda: sum(slept)) as stop:
        assert not stop.wait(1)
        assert (slept, stop.told) == ([0.5, 0.5], False)
        assert stop.wait(60)
        assert stop.told
        assert slept == [0.5, 0.5, 0.5]
        assert signal.getsignal(number) is before
    assert signal.getsignal(number) is before


def test_without_a_signal_all_is_as_it_was_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with Stop() as stop:
        assert signal.getsignal(signal.SIGTERM) != before[0]
        assert not stop.wait(0)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
