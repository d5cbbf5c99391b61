"""The path of recordings with a real model. Nothing is claimed here of accuracy, which is the model's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from convqa.conversation import Language, Role, Transcript
from convqa.ingest import IngestOptions, SpeechOptions, read
from convqa.ingest.audio.engine import RATE, Diarizer, Samples
from convqa.ingest.audio.sound import decode
from convqa.ingest.audio.voices import load_diarizer
from convqa.ingest.audio.whisper import WhisperEngine
from convqa.ingest.sources import Source
from convqa.language import identify
from convqa.models import find_voices
from convqa.roles import assign
from tests.audio.conftest import Say, call_of, model_folder
from tests.sounds import encoded, samples_of, talk

pytestmark = [pytest.mark.audio, pytest.mark.slow]

CALLS = {
    "da": [
        "Velkommen til Nordlys, du taler med Astrid. Hvad kan jeg hjælpe dig med i dag?",
        "Hej, mit internet har ikke virket siden i morges, og jeg kan ikke arbejde.",
        "Det er jeg ked af at høre. Jeg genstarter forbindelsen for dig med det samme.",
        "Tak, nu virker det igen. Mange tak for hjælpen, og hav en god dag.",
    ],
    "nb": [
        "Velkommen til Nordlys, du snakker med Astrid. Hva kan jeg hjelpe deg med i dag?",
        "Hei, internettet mitt har ikke virket siden i morges, og jeg får ikke jobbet.",
        "Det var leit å høre. Jeg starter forbindelsen på nytt for deg med en gang.",
        "Takk, nå virker det igjen. Tusen takk for hjelpen, og ha en fin dag.",
    ],
    "sv": [
        "Välkommen till Nordlys, du talar med Astrid. Vad kan jag hjälpa dig med i dag?",
        "Hej, mitt internet har inte fungerat sedan i morse, och jag kan inte arbeta.",
        "Det var tråkigt att höra. Jag startar om förbindelsen åt dig med en gång.",
        "Tack, nu fungerar det igen. Tack så mycket för hjälpen, och ha en bra dag.",
    ],
    "en": [
        "Welcome to Nordlys, this is Astrid speaking. How can I help you today?",
        "Hi, my internet has not worked since this morning, and I cannot work.",
        "I am sorry to hear that. I will restart the connection for you right away.",
        "Thank you, it works again now. Thanks a lot for your help, and have a nice day.",
    ],
}


@pytest.fixture(scope="session")
def diarizer() -> Diarizer:
    return load_diarizer(find_voices())


@pytest.fixture
def hear(engine: WhisperEngine, diarizer: Diarizer, tmp_path: Path) -> Callable[..., Transcript]:
    """The transcript of [channels, samples]."""

    def transcript(sound: Samples, *, rate: int, language: Language | None = None) -> Transcript:
        (tmp_path / "call.wav").write_bytes(encoded(sound, rate=rate))
        speech = SpeechOptions(engine=lambda: engine, diarizer=lambda: diarizer)
        (found,) = read([str(tmp_path / "call.wav")], IngestOptions(speech=speech, language=language))
        assert isinstance(found, Transcript), found
        return found

    return transcript


@pytest.mark.parametrize("language", CALLS)
def test_a_spoken_call_of_two_channels_comes_out_in_its_language_with_two_speakers(
    language: str, say: Say, hear: Callable[..., Transcript]
) -> None:
    transcript = hear(call_of(say, [language, language], CALLS[language]), rate=22_050, language=Language(language))
    assert transcript.language == language
    assert identify(replace(transcript, language=None)).language == language  # of the text, by convqa's own reckoning
    assert len(transcript.speakers) == 2
    order = [one.speaker for one in transcript.utterances]
    assert sum(before != after for before, after in pairwise(order)) == 3
    assert all(0.0 < (one.speech_confidence or 0.0) <= 1.0 for one in transcript.utterances)
    assert transcript.speech == "faster-whisper@" + version() + " whisper-base int8"


def version() -> str:
    import faster_whisper

    return str(faster_whisper.__version__)


def test_a_language_that_nobody_stated_is_found(
    say: Say, engine: WhisperEngine, hear: Callable[..., Transcript]
) -> None:
    # Only English: the small model takes the machine's voice in the other languages for Latin.
    call = call_of(say, ["en", "en"], CALLS["en"])
    assert engine.detect(at_sixteen(call.sum(axis=0))) is Language.EN
    assert identify(hear(call, rate=22_050)).language is Language.EN


def at_sixteen(sound: Samples) -> Samples:
    """From the machine's 22.05 kHz to what an engine hears."""
    resampled: Samples = np.interp(np.arange(0, len(sound), 22_050 / RATE), np.arange(len(sound)), sound).astype(
        np.float32
    )
    return resampled


