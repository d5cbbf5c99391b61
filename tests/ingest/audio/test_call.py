from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convqa.conversation import Channel, Doubt, Language, Role, Transcript
from convqa.errors import InputError, MissingExtraError, ModelError
from convqa.ingest import IngestOptions, SpeechOptions, read
from convqa.ingest.audio.engine import Diarizer, Samples, SpeechEngine
from convqa.ingest.formats.speech import Segment
from convqa.models import find_voices
from tests.sounds import LINES, FakeDiarizer, FakeEngine, Tone, encoded, samples_of, talk, write_call


def options(
    engine: SpeechEngine | None = None, *, sure: bool = True, agent_channel: int | None = None, speakers: int = 2
) -> IngestOptions:
    heard_by = engine or FakeEngine()
    return IngestOptions(
        speech=SpeechOptions(
            engine=lambda: heard_by,
            diarizer=lambda: FakeDiarizer(sure=sure),
            agent_channel=agent_channel,
            speakers=speakers,
        )
    )


def heard(path: Path, given: IngestOptions | None = None) -> Transcript:
    (found,) = read([str(path)], given or options())
    assert isinstance(found, Transcript), found
    return found


def refused(path: Path, given: IngestOptions | None = None) -> InputError:
    (found,) = read([str(path)], given or options())
    assert isinstance(found, InputError)
    return found


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in transcript.utterances]


ALL = [(f"s{1 + n % 2}", line) for n, line in enumerate(LINES)]


def test_two_channels_are_two_speakers_in_order_of_time(tmp_path: Path) -> None:
    transcript = heard(write_call(tmp_path / "call.wav", talk()))
    assert said(transcript) == ALL
    assert [one.start_s for one in transcript.utterances] == sorted(one.start_s or 0 for one in transcript.utterances)
    assert [one.start_s for one in transcript.utterances][:2] == pytest.approx([0.5, 4.9], abs=0.05)
    assert {(one.name, one.role, one.identifier) for one in transcript.speakers} == {(None, None, None)}
    assert [one.speech_confidence for one in transcript.utterances] == pytest.approx([0.9] * 8)
    assert transcript.speech == "fake-speech@1 tones"
    assert transcript.kind == "audio"
    assert transcript.format is None
    assert transcript.channel is Channel.PHONE
    assert transcript.language is None  # found in the text, like that of any other source
    assert (transcript.id, transcript.id_given) == ("call", False)
    assert transcript.doubts == ()
    assert transcript.skipped == {}


@pytest.mark.parametrize("name", ["call.mp3", "call.m4a", "call.ogg", "call.opus", "call.flac"])
def test_every_kind_of_file_is_heard(tmp_path: Path, name: str) -> None:
    assert said(heard(write_call(tmp_path / name, talk()))) == ALL


def test_the_content_decides_where_the_name_lies(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk()).rename(tmp_path / "call.txt")
    assert said(heard(path)) == ALL
    other = tmp_path / "notes.wav"
    other.write_text("Agent: hello", encoding="utf-8")
    assert "no recording that can be read" in refused(other).problem


@pytest.mark.parametrize(("channel", "agent"), [(1, "s1"), (2, "s2")])
def test_the_agents_channel_can_be_stated(tmp_path: Path, channel: int, agent: str) -> None:
    transcript = heard(write_call(tmp_path / "call.wav", talk()), options(agent_channel=channel))
    roles = {one.key: one.role for one in transcript.speakers}
    assert roles[agent] is Role.AGENT
    assert set(roles.values()) == {Role.AGENT, Role.CUSTOMER}


def test_what_is_said_at_once_is_kept_of_both(tmp_path: Path) -> None:
    tones = [Tone(line=4, start_s=1.0, channel=0), Tone(line=5, start_s=2.0, channel=1)]
    transcript = heard(write_call(tmp_path / "call.wav", tones))
    assert sorted(" ".join(text for who, text in said(transcript) if who == key) for key in ("s1", "s2")) == sorted(
        [LINES[4], LINES[5]]
    )


def test_what_leaks_from_the_other_channel_is_left_out_and_counted(tmp_path: Path) -> None:
    sound = samples_of(talk(), channels=2, rate=8000)
    sound[0] += 0.3 * sound[1]
    (tmp_path / "call.wav").write_bytes(encoded(sound))
    transcript = heard(tmp_path / "call.wav")
    assert said(transcript) == ALL
    assert transcript.skipped == {"the other channel's voice": 4}


