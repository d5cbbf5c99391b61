"""A real speech model and voices made by a machine, for `make test-audio`."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convqa.ingest.audio.engine import Samples
from convqa.ingest.audio.whisper import WhisperEngine

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "build" / "whisper-base"
PAUSE_S = 0.6

Say = Callable[[str, str], Samples]
"""Language, text -> samples at 22.05 kHz."""


@pytest.fixture(scope="session")
def engine() -> WhisperEngine:
    """The model that `make test-audio` fetches, on this machine's processor."""
    return WhisperEngine(str(model_folder()), device="cpu", threads=2)


def model_folder() -> Path:
    if not MODEL.is_dir():
        pytest.skip("there is no speech model in build/whisper-base; run make test-audio, which fetches one")
    return MODEL


@pytest.fixture(scope="session")
def say() -> Say:
    """eSpeak NG, which speaks the languages like a machine: good enough to see that what is said is passed on."""
    loader = pytest.importorskip("espeakng_loader", reason="make test-audio installs espeakng-loader, which speaks")
    library: Any = ctypes.CDLL(loader.get_library_path())
    rate = library.espeak_Initialize(2, 0, str(loader.get_data_path()).encode(), 0)
    assert rate == 22_050
    heard: list[bytes] = []
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

    def take(samples: Any, count: int, _: Any) -> int:
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, count * 2))
        return 0

    callback = callback_type(take)
    library.espeak_SetSynthCallback(callback)

    def speak(voice: str, text: str) -> Samples:
        heard.clear()
        assert library.espeak_SetVoiceByName(voice.encode()) == 0
        data = text.encode() + b"\0"
        library.espeak_Synth(data, len(data), 0, 0, 0, 1, None, None)
        library.espeak_Synchronize()
        assert callback is not None  # the library calls it as long as it lives
        return np.frombuffer(b"".join(heard), dtype=np.int16).astype(np.float32) / np.float32(32768)

    return speak


def call_of(say: Say, voices: Sequence[str], lines: Sequence[str], *, rate: int = 22_050) -> Samples:
    """[2, samples]: the lines one after the other, each in the channel of its voice in turn."""
    spoken = [say(voices[n % 2], line) for n, line in enumerate(lines)]
    pause = round(PAUSE_S * rate)
    sound = np.zeros((2, sum(len(one) + pause for one in spoken) + pause), dtype=np.float32)
    at = pause
    for number, one in enumerate(spoken):
        sound[number % 2, at : at + len(one)] = one
        at += len(one) + pause
    return sound
