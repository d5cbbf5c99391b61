from __future__ import annotations

import numpy as np
import pytest

from convqa.ingest.audio.crosstalk import levels, same_sound, without_crosstalk
from convqa.ingest.audio.engine import RATE, Samples
from convqa.ingest.formats.speech import Segment
from tests.sounds import LINES, FakeEngine, Tone, samples_of, talk


def heard(samples: Samples) -> list[Segment]:
    return list(FakeEngine().transcribe(samples, None))


def texts(segments: list[Segment]) -> list[str]:
    return [segment.text for segment in segments]


def left_out(sound: Samples) -> tuple[list[str], list[str], int]:
    """What is left of both channels, and how many segments were cut."""
    first, second = heard(sound[0]), heard(sound[1])
    loud = [levels(channel) for channel in sound]
    kept, cut = without_crosstalk(first, second, loud[0], loud[1])
    others, more = without_crosstalk(second, kept, loud[1], loud[0])
    return texts(kept), texts(others), cut + more


AGENT, CUSTOMER = [LINES[n] for n in (0, 2, 4, 6)], [LINES[n] for n in (1, 3, 5, 7)]


@pytest.mark.parametrize("leak", [0.05, 0.15, 0.4])
def test_the_other_voice_is_left_out_of_both_channels(leak: float) -> None:
    sound = samples_of(talk(), channels=2)
    mixed = np.stack([sound[0] + leak * sound[1], sound[1] + leak * sound[0]])
    assert left_out(mixed) == (AGENT, CUSTOMER, 8)


def test_a_channel_recorded_louder_is_not_taken_for_the_one_who_speaks() -> None:
    sound = samples_of(talk(), channels=2)
    # The customer leaks into the agent's channel, which is recorded 12 dB louder: there the leak is as loud as the
    # customer's own channel.
    mixed = np.stack([4.0 * (0.25 * sound[0] + 0.07 * sound[1]), 0.28 * sound[1]])
    assert left_out(mixed) == (AGENT, CUSTOMER, 4)


def test_without_a_leak_nothing_is_left_out() -> None:
    assert left_out(samples_of(talk(), channels=2)) == (AGENT, CUSTOMER, 0)


def test_both_may_say_the_same_at_the_same_time() -> None:
    tones = [Tone(line=5, start_s=1.0, channel=0), Tone(line=5, start_s=1.1, channel=1)]
    kept, others, cut = left_out(samples_of(tones, channels=2))
    assert (len(kept), len(others), cut) == (1, 1, 0)


def test_the_same_words_at_another_time_are_ones_own() -> None:
    tones = [Tone(line=5, start_s=1.0, channel=0), Tone(line=5, start_s=6.0, channel=1, level=0.05)]
    kept, others, cut = left_out(samples_of(tones, channels=2))
    assert (len(kept), len(others), cut) == (1, 1, 0)


def test_other_words_at_the_same_time_are_ones_own_however_quiet() -> None:
    tones = [Tone(line=4, start_s=1.0, channel=0), Tone(line=5, start_s=1.5, channel=1, level=0.03)]
    kept, others, cut = left_out(samples_of(tones, channels=2))
    assert (len(kept), len(others), cut) == (1, 1, 0)


def test_a_channel_twice_is_the_same_sound_also_when_one_is_quieter() -> None:
    mono = samples_of(talk(stereo=False))[0]
    assert same_sound(levels(mono), levels(mono))
    assert same_sound(levels(mono), levels(0.5 * mono))


def test_two_channels_are_not_the_same_sound() -> None:
    sound = samples_of(talk(), channels=2)
    assert not same_sound(levels(sound[0]), levels(sound[1]))
    assert not same_sound(levels(sound[0]), levels(0 * sound[1]))
    leaking = sound[1] + 0.3 * sound[0]
    assert not same_sound(levels(sound[0]), levels(leaking))


def test_silence_is_no_sound() -> None:
    nothing = np.zeros(5 * RATE, dtype=np.float32)
    assert not same_sound(levels(nothing), levels(nothing))
    assert not same_sound(levels(nothing[:0]), levels(nothing[:0]))