MONO = samples_of(talk(stereo=False), rate=8000)
ONE_CHANNEL = {
    "mono": MONO,
    "the same in both channels": np.concatenate([MONO, MONO]),
    "one quieter than the other": np.concatenate([MONO, 0.5 * MONO]),
    "both in the left": np.concatenate([MONO, 0 * MONO]),
    "both in the right": np.concatenate([0 * MONO, MONO]),
}


@pytest.mark.parametrize("how", ONE_CHANNEL)
def test_voices_in_one_channel_are_told_apart(tmp_path: Path, how: str) -> None:
    (tmp_path / "call.wav").write_bytes(encoded(ONE_CHANNEL[how]))
    transcript = heard(tmp_path / "call.wav")
    assert said(transcript) == ALL
    assert transcript.doubts == ()


def test_voices_that_are_hard_to_tell_apart_are_a_doubt(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk(stereo=False), channels=1)
    transcript = heard(path, options(sure=False))
    assert transcript.doubts == (Doubt.SPEAKERS,)
    assert said(transcript) == ALL


def test_more_than_two_voices_where_the_user_says_so(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk(stereo=False), channels=1)
    assert len(heard(path, options(speakers=3)).speakers) == 3


class TwoInOne(FakeEngine):
    """Gives the whole call as one segment, as a recogniser does where two voices follow each other closely."""

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        parts = list(super().transcribe(samples, language))
        words = tuple(word for part in parts for word in part.words)
        yield replace(parts[0], text=" ".join(word.text for word in words), end_s=parts[-1].end_s, words=words)


def test_a_segment_of_two_voices_is_cut_between_them(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk(stereo=False), channels=1)
    given = IngestOptions(speech=SpeechOptions(engine=TwoInOne, diarizer=FakeDiarizer))
    assert said(heard(path, given)) == ALL


def test_a_recording_that_breaks_off_is_a_doubt(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk())
    path.write_bytes(path.read_bytes()[:800_000])
    transcript = heard(path)
    assert transcript.doubts == (Doubt.BROKEN_OFF,)
    assert said(transcript) == ALL[:6]


class Hallucinating(FakeEngine):
    """Hears thanks in the silence at the end of every channel."""

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        yield from super().transcribe(samples, language)
        end = len(samples) / 16_000
        yield Segment(
            text="Thank you for watching.",
            start_s=end - 2,
            end_s=end,
            no_speech=0.9,
            log_probability=-1.3,
            compression=1.0,
        )


def test_what_is_heard_in_silence_is_left_out(tmp_path: Path) -> None:
    transcript = heard(write_call(tmp_path / "call.wav", talk()), options(Hallucinating()))
    assert said(transcript) == ALL
    assert transcript.skipped == {"heard where nobody speaks": 2}


NOT_A_CALL = {
    "silence": (np.zeros((2, 80_000), dtype=np.float32), "no speech is heard"),
    "nothing at all": (np.zeros((1, 400), dtype=np.float32), "no speech is heard"),
    "a word": (samples_of([Tone(line=5, start_s=1.0)], rate=8000)[:, : 8000 + 4000], "less than a second of speech"),
    "one of two": (samples_of(talk(lines=[0, 2, 4]), channels=2, rate=8000), "only one speaker is heard"),
    "one of one": (samples_of([Tone(line=n, start_s=8.0 * n) for n in (0, 2)], rate=8000), "only one speaker is heard"),
    "four channels": (samples_of(talk(), channels=4, rate=8000), "has 4 channels, and convqa reads one or two"),
}


@pytest.mark.parametrize("engine", [FakeEngine(), Hallucinating()], ids=["", "hallucinating"])
@pytest.mark.parametrize("what", NOT_A_CALL)
def test_what_is_no_call_of_two_gets_its_sentence(tmp_path: Path, what: str, engine: SpeechEngine) -> None:
    sound, problem = NOT_A_CALL[what]
    (tmp_path / "call.wav").write_bytes(encoded(sound))
    error = refused(tmp_path / "call.wav", options(engine))
    assert problem in error.problem
    assert error.remedy


