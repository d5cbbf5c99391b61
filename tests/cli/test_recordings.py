"""Recordings through the command line, heard by what hears tones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders, check_speech, load_speech
from convqa.cli.reading import SpeechRequest
from convqa.errors import MissingExtraError, ModelError
from convqa.ingest import SpeechOptions, find_all
from convqa.ingest.audio.engine import SpeechEngine
from convqa.ingest.audio.whisper import DEVICES, PRECISIONS
from convqa.ingest.sources import Source
from convqa.pipeline import Classifier
from tests.cli.conftest import as_named
from tests.sounds import LINES, FakeDiarizer, talk, write_call

Convqa = Callable[..., Result]


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    write_call(folder / "a.wav", talk())
    (folder / "b.wav").write_bytes(b"RIFF....WAVE")
    write_call(folder / "c.flac", talk(stereo=False), channels=1)
    return folder


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_call_is_scored_from_its_recording(convqa: Convqa, recordings: Path) -> None:
    result = convqa("score", recordings, "--output", "-")
    assert result.exit_code == 1
    assert re.search(as_named(recordings / "b.wav") + ": this is no recording that can be read", result.stderr)
    assert "1 input could not be scored and is listed above; 2 conversations were scored." in result.stderr
    stereo, mono = records(result)
    for record in (stereo, mono):
        assert [turn["text"] for turn in record["turns"]] == [line.replace("Astrid", "[PERSON_1]") for line in LINES]
        assert [turn["role"] for turn in record["turns"]] == ["agent", "customer"] * 4
        assert record["provenance"]["speech"] == "fake-speech@1 tones"
        assert record["conversation"]["channel"] == "phone"


@pytest.mark.parametrize(("channel", "roles"), [("1", ["agent", "customer"]), ("2", ["customer", "agent"])])
def test_the_agents_channel_is_as_stated(convqa: Convqa, recordings: Path, channel: str, roles: list[str]) -> None:
    (record,) = records(convqa("score", recordings / "a.wav", "--agent-channel", channel, "--output", "-"))
    assert [turn["role"] for turn in record["turns"]] == roles * 4


def test_the_words_of_the_call_reach_the_engine(recordings: Path, classifier: Classifier) -> None:
    asked: list[SpeechRequest] = []

    def load(request: SpeechRequest) -> SpeechOptions:
        asked.append(request)
        raise ModelError("enough.")

    options = ["--speech-model", "x", "--device", "cpu", "--precision", "float32", "--agent-channel", "right"]
    options += ["--speakers", "3", "--download", "--workers", "2"]
    for command in ("score", "inspect"):
        CliRunner().invoke(
            main, [command, str(recordings), *options], obj=Loaders(classifier=lambda *_: classifier, speech=load)
        )
    assert (
        asked
        == [
            SpeechRequest(
                model="x",
                device="cpu",
                precision="float32",
                agent_channel="right",
                speakers=3,
                download=True,
                threads=2,
            )
        ]
        * 2
    )
    assert load_speech(asked[0]).agent_channel == 2
    assert load_speech(asked[0]).speakers == 3


@pytest.mark.parametrize("command", ["score", "inspect"])
def test_a_transcript_beside_its_recording_is_read_instead(convqa: Convqa, recordings: Path, command: str) -> None:
    (recordings / "b.wav").unlink()
    (recordings / "a.txt").write_text("Agent: Hello there.\nCustomer: Hi, thank you.\n", encoding="utf-8")
    result = convqa(command, recordings)
    assert result.exit_code == 0
    said = (
        ": the recording is not heard, since its transcript is beside it and is read instead (a.txt); "
        "move one of them away to have the other read.\n"
    )
    assert re.fullmatch(as_named(recordings / "a.wav") + re.escape(said), result.stderr)
    assert "2 conversations" in result.stdout


def test_inspect_tells_of_a_recording_what_it_is_and_what_was_heard(convqa: Convqa, recordings: Path) -> None:
    result = convqa("inspect", recordings / "a.wav")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "format heard (recording)" in lines
    assert "sound 2 channels, 0:33, pcm_s16le, 8,000 Hz" in lines
    assert "speech recognised by fake-speech@1 tones" in lines
    assert any(line.startswith("speakers speaker 1 agent") for line in lines)
    assert lines[-1] == "1 conversation: heard 1"
    assert not any(word in result.stdout for word in ("Astrid", "router"))


def no_model() -> SpeechEngine:
    raise ModelError("The speech model small is not on this machine; fetch it once with --download.")


def no_extra() -> SpeechEngine:
    raise MissingExtraError(what="Recognising speech", extra="audio")


def without(engine: Callable[[], SpeechEngine]) -> Callable[[SpeechRequest], SpeechOptions]:
    return lambda _: SpeechOptions(engine=engine, diarizer=FakeDiarizer)


@pytest.mark.parametrize(("engine", "why"), [(no_model, "not on this machine"), (no_extra, "pip install")])
def test_inspect_without_a_model_tells_what_the_recordings_are(
    recordings: Path, engine: Callable[[], SpeechEngine], why: str
) -> None:
    (recordings / "d.txt").write_text("Agent: Hello there.\nCustomer: Hi, thank you.\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["inspect", str(recordings), "--json"], obj=Loaders(speech=without(engine)))
    assert result.exit_code == 1  # b.wav is none
    first, broken, last, text = records(result)
    assert first["source"] == "a.wav"
    assert first["recording"] == {
        "duration_s": 33.0, "exact": True, "channels": 2, "codec": "pcm_s16le", "rate": 8000,
    }  # fmt: skip
    assert why in first["missing"]
    assert "no recording that can be read" in broken["error"]["problem"]
    assert last["recording"]["channels"] == 1
    assert text["kind"] == "text"
    shown = CliRunner().invoke(main, ["inspect", str(recordings)], obj=Loaders(speech=without(engine)))
    assert "not recognised: " in shown.stdout
    assert "3 conversations: not heard 2, guessed 1" in shown.stdout


def found(folder: Path) -> tuple[list[object], list[Source]]:
    everything = find_all([str(folder)])
    return list(everything), [one for one in everything if isinstance(one, Source) and one.kind == "audio"]


def test_a_run_that_would_be_for_nothing_is_not_begun(recordings: Path) -> None:
    everything, sounds = found(recordings)
    for engine, error in ((no_model, ModelError), (no_extra, MissingExtraError)):
        with pytest.raises(error):
            check_speech(everything, sounds, without(engine)(SpeechRequest()), named=False)
    (recordings / "d.txt").write_text("Agent: Hello.", encoding="utf-8")
    everything, sounds = found(recordings)
    check_speech(everything, sounds, without(no_model)(SpeechRequest()), named=False)
    check_speech(everything, sounds, without(no_extra)(SpeechRequest()), named=False)
    check_speech([], [], without(no_model)(SpeechRequest()), named=True)
    for engine, error in ((no_model, ModelError), (no_extra, MissingExtraError)):
        with pytest.raises(error):
            check_speech(everything, sounds, without(engine)(SpeechRequest()), named=True)


def test_without_a_model_the_rest_of_a_folder_is_scored(recordings: Path, classifier: Classifier) -> None:
    (recordings / "d.txt").write_text("Agent: Hello there.\nCustomer: Hi, thank you.\n", encoding="utf-8")
    loaders = Loaders(classifier=lambda *_: classifier, speech=without(no_model))
    result = CliRunner().invoke(main, ["score", str(recordings)], obj=loaders)
    assert result.exit_code == 1
    assert result.stderr.count("not on this machine; fetch it once with --download.") == 3
    assert "3 inputs could not be scored and are listed above; 1 conversation was scored." in result.stderr
    alone = CliRunner().invoke(main, ["score", str(recordings / "a.wav")], obj=loaders)
    assert (alone.exit_code, alone.stdout) == (2, "")
    assert "not on this machine" in alone.stderr


def test_what_can_be_chosen_is_what_the_recogniser_takes() -> None:
    choices = {
        parameter.name: tuple(parameter.type.choices)
        for parameter in main.commands["score"].params
        if isinstance(parameter.type, click.Choice)
    }
    assert (choices["device"], choices["precision"]) == (DEVICES, PRECISIONS)
