"""What cannot be read in an inbox is told once for each reason, and tried until it can be."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from convqa.batch.single import left_out
from convqa.batch.watch import Arrivals
from convqa.conversation import Transcript, Utterance
from convqa.errors import InputError
from convqa.ingest import list_folder
from convqa.ingest.sources import Source, unreadable
from tests.batch.inbox import Growing, Inbox, Locked, Sick, labels, put, source
from tests.batch.inbox import inbox as inbox


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