def test_threads_change_no_word(say: Say) -> None:
    samples = at_sixteen(say("en", " ".join(CALLS["en"])))
    heard = [
        list(WhisperEngine(str(model_folder()), device="cpu", threads=threads).transcribe(samples, Language.EN))
        for threads in (1, 2)
    ]
    assert heard[0]
    assert heard[0] == heard[1]
    again = list(WhisperEngine(str(model_folder()), device="cpu", threads=2).transcribe(samples, Language.EN))
    assert again == heard[0]


@pytest.mark.parametrize("sound", ["silence", "noise", "tones"])
def test_where_nobody_speaks_nothing_is_heard(sound: str, engine: WhisperEngine) -> None:
    samples = {
        "silence": np.zeros(30 * RATE, dtype=np.float32),
        "noise": np.random.default_rng(3).normal(0, 0.01, 30 * RATE).astype(np.float32),
        "tones": samples_of(talk(stereo=False))[0],
    }[sound]
    assert engine.detect(samples) is None
    assert list(engine.transcribe(samples, Language.EN)) == []


def recorded(side: str) -> Samples:
    """One side of a recorded call, from the folder of data that is not part of convqa."""
    folder = Path(os.environ.get("CONVQA_EXTERNAL_DATA", "")) / "audio"
    files = sorted(folder.glob(f"*{side}.wav")) if "CONVQA_EXTERNAL_DATA" in os.environ else []
    if not files:
        pytest.skip("CONVQA_EXTERNAL_DATA names no folder with audio/*agent.wav and audio/*caller.wav, a recorded call")
    name = files[0].name
    return decode(Source(label=name, shown=name, path=str(files[0]), kind="audio"), 0).samples


def test_a_recorded_call_of_two_channels(hear: Callable[..., Transcript]) -> None:
    sides = [recorded("agent"), recorded("caller")]
    size = min(map(len, sides))
    stereo = np.stack([side[:size] for side in sides])
    transcript = hear(stereo, rate=RATE)
    assert transcript.doubts == ()
    roles = assign(transcript, identify(transcript).language)
    by_role = {found.role: key for key, found in roles.guesses.items()}
    assert set(by_role) == {Role.AGENT, Role.CUSTOMER}
    for role, own, other in ((Role.AGENT, 0, 1), (Role.CUSTOMER, 1, 0)):
        heard = [one for one in transcript.utterances if one.speaker == by_role[role]]
        parts = [slice(round((one.start_s or 0.0) * RATE), round((one.end_s or 0.0) * RATE)) for one in heard]
        assert sum((stereo[own, at] ** 2).sum() for at in parts) > sum((stereo[other, at] ** 2).sum() for at in parts)
    mono = hear(stereo.sum(axis=0, keepdims=True) * np.float32(0.7), rate=RATE)
    assert share_of_time_alike(transcript, mono) > 0.8


def share_of_time_alike(one: Transcript, other: Transcript) -> float:
    """Of the time in which both have somebody speak, the share in which it is the same one, under the better naming."""
    length = round(max(utterance.end_s or 0.0 for utterance in one.utterances) * 10) + 1
    who = np.zeros((2, length), dtype=int)
    for row, transcript in enumerate((one, other)):
        for utterance in transcript.utterances:
            begin, end = round((utterance.start_s or 0.0) * 10), round((utterance.end_s or 0.0) * 10)
            who[row, begin:end] = int(utterance.speaker[1:])
    both = (who > 0).all(axis=0)
    alike = float((who[0] == who[1])[both].mean())
    return max(alike, 1 - alike)
