from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from convqa.cli.progress import Heard, SoundProgress, lengths, with_progress
from convqa.cli.streams import complain
from convqa.ingest.sources import Source
from tests.sounds import talk, write_call


@pytest.fixture
def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=80)


def shown_on(terminal: Console) -> str:
    assert isinstance(terminal.file, io.StringIO)
    return terminal.file.getvalue()


def test_results_pass_through_unchanged(terminal: Console) -> None:
    assert list(with_progress(range(5), terminal, patience_s=0)) == [0, 1, 2, 3, 4]
    assert list(with_progress(range(5), None, patience_s=0)) == [0, 1, 2, 3, 4]


def test_nothing_is_shown_of_a_short_run(terminal: Console) -> None:
    list(with_progress(range(5), terminal, patience_s=60))
    assert shown_on(terminal) == ""


def test_a_long_run_is_counted_and_the_line_taken_away_at_the_end(terminal: Console) -> None:
    list(with_progress(range(1234), terminal, patience_s=0))
    assert "1,234 conversations" in shown_on(terminal)
    assert "\x1b[2K" in shown_on(terminal)


def test_the_display_ends_when_the_results_break_off(terminal: Console) -> None:
    def results() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(with_progress(results(), terminal, patience_s=0))
    assert shown_on(terminal).endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("heard", "line"),
    [
        (
            Heard(recordings=12, all_recordings=300, sound_s=2_820, all_sound_s=72_240, elapsed_s=455),
            "12 of 300 recordings, 47 of 1,204 min, 6.2x real time, 3 h 7 min left",
        ),
        (
            Heard(recordings=0, all_recordings=1, sound_s=0, all_sound_s=125, elapsed_s=9),
            "0 of 1 recordings, 0.0 of 2.1 min",
        ),
        # In the first seconds the speed says nothing.
        (
            Heard(recordings=1, all_recordings=2, sound_s=60, all_sound_s=120, elapsed_s=1),
            "1 of 2 recordings, 1.0 of 2.0 min",
        ),
        (
            Heard(recordings=1, all_recordings=2, sound_s=60, all_sound_s=120, elapsed_s=60),
            "1 of 2 recordings, 1.0 of 2.0 min, 1.0x real time, 60 s left",
        ),
        (
            Heard(recordings=2, all_recordings=2, sound_s=130, all_sound_s=120, elapsed_s=10, conversations=1234),
            "2 of 2 recordings, 2.0 of 2.0 min, 13.0x real time, 0 s left, 1,234 conversations",
        ),
        (
            Heard(recordings=1, all_recordings=9, sound_s=600, all_sound_s=6_000, elapsed_s=600),
            "1 of 9 recordings, 10 of 100 min, 1.0x real time, 1 h 30 min left",
        ),
    ],
)
def test_how_far_it_is_in_a_line(heard: Heard, line: str) -> None:
    assert str(heard) == line


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_sound_is_counted_as_it_is_heard_and_rounded_at_the_end_of_each_recording() -> None:
    clock = Clock()
    with SoundProgress([60.0, None, 30.0], None, clock=clock) as sound:
        assert sound.heard == Heard(recordings=0, all_recordings=3, sound_s=0, all_sound_s=135, elapsed_s=0)
        clock.now += 10
        sound.hear(20.0)
        sound.hear(15.0)
        assert (sound.heard.sound_s, sound.heard.elapsed_s) == (35.0, 10.0)
        sound.finish()  # it broke off
        assert sound.heard.sound_s == 60.0
        sound.hear(44.0)
        sound.finish()  # one of unknown length counts as long as the others
        assert (sound.heard.recordings, sound.heard.sound_s) == (2, 105.0)
        sound.conversations(7)
        assert sound.heard.conversations == 7


def test_one_recording_more_than_was_measured_is_counted_too() -> None:
    with SoundProgress([], None) as sound:
        sound.hear(3.0)
        sound.finish()
        assert sound.heard.recordings == 1


def test_the_bar_of_sound_is_shown_and_taken_away(terminal: Console) -> None:
    with SoundProgress([60.0, 30.0], terminal, patience_s=0) as sound:
        until = time.monotonic() + 10
        while "recordings" not in shown_on(terminal) and time.monotonic() < until:
            sound.hear(0.1)
            time.sleep(0.01)
        sound.finish()
    assert "0 of 2 recordings" in shown_on(terminal)
    assert shown_on(terminal).endswith("\x1b[2K")


def test_a_complaint_stands_above_the_bar(terminal: Console) -> None:
    with SoundProgress([60.0, 30.0], terminal, patience_s=0) as sound:
        until = time.monotonic() + 10
        while "recordings" not in shown_on(terminal) and time.monotonic() < until:
            time.sleep(0.01)
        sound.hear(1.0)
        complain("call-7.wav: it is empty; remove it.")
    assert "\x1b[2Kcall-7.wav: it is empty; remove it.\n" in shown_on(terminal)


def test_a_short_run_shows_no_bar(terminal: Console) -> None:
    with SoundProgress([60.0], terminal, patience_s=60) as sound:
        sound.hear(60.0)
        sound.finish()
    assert shown_on(terminal) == ""


def test_without_recordings_there_is_no_bar(terminal: Console) -> None:
    with SoundProgress([], terminal, patience_s=0):
        time.sleep(0.05)
    assert shown_on(terminal) == ""


def test_results_are_counted_on_the_bar_of_sound(terminal: Console) -> None:
    with SoundProgress([60.0], terminal, patience_s=60) as sound:
        assert list(with_progress(range(5), terminal, sound=sound, patience_s=0)) == [0, 1, 2, 3, 4]
        assert sound.heard.conversations == 5
    assert shown_on(terminal) == ""


def test_the_lengths_of_what_cannot_be_read_are_nothing(tmp_path: Path) -> None:
    good = write_call(tmp_path / "good.wav", talk(lines=(0, 1)))
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    sources = [
        Source(label=path.name, shown=str(path), path=str(path), kind="audio")
        for path in (good, tmp_path / "bad.wav", tmp_path / "gone.wav")
    ]
    first, *rest = lengths(sources)
    assert first == pytest.approx(talk(lines=(0, 1))[-1].end_s + 0.5, abs=0.05)
    assert rest == [0.0, 0.0]