def test_the_language_is_found_once_for_both_channels(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk())
    engine = FakeEngine(language=Language.NB)
    heard(path, options(engine))
    assert engine.asked == [Language.NB, Language.NB]


def test_a_stated_language_is_heard_and_kept(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.wav", talk())
    engine = FakeEngine(language=Language.EN)
    transcript = heard(path, replace(options(engine), language=Language.DA))
    assert engine.asked == [Language.DA, Language.DA]
    assert transcript.language is Language.DA


@pytest.mark.parametrize("channels", [1, 2])
def test_progress_adds_up_to_the_length(tmp_path: Path, channels: int) -> None:
    path = write_call(tmp_path / "call.wav", talk(stereo=channels == 2), channels=channels)
    told: list[float] = []
    heard(path, IngestOptions(speech=SpeechOptions(engine=FakeEngine, diarizer=FakeDiarizer, progress=told.append)))
    assert sum(told) == pytest.approx(33.0, abs=0.1)
    assert min(told) >= 0
    assert len(told) == 8 + channels


def test_a_broken_recording_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    write_call(tmp_path / "a.wav", talk())
    (tmp_path / "b.wav").write_bytes(b"RIFF....WAVE")
    write_call(tmp_path / "c.mp3", talk())
    (tmp_path / "d.txt").write_text("Agent: Hello.\nCustomer: Hi.\n", encoding="utf-8")
    found = list(read([str(tmp_path)], options()))
    assert [type(one) for one in found] == [Transcript, InputError, Transcript, Transcript]


def without_extra() -> SpeechEngine:
    raise MissingExtraError(what="Recognising speech", extra="audio")


def without_model() -> SpeechEngine:
    raise ModelError("The speech model small is not on this machine; fetch it once with --download.")


@pytest.mark.parametrize(
    ("engine", "sentence"),
    [
        (without_extra, "recognising speech needs an optional part; run: pip install 'convqa[audio]'."),
        (without_model, "the speech model small is not on this machine; fetch it once with --download."),
        (None, "this is a sound file, and recordings are not read here; give its transcript."),
    ],
)
def test_without_an_engine_a_recording_is_an_error_and_the_rest_is_read(
    tmp_path: Path, engine: object, sentence: str
) -> None:
    path = write_call(tmp_path / "a.wav", talk())
    (tmp_path / "b.txt").write_text("Agent: Hello.\nCustomer: Hi.\n", encoding="utf-8")
    speech = SpeechOptions(engine=engine, diarizer=FakeDiarizer) if callable(engine) else None
    error, transcript = read([str(tmp_path)], IngestOptions(speech=speech))
    assert str(error) == f"{path}: {sentence}"
    assert isinstance(transcript, Transcript)


def no_diarization() -> Diarizer:
    raise MissingExtraError(what="--diarization-model", extra="diarization")


def no_segmentation() -> Diarizer:
    raise ModelError("Models/own: there is no segmentation.onnx; copy it there.")


def no_voices() -> Diarizer:
    find_voices([])
    raise AssertionError


@pytest.mark.parametrize(
    ("diarizer", "sentence"),
    [
        (no_diarization, "--diarization-model needs an optional part; run: pip install 'convqa[diarization]'."),
        (no_segmentation, "Models/own: there is no segmentation.onnx; copy it there."),
        (no_voices, "this copy of convqa has no voice encoder for recordings of one channel; install convqa again."),
    ],
)
def test_what_tells_voices_apart_and_is_not_there_is_named(
    tmp_path: Path, diarizer: Callable[[], Diarizer], sentence: str
) -> None:
    path = write_call(tmp_path / "a.wav", talk(stereo=False), channels=1)
    engine = FakeEngine()
    speech = SpeechOptions(engine=lambda: engine, diarizer=diarizer)
    (error,) = read([str(path)], IngestOptions(speech=speech))
    assert str(error) == f"{path}: {sentence}"
    assert engine.asked == []  # an hour of hearing would be for nothing


def test_nothing_is_written(tmp_path: Path) -> None:
    path = write_call(tmp_path / "call.mp3", talk())
    heard(path)
    assert [one.name for one in tmp_path.iterdir()] == ["call.mp3"]
