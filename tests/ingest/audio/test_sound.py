from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from convqa.errors import InputError
from convqa.ingest.audio.engine import RATE
from convqa.ingest.audio.sound import decode, probe
from convqa.ingest.sources import Source
from tests.sounds import CODECS, bursts, encoded, line_at, samples_of, talk

OPUS = 48_000


def source(data: bytes, name: str = "call.wav") -> Source:
    return Source(label=name, shown=name, data=data, kind="audio")


@cache
def sound(suffix: str, *, codec: str | None = None, channels: int = 2) -> bytes:
    rate = OPUS if (codec or CODECS[suffix]) == "libopus" else 8000
    stereo = samples_of(talk(stereo=channels > 1), channels=channels, rate=rate)
    return encoded(stereo, suffix=suffix, rate=rate, codec=codec)


def lines_in(data: bytes, channel: int) -> list[int]:
    samples = decode(source(data), channel).samples
    return [line_at(samples, *burst) for burst in bursts(samples)]


def without_id3(data: bytes) -> bytes:
    """An MP3 file that begins with a frame, as telephone systems write them."""
    return data[data.index(b"\xff\xfb") :]


KINDS = [(suffix, None) for suffix in CODECS] + [(".wav", "pcm_mulaw"), (".wav", "pcm_alaw")]


@pytest.mark.parametrize(("suffix", "codec"), KINDS)
def test_each_kind_of_file_gives_its_channels_at_sixteen_kilohertz(suffix: str, codec: str | None) -> None:
    data = sound(suffix, codec=codec)
    found = probe(source(data))
    assert found.channels == 2
    assert found.exact
    assert found.duration_s == pytest.approx(33.0, abs=0.05)
    left, right = decode(source(data), 0), decode(source(data), 1)
    assert left.complete
    assert right.complete
    assert left.samples.dtype == np.float32
    assert len(left.samples) == pytest.approx(33.0 * RATE, abs=0.05 * RATE)
    assert (lines_in(data, 0), lines_in(data, 1)) == ([0, 2, 4, 6], [1, 3, 5, 7])


@pytest.mark.parametrize("offset", [0.0, 0.02, -0.3])
def test_a_line_that_adds_the_same_throughout_is_not_heard(offset: float) -> None:
    data = encoded(samples_of(talk(), channels=2, rate=8000) + np.float32(offset), suffix=".wav", rate=8000)
    assert (lines_in(data, 0), lines_in(data, 1)) == ([0, 2, 4, 6], [1, 3, 5, 7])


def test_one_channel_is_one_channel() -> None:
    data = sound(".mp3", channels=1)
    assert probe(source(data)).channels == 1
    assert lines_in(data, 0) == list(range(8))


def test_an_mp3_without_tags_is_read_and_its_length_is_an_estimate() -> None:
    data = without_id3(sound(".mp3"))
    found = probe(source(data))
    assert (found.exact, found.codec) == (False, "mp3float")
    assert found.duration_s == pytest.approx(33.0, abs=1.0)
    assert decode(source(data), 0).complete
    assert lines_in(data, 0) == [0, 2, 4, 6]


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".ogg", ".flac"])
def test_a_file_that_ends_early_is_read_as_far_as_it_goes_and_said_to_be_incomplete(suffix: str) -> None:
    data = sound(suffix)
    half = data[: len(data) // 2]
    found = decode(source(half), 0)
    assert not found.complete
    assert 10.0 < len(found.samples) / RATE < 20.0
    assert lines_in(half, 0) == [0, 2]


def test_a_second_less_than_stated_is_no_damage() -> None:
    data = sound(".wav")
    assert decode(source(data[: -8000 * 2]), 0).complete
    assert not decode(source(data[: -8000 * 2 * 2 * 2]), 0).complete


def test_a_hole_in_the_middle_does_not_end_it() -> None:
    data = sound(".m4a")
    holed = data[:40_000] + bytes(20_000) + data[60_000:]
    found = decode(source(holed), 0)
    assert not found.complete
    assert lines_in(holed, 0)[-1] == 6


BROKEN: dict[str, Callable[[], bytes]] = {
    "its head alone": lambda: sound(".wav")[:40],
    "an M4A without its index": lambda: sound(".m4a")[:60_000],
    "a text": lambda: b"Agent: Hello there, this is Anna Secret.\n" * 50,
    "a playlist": lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "a list of files": lambda: b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "zeros": lambda: bytes(100_000),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_sound_is_said_to_be_none(what: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(source(BROKEN[what]()), 0)
    assert "no recording that can be read" in caught.value.problem
    assert "Secret" not in str(caught.value)


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(InputError, match="the file is empty"):
        probe(source(b""))


def test_a_header_that_lies_about_the_length_takes_no_memory() -> None:
    data = bytearray(sound(".wav"))
    at = data.index(b"data") + 4
    data[4:8] = data[at : at + 4] = (0x7FFFFFF0).to_bytes(4, "little")
    found = decode(source(bytes(data)), 0)
    assert not found.complete
    assert len(found.samples) / RATE == pytest.approx(33.0, abs=0.1)


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a", ".flac"])
def test_bytes_at_random_never_crash(suffix: str) -> None:
    random = np.random.default_rng(7)
    data = np.frombuffer(sound(suffix)[:60_000], dtype=np.uint8)
    outcomes: list[float | str] = []
    for _ in range(20):
        damaged = data.copy()
        size = int(random.integers(50, len(damaged)))
        places = random.integers(0, size, size=20)
        damaged[places] = random.integers(0, 256, size=20)
        try:
            outcomes.append(len(decode(source(damaged.tobytes()), 0).samples) / RATE)
        except InputError as error:
            outcomes.append(error.remedy)
    assert all(outcomes)
