"""`convqa transcribe` on made sounds: what is written, and that it scores as the recordings do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convqa.cli.reading import SpeechRequest
from convqa.cli.transcribe import TranscribeRequest
from convqa.cli.transcribe import run as run_request
from convqa.conversation import Transcript
from convqa.ingest import SpeechOptions, read
from convqa.pipeline import Classifier
from tests.cli.transcribing import CountingEngine, convqa, files, speech
from tests.cli.transcribing import calls as calls
from tests.cli.transcribing import made as made
from tests.sounds import talk, write_call


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


def test_a_recording_is_heard_also_where_its_transcript_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_call(tmp_path / "in" / "call.wav", talk())
    (tmp_path / "in" / "call.txt").write_text("Agent: Hi.\nCustomer: Hello.\n", encoding="utf-8")
    convqa("transcribe", tmp_path / "in", "--output", tmp_path / "out")
    assert files(tmp_path / "out") == ["call.vtt"]


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


def test_run_can_be_called_from_python(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = TranscribeRequest(
        inputs=(str(calls),), output=tmp_path / "out", form="json", raw=False, yes=False, language=None,
        agent=None, channel=None, key_file=None, quiet=True, speech=SpeechRequest(),
    )  # fmt: skip
    load: Callable[[SpeechRequest], SpeechOptions] = lambda _: speech()  # noqa: E731
    assert run_request(request, load) == 0
    assert capsys.readouterr() == ("", "")
