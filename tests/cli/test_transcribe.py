"""`convqa transcribe` on made sounds: what is written, what a later run leaves alone, and what a killed one leaves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.reading import Loaders, SpeechRequest
from convqa.cli.transcribe import TranscribeRequest
from convqa.cli.transcribe import run as run_request
from convqa.conversation import Language, Transcript
from convqa.errors import MissingExtraError, ModelError
from convqa.ingest import SpeechOptions, read
from convqa.ingest.audio.engine import Samples
from convqa.ingest.formats.speech import Segment
from convqa.pipeline import Classifier
from tests.sounds import FakeDiarizer, FakeEngine, talk, write_call

CHILD = Path(__file__).with_name("transcribe_child.py")
CONSENTED = 7
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


class CountingEngine(FakeEngine):
    """Counts the channels it has heard, and hears each line as well as it likes."""

    def __init__(self, name: str = "fake-speech@1 tones", stop_at: int = 0) -> None:
        super().__init__()
        self._name, self._stop_at = name, stop_at
        self.heard = 0

    @property
    def name(self) -> str:
        return self._name

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        self.heard += 1
        if self.heard == self._stop_at:
            raise KeyboardInterrupt
        return map(self._unsure, super().transcribe(samples, language))

    def _unsure(self, segment: Segment) -> Segment:
        shares = (0.35 + zlib.crc32(word.text.encode()) % 60 / 100 for word in segment.words)
        return replace(
            segment,
            words=tuple(replace(word, confidence=share) for word, share in zip(segment.words, shares, strict=True)),
        )


def speech(engine: FakeEngine | None = None, *, sure: bool = True) -> SpeechOptions:
    heard_by = engine or CountingEngine()
    return SpeechOptions(engine=lambda: heard_by, diarizer=lambda: FakeDiarizer(sure=sure))


def convqa(
    *arguments: str | Path, options: SpeechOptions | None = None, classifier: Classifier | None = None
) -> Result:
    def load(request: SpeechRequest) -> SpeechOptions:
        channel = {"left": 1, "1": 1, "right": 2, "2": 2}.get(request.agent_channel or "")
        return replace(options or speech(), agent_channel=channel, speakers=request.speakers)

    loaders = Loaders(speech=load) if classifier is None else Loaders(speech=load, classifier=lambda _, __: classifier)
    return CliRunner(catch_exceptions=False).invoke(main, [str(argument) for argument in arguments], obj=loaders)


@pytest.fixture
def calls(tmp_path: Path, made: Path) -> Path:
    """A folder of four recordings, two of them in a folder below."""
    return shutil.copytree(made, tmp_path / "calls")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `calls` is a copy of."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "2026-05").mkdir(parents=True)
    write_call(folder / "call-1.wav", talk(lines=range(4)))
    write_call(folder / "call-2.mp3", talk(lines=range(6), stereo=False), channels=1)
    write_call(folder / "2026-05" / "Lene Hansen 20123456.flac", talk(lines=(0, 1, 4, 5)))
    write_call(folder / "2026-05" / "call-1.ogg", talk(lines=(0, 3)))
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}


def test_each_recording_has_a_file_under_its_own_path(calls: Path, tmp_path: Path) -> None:
    done = convqa("transcribe", calls, "--output", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"4 transcripts were written to {tmp_path}/out.\n"
    [hidden, *rest] = files(tmp_path / "out")
    assert rest == ["2026-05/call-1.vtt", "call-1.vtt", "call-2.vtt"]
    assert hidden.startswith("2026-05/[PERSON_")
    assert "Hansen" not in hidden
    assert "20123456" not in hidden
    text = (tmp_path / "out" / "call-1.vtt").read_text(encoding="utf-8")
    assert "<v Agent>Welcome to Nordlys, this is [PERSON_1] speaking" in text
    assert "<v Customer>Hi, my router" in text
    assert "Astrid" not in text
    assert "speech: fake-speech@1 tones\n" in text


@pytest.mark.parametrize(("form", "tolerance"), [("vtt", 0.01), ("json", 0.0)])
@pytest.mark.parametrize("sure", [True, False])
def test_scored_from_the_folder_and_from_the_recordings_it_is_the_same(
    calls: Path, tmp_path: Path, classifier: Classifier, form: str, tolerance: float, sure: bool
) -> None:
    options = speech(sure=sure)
    out, direct, indirect = tmp_path / "out", tmp_path / "direct.jsonl", tmp_path / "indirect.jsonl"
    assert convqa("transcribe", calls, "--output", out, "--to", form, options=options).exit_code == 0
    for inputs, output in ((calls, direct), (out, indirect)):
        done = convqa("score", inputs, "--output", output, "--quiet", options=options, classifier=classifier)
        assert done.exit_code == 0, done.stderr
    ours, theirs = (
        sorted(
            map(json.loads, path.read_text(encoding="utf-8").splitlines()),
            key=lambda record: str(record["conversation"]["id"]),
        )
        for path in (indirect, direct)
    )
    for record, right in zip(ours, theirs, strict=True):
        for one in (record, right):
            del one["conversation"]["content_hash"], one["conversation"]["source"]
            for card in one["scorecards"]:  # of several wordings one is chosen by the hash
                del card["feedback"]
        assert_close(record, right, tolerance)


def assert_close(value: Any, right: Any, tolerance: float) -> None:
    """Equal but for numbers, which may differ by so much."""
    if isinstance(right, float) and isinstance(value, float):
        assert value == pytest.approx(right, abs=tolerance, rel=0)
    elif isinstance(right, dict):
        assert list(value) == list(right)
        for name in right:
            assert_close(value[name], right[name], tolerance)
    elif isinstance(right, list):
        assert len(value) == len(right)
        for one, other in zip(value, right, strict=True):
            assert_close(one, other, tolerance)
    else:
        assert value == right


def test_what_is_there_already_is_not_heard_again(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    before = bytes_of(out)
    engine = CountingEngine()
    done = convqa("transcribe", calls, "--output", out, options=speech(engine))
    assert done.exit_code == 0
    assert done.stdout == f"0 transcripts were written to {out}.\n4 of 4 were there already.\n"
    assert engine.heard == 0
    assert bytes_of(out) == before


def test_a_changed_and_a_new_recording_are_heard_and_the_rest_is_not(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    before = bytes_of(out)
    write_call(calls / "call-1.wav", talk(lines=range(6)))
    write_call(calls / "call-3.wav", talk(lines=(0, 7)))
    done = convqa("transcribe", calls, "--output", out)
    assert done.stdout == f"2 transcripts were written to {out}.\n3 of 5 were there already.\n"
    after = bytes_of(out)
    assert {name for name in after if after[name] != before.get(name)} == {"call-1.vtt", "call-3.vtt"}


@pytest.mark.parametrize(
    "change",
    [
        ("--speakers", "3"),
        ("--language", "en"),
        ("--channel", "social"),
        ("--agent-channel", "left"),
        ("--raw", "--yes"),
    ],
    ids=lambda change: change[0],
)
def test_with_other_options_all_is_done_anew(calls: Path, tmp_path: Path, change: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    done = convqa("transcribe", calls, "--output", out, *change)
    assert done.stdout == f"4 transcripts were written to {out}.\n"
    assert len(files(out)) == 4


def test_with_another_model_all_is_done_anew(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    done = convqa("transcribe", calls, "--output", out, options=speech(CountingEngine("fake-speech@2 tones")))
    assert done.stdout.startswith("4 transcripts")
    assert len(files(out)) == 4


def test_a_broken_recording_is_reported_and_the_rest_is_done(calls: Path, tmp_path: Path) -> None:
    (calls / "Lene Hansen.wav").write_bytes(b"RIFF nothing")
    (calls / "empty.mp3").write_bytes(b"")
    done = convqa("transcribe", calls, "--output", tmp_path / "out")
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert "Hansen" not in done.stderr
    assert lines[-1] == ("2 inputs could not be transcribed and are listed above; 4 conversations were transcribed.")
    assert len(files(tmp_path / "out")) == 4


def test_text_among_the_recordings_is_left_out_and_counted(calls: Path, tmp_path: Path) -> None:
    for number in range(2):
        (calls / f"chat-{number}.txt").write_text("Agent: Hi.\nCustomer: Hello.\n", encoding="utf-8")
    done = convqa("transcribe", calls, "--output", tmp_path / "out")
    assert done.exit_code == 0
    assert done.stdout.endswith("2 inputs are no recordings and were left out.\n")
    assert len(files(tmp_path / "out")) == 4


def test_a_recording_is_heard_also_where_its_transcript_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_call(tmp_path / "in" / "call.wav", talk())
    (tmp_path / "in" / "call.txt").write_text("Agent: Hi.\nCustomer: Hello.\n", encoding="utf-8")
    convqa("transcribe", tmp_path / "in", "--output", tmp_path / "out")
    assert files(tmp_path / "out") == ["call.vtt"]


def test_only_text_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("Agent: Hi.\nCustomer: Hello.\n", encoding="utf-8")
    done = convqa("transcribe", tmp_path / "chat.txt", "--output", tmp_path / "out")
    assert done.exit_code == 2
    assert "none of the inputs is a recording" in done.stderr


def test_recordings_that_differ_in_their_suffix_alone_stay_two(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_call(tmp_path / "in" / "call.wav", talk(lines=range(4)))
    write_call(tmp_path / "in" / "call.mp3", talk(lines=(0, 1)))
    for expected in ("2 transcripts were written", "0 transcripts were written"):
        done = convqa("transcribe", tmp_path / "in", "--output", tmp_path / "out")
        assert done.stdout.startswith(expected)
        assert len(files(tmp_path / "out")) == 2


def test_what_is_doubtful_is_counted(calls: Path, tmp_path: Path) -> None:
    done = convqa("transcribe", calls, "--output", tmp_path / "out", options=speech(sure=False))
    assert done.stdout.endswith("In 1 of the transcripts it is uncertain who said what.\n")
    assert "\ndoubts: speakers\n" in (tmp_path / "out" / "call-2.vtt").read_text(encoding="utf-8")


def test_raw_warns_and_does_nothing_without_a_yes(calls: Path, tmp_path: Path) -> None:
    done = convqa("transcribe", calls, "--output", tmp_path / "out", "--raw")
    assert done.exit_code == 2
    assert "names, numbers, addresses" in done.stderr
    assert "add --yes" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["vtt", "json"])
def test_raw_with_a_yes_warns_and_writes_for_the_user_alone(calls: Path, tmp_path: Path, form: str) -> None:
    done = convqa("transcribe", calls, "--output", tmp_path / "out", "--raw", "--yes", "--to", form)
    assert done.exit_code == 0
    assert "names, numbers, addresses" in done.stderr
    for name in files(tmp_path / "out"):
        assert stat.S_IMODE((tmp_path / "out" / name).stat().st_mode) == 0o600
        assert "Astrid" in (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "Hansen" not in name


@pytest.mark.parametrize(("answer", "code"), [("y", CONSENTED), ("n", 2)])
def test_at_a_terminal_raw_asks(tmp_path: Path, answer: str, code: int) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, CHILD, "ask", write_call(tmp_path / "call.wav", talk()), tmp_path / "out"],
        stdin=theirs, stderr=subprocess.PIPE, env=ENVIRONMENT,
    )  # fmt: skip
    os.write(ours, f"{answer}\n".encode())
    _, errors = child.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert child.returncode == code, errors
    assert b"Write them?" in errors


@pytest.mark.parametrize(
    ("inside", "said"), [(".", "lies inside the input folder"), ("out", "lies inside the input folder")]
)
def test_the_folder_cannot_be_one_that_is_read(calls: Path, inside: str, said: str) -> None:
    done = convqa("transcribe", calls, "--output", calls / inside)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "error", [ModelError("there is no such model; name a folder."), MissingExtraError(what="Sound", extra="audio")]
)
def test_without_an_engine_nothing_is_begun(calls: Path, tmp_path: Path, error: Exception) -> None:
    def engine() -> FakeEngine:
        raise error

    options = SpeechOptions(engine=engine, diarizer=FakeDiarizer)
    done = convqa("transcribe", calls, "--output", tmp_path / "out", options=options)
    assert done.exit_code == 2
    assert str(error) in done.stderr
    assert not (tmp_path / "out").exists()


def test_ctrl_c_keeps_what_is_finished(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = convqa("transcribe", calls, "--output", out, options=speech(CountingEngine(stop_at=5)))
    assert done.exit_code == 130
    assert done.stderr == "Stopped; 2 transcripts were written. The same call goes on from there.\n"
    assert len(files(out)) == 2
    done = convqa("transcribe", calls, "--output", out)
    assert done.stdout.splitlines()[1] == "2 of 4 were there already."


def test_the_text_is_read_as_the_channel_and_language_that_were_stated(calls: Path, tmp_path: Path) -> None:
    engine = CountingEngine()
    done = convqa(
        "transcribe", calls / "call-1.wav", "--output", tmp_path / "out", "--language", "en", "--channel", "social",
        options=speech(engine),
    )  # fmt: skip
    assert done.exit_code == 0
    assert set(engine.asked) == {"en"}
    [found] = read([str(tmp_path / "out" / "call-1.vtt")])
    assert isinstance(found, Transcript)
    assert found.channel == "social"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_a_run_leaves_whole_files_and_the_next_one_goes_on(tmp_path: Path) -> None:
    calls, out, whole = tmp_path / "calls", tmp_path / "out", tmp_path / "whole"
    calls.mkdir()
    for number in range(6):
        write_call(calls / f"call-{number}.wav", talk(lines=(0, 1 + 2 * (number % 4))))
    options = speech(FakeEngine())
    assert convqa("transcribe", calls, "--output", whole, options=options).exit_code == 0
    done = subprocess.run(  # noqa: S603
        [sys.executable, CHILD, "kill", calls, out], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    killed, former, right = [json.loads(line) for line in done.stdout.splitlines()], 0, bytes_of(whole)
    assert any(run["files"] for run in killed), done.stderr
    for run in killed:
        assert set(run["files"]) <= set(right)
        assert all(run["files"][name] == hashlib.sha256(right[name]).hexdigest() for name in run["files"])
        assert len(run["partials"]) <= 1
        assert len(run["files"]) >= former
        former = len(run["files"])
    done_now = convqa("transcribe", calls, "--output", out, options=options)
    assert done_now.stdout.endswith(f"{former} of 6 were there already.\n")
    assert bytes_of(out) == right


def test_a_leftover_of_a_killed_run_is_removed(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    shutil.copy(out / "call-1.vtt", out / ".call-9.vtt.partial")
    convqa("transcribe", calls, "--output", out)
    assert len(files(out)) == 4


def test_run_can_be_called_from_python(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = TranscribeRequest(
        inputs=(str(calls),), output=tmp_path / "out", form="json", raw=False, yes=False, language=None,
        agent=None, channel=None, key_file=None, quiet=True, speech=SpeechRequest(),
    )  # fmt: skip
    load: Callable[[SpeechRequest], SpeechOptions] = lambda _: speech()  # noqa: E731
    assert run_request(request, load) == 0
    assert capsys.readouterr() == ("", "")
