from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest

from convqa.batch.single import left_out
from convqa.batch.watch import Arrivals, Stop, watch
from convqa.conversation import Transcript, Utterance
from convqa.errors import InputError
from convqa.ingest import list_folder
from convqa.ingest.sources import Source, unreadable


def put(path: Path, text: str = "Agent: Hello", *, changed: int = 1_000) -> Path:
    """Write a file, as changed so many seconds after 1970."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (changed, changed))
    return path


def labels(found: Iterator[Source | InputError] | list[Source | InputError]) -> list[str]:
    return [one.label if isinstance(one, Source) else f"! {one.problem}" for one in found]


@dataclass
class Inbox:
    folder: Path
    arrivals: Arrivals = field(default_factory=Arrivals)

    def look(self) -> list[str]:
        return labels(self.arrivals.look(list_folder(str(self.folder))))


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(folder=tmp_path)


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


class Locked(Source):
    def open(self) -> BinaryIO:
        raise PermissionError(errno.EACCES, "locked by who writes it")


class Growing(Source):
    def open(self) -> BinaryIO:
        assert self.path is not None
        put(Path(self.path), "more of it", changed=5_000)
        return Source.open(self)


def source(path: Path, kind: type[Source] = Source) -> Source:
    return kind(label=path.name, shown=str(path), path=str(path))


def test_one_that_cannot_be_read_is_told_once_and_tried_at_every_look(tmp_path: Path) -> None:
    path, arrivals = put(tmp_path / "a.txt"), Arrivals()
    kinds = (Locked, Locked, Locked, Source, Source)
    seen = [labels(arrivals.look([source(path, kind)])) for kind in kinds]
    assert seen == [[], ["! you may not read it"], [], ["a.txt"], []]


def test_one_that_is_locked_while_it_grows_is_told_once(tmp_path: Path) -> None:
    path, arrivals, seen = tmp_path / "a.txt", Arrivals(), []
    for size in (1, 1, 2, 2, 3, 3):
        put(path, "x" * size)
        seen.append(labels(arrivals.look([source(path, Locked)])))
    assert seen == [[], ["! you may not read it"], [], [], [], []]


class Sick(Source):
    def open(self) -> BinaryIO:
        raise OSError(errno.EIO, "it is sick")


def test_one_that_cannot_be_read_is_told_anew_where_the_reason_is_another_one(tmp_path: Path) -> None:
    path, arrivals = put(tmp_path / "a.txt"), Arrivals()
    kinds = (Locked, Locked, Sick, Sick, Locked, Source)
    locked, sick = "! you may not read it", "! it cannot be read (it is sick)"
    seen = [labels(arrivals.look([source(path, kind)])) for kind in kinds]
    assert seen == [[], [locked], [sick], [], [locked], ["a.txt"]]


def test_one_that_cannot_be_read_is_told_anew_once_it_could_be(tmp_path: Path) -> None:
    path, arrivals, seen = put(tmp_path / "a.txt"), Arrivals(), []
    for changed, kind in [(1, Locked), (1, Locked), (1, Source), (2, Locked), (2, Locked), (2, Source), (3, Locked)]:
        put(path, changed=changed)
        seen.append(labels(arrivals.look([source(path, kind)])))
    locked = ["! you may not read it"]
    assert seen == [[], locked, ["a.txt"], [], locked, [], []]
    assert labels(arrivals.look([source(path, Locked)])) == locked


def test_one_that_is_written_while_it_is_read_is_waited_for(tmp_path: Path) -> None:
    path, arrivals = put(tmp_path / "a.txt"), Arrivals()
    kinds = (Source, Growing, Source, Source)
    assert [labels(arrivals.look([source(path, kind)])) for kind in kinds] == [[], [], [], ["a.txt"]]


def test_one_that_cannot_be_read_once_it_was_handed_on_comes_again_and_is_told_once(tmp_path: Path) -> None:
    path, arrivals = put(tmp_path / "a.txt"), Arrivals()
    trouble = unreadable(str(path), PermissionError(errno.EACCES, "locked by who writes it"))
    looks: list[list[str]] = []
    for kind in (Source, Source, Locked, Locked, Source, Source):
        looks.append(labels(arrivals.look([source(path, kind)])))
        if len(looks) == 2:
            arrivals.take_back(trouble)
    assert looks == [[], ["a.txt"], [], [], ["a.txt"], []]


def test_one_of_which_a_conversation_failed_for_a_full_disk_comes_again(tmp_path: Path) -> None:
    path, other, arrivals = put(tmp_path / "a.txt"), put(tmp_path / "ba.txt"), Arrivals()
    assert labels(arrivals.look([source(path), source(other)])) == []
    assert labels(arrivals.look([source(path), source(other)])) == ["a.txt", "ba.txt"]
    talk = Transcript(id="a", source="a.txt", speakers=(), utterances=(Utterance(speaker="a", text="Hej"),))
    arrivals.take_back(left_out(talk, "the disk is full", "free some space", passing=True))
    assert labels(arrivals.look([source(path), source(other)])) == ["a.txt"]


def test_one_that_fails_each_time_it_is_handed_on_is_news_once_for_each_reason(tmp_path: Path) -> None:
    path, arrivals, news = put(tmp_path / "a.txt"), Arrivals(), []
    talk = Transcript(id="a", source="a.txt", speakers=(), utterances=(Utterance(speaker="a", text="Hej"),))
    full, sick = (left_out(talk, problem, "mend it", passing=True) for problem in ("it is full", "it is sick"))
    damaged = InputError(source=str(path), problem="line 7 is damaged", remedy="mend it")
    assert labels(arrivals.look([source(path)])) == []
    for fails in ([full, damaged], [damaged, full, full], [sick], [sick, full], [], [full], [full]):
        if not fails:
            put(path, "more", changed=2_000)
        assert labels(arrivals.look([source(path)])) == (["a.txt"] if fails else [])
        news.append([arrivals.take_back(error) for error in fails])
    assert news == [[True, True], [False, False, False], [True], [False, True], [], [False], [False]]


def test_one_that_fails_once_it_went_well_is_news(tmp_path: Path) -> None:
    path, arrivals = put(tmp_path / "a.txt"), Arrivals()
    sick = unreadable(str(path), OSError(errno.EIO, "it is sick"))
    news = []
    for text in ("one", "three"):
        put(path, text)
        looks = []
        for fails in (None, True, True, False, None):
            looks.append(labels(arrivals.look([source(path)])))
            news += [arrivals.take_back(sick)] if fails else []
        assert looks == [[], ["a.txt"], ["a.txt"], ["a.txt"], []]
    assert news == [True, False, True, False]


def test_what_keeps_failing_is_not_told_again_since_the_folder_was_away_for_a_look(tmp_path: Path) -> None:
    folder, away, arrivals, news = tmp_path / "in", tmp_path / "away", Arrivals(), []
    put(folder / "a.txt")

    def look() -> list[Source | InputError]:
        found = list(arrivals.look(list_folder(str(folder))))
        for one in found:
            if isinstance(one, Source):
                error = InputError(source=one.shown, problem="no room", remedy="free some", passing=True)
                news.append(arrivals.take_back(error))
        return found

    look()
    look()
    look()
    folder.rename(away)
    assert len(look()) == 1  # the folder is told
    away.rename(folder)
    look()
    look()
    assert news == [True, False, False]


def test_one_that_goes_away_once_it_was_handed_on_comes_again_when_it_is_back_and_rests(inbox: Inbox) -> None:
    path = put(inbox.folder / "a.txt")
    assert [inbox.look(), inbox.look()] == [[], ["a.txt"]]
    path.rename(inbox.folder / "away")
    inbox.arrivals.take_back(unreadable(str(path), FileNotFoundError(errno.ENOENT, "no such file")))
    assert inbox.look() == []
    (inbox.folder / "away").rename(path)
    assert [inbox.look(), inbox.look(), inbox.look()] == [[], ["a.txt"], []]


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


@pytest.mark.parametrize(("problem", "passing"), [("it holds no conversation", False), ("what a look told", True)])
def test_what_no_look_can_mend_does_not_come_again(inbox: Inbox, problem: str, passing: bool) -> None:
    path = put(inbox.folder / "a.txt").with_name("link.txt" if passing else "a.txt")
    error = InputError(source=str(path), problem=problem, remedy="mend it", passing=passing)
    inbox.look()
    found = list_folder(str(inbox.folder))
    assert labels(inbox.arrivals.look([*found, *([error] if passing else [])])) == (
        ["a.txt", f"! {problem}"] if passing else ["a.txt"]
    )
    inbox.arrivals.take_back(error)
    assert inbox.look() == []


def test_a_folder_that_is_away_for_a_while_is_told_once_and_makes_nothing_new(inbox: Inbox) -> None:
    share, away = inbox.folder / "share", inbox.folder / "away"
    put(share / "a.txt")
    inbox.folder = share
    assert [inbox.look(), inbox.look()] == [[], ["a.txt"]]
    share.rename(away)
    assert [inbox.look(), inbox.look()] == [["! it was here and is gone"], []]
    away.rename(share)
    put(share / "b.txt")
    assert [inbox.look(), inbox.look(), inbox.look()] == [[], ["b.txt"], []]


def test_a_link_that_leads_nowhere_stops_nothing(inbox: Inbox) -> None:
    (inbox.folder / "link.txt").symlink_to(inbox.folder / "absent.txt")
    put(inbox.folder / "a.txt")
    assert [inbox.look(), inbox.look(), inbox.look()] == [["! the link leads nowhere"], ["a.txt"], []]


class Room:
    """Waits by moving a clock on, and tells to stop after so many waits."""

    def __init__(self, waits: int) -> None:
        self.now, self.left, self.waited = 0.0, waits, list[float]()

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += seconds
        self.left -= 1
        return self.left < 0


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
