"""Segments and words of recognisers become messages in order of time, and no word is lost on the way."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.ingest.formats.format import Skip
from convqa.ingest.formats.speech import Segment, Word, nobody_named, person_of, segments_of, voice_of
from convqa.ingest.formats.speech_turns import speech_messages

STEP = 0.4


def words(text: str, start_s: float, voice: str | None) -> tuple[Word, ...]:
    return tuple(
        Word(text=word, voice=voice, start_s=start_s + STEP * at, end_s=start_s + STEP * (at + 1))
        for at, word in enumerate(text.split())
    )


def said(text: str, start_s: float, voice: str | None) -> Segment:
    own = words(text, start_s, voice)
    return Segment(text=text, voice=voice, start_s=start_s, end_s=own[-1].end_s, words=own)


def talk(*segments: Segment) -> list[tuple[str | None, str]]:
    messages, _ = speech_messages(segments)
    return [(message.voice, message.text) for message in messages]


HOST = "nu ser jeg på din ordre og den er sendt i går"
ASKING = "er det på den gamle adresse? så sender jeg den i dag"


@pytest.mark.parametrize(
    ("host", "other", "start_s", "parts"),
    [
        (HOST, "ja", 1.5, [("a", HOST), ("b", "ja")]),
        (HOST, "ja tak", 1.5, [("a", HOST), ("b", "ja tak")]),
        (
            HOST,
            "det var fint",
            1.5,
            [("a", "nu ser jeg på"), ("b", "det var fint"), ("a", "din ordre og den er sendt i går")],
        ),
        (HOST, "men det kom aldrig frem til mig", 3.0, [("a", HOST), ("b", "men det kom aldrig frem til mig")]),
        (ASKING, "ja", 2.2, [("a", "er det på den gamle adresse?"), ("b", "ja"), ("a", "så sender jeg den i dag")]),
    ],
    ids=["back-channel", "two words", "interruption", "overlap at the end", "answer"],
)  # fmt: skip
def test_two_channels(host: str, other: str, start_s: float, parts: list[tuple[str, str]]) -> None:
    assert talk(said(host, 0.0, "a"), said(other, start_s, "b")) == parts
    assert talk(said(other, start_s, "b"), said(host, 0.0, "a")) == parts


def test_without_times_of_words_nothing_is_cut() -> None:
    host = Segment(text=HOST, voice="a", start_s=0.0, end_s=5.0)
    assert talk(host, said("det var fint", 1.5, "b")) == [("a", HOST), ("b", "det var fint")]


def test_words_that_are_not_the_text_cut_nothing() -> None:
    host = Segment(text=HOST, voice="a", start_s=0.0, end_s=5.0, words=words("nu ser jeg", 0.0, "a"))
    assert talk(host, said("det var fint", 1.5, "b"))[0] == ("a", HOST)


@pytest.mark.parametrize(
    ("streams", "texts"),
    [
        ([("hej med dig", 0.0, "a"), ("goddag", 2.1, "a")], ["hej med dig goddag"]),
        ([("hej med dig", 0.0, "a"), ("goddag", 2.3, "a")], ["hej med dig", "goddag"]),
        ([("hej med dig", 0.0, "a"), ("goddag", 1.2, "b")], ["hej med dig", "goddag"]),
        ([(HOST, 0.0, "a"), ("ja", 4.8, "b"), ("og nu er den her", 5.2, "a")], [f"{HOST} og nu er den her", "ja"]),
        ([(HOST, 0.0, "a"), ("ja", 4.8, "b"), ("og nu er den her", 6.2, "a")], [HOST, "ja", "og nu er den her"]),
        ([("er det dig?", 0.0, "a"), ("ja", 1.2, "b"), ("godt", 1.6, "a")], ["er det dig?", "ja", "godt"]),
        ([("ja", 0.0, "a"), ("ja", 0.4, "b"), ("ja", 0.8, "a")], ["ja", "ja", "ja"]),
    ],
    ids=["silence", "long silence", "other voice", "back-channel", "after silence", "answer", "short for short"],
)  # fmt: skip
def test_utterances_from_words(streams: list[tuple[str, float, str]], texts: list[str]) -> None:
    stream = [word for text, start_s, voice in streams for word in words(text, start_s, voice)]
    assert [segment.text for segment in segments_of(stream)] == texts


def test_a_word_without_time_and_voice_goes_with_the_one_before() -> None:
    stream = [*words("jeg har ventet", 0.0, "a"), Word(text="14"), *words("dage", 1.6, "a"), *words("nå da", 2.2, "b")]
    assert [(segment.voice, segment.text) for segment in segments_of(stream)] == [
        ("a", "jeg har ventet 14 dage"),
        ("b", "nå da"),
    ]


def test_a_segment_without_a_voice_is_the_one_befores_or_the_first_ones() -> None:
    segments = [said("hej", 0.0, None), said("god dag", 1.0, "b"), said("ja", 3.0, None), said("nej", 5.0, "a")]
    assert [voice for voice, _ in talk(*segments)] == ["b", "b", "b", "a"]


def test_a_segment_without_a_voice_is_that_of_most_of_its_words() -> None:
    stream = (*words("vi ser på det", 0.0, "a"), Word(text="nu"))
    assert talk(Segment(text="vi ser på det nu", words=stream), said("tak", 3.0, "b"))[0] == ("a", "vi ser på det nu")


def test_a_number_without_a_voice_stays_with_its_sentence_in_a_segment_of_two() -> None:
    own = (*words("vi ses", 0.0, "b"), *words("det tager", 1.0, "a"), Word(text="14"), *words("dage nu", 3.0, "a"))
    segment = Segment(text="vi ses det tager 14 dage nu", voice="b", words=own)
    assert talk(segment) == [("b", "vi ses"), ("a", "det tager 14 dage nu")]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([("a", "tak for i dag")] * 3, 1),
        ([("a", "Tak for i dag."), ("a", "tak for i dag"), ("a", "Tak, for i dag!")], 1),
        ([("a", "tak for i dag")] * 2, 2),
        ([("a", "tak for i dag"), ("b", "nå da")] * 3, 4),
        ([("a", "ja"), ("b", "og så det her")] * 2 + [("a", "ja")], 5),
        ([("a", "ja"), ("a", "Ja."), ("a", "ja")], 1),
        ([("a", "…"), ("a", "?"), ("a", "!")], 3),
    ],
)
def test_repeats(lines: list[tuple[str, str]], kept: int) -> None:
    segments = [said(text, 10.0 * at, voice) for at, (voice, text) in enumerate(lines)]
    messages, skipped = speech_messages(segments)
    assert len(messages) == kept
    assert skipped[Skip.REPEATED] == len(lines) - kept


@pytest.mark.parametrize(
    ("no_speech", "log_probability", "compression", "reason"),
    [
        (0.9, -1.2, 1.0, Skip.NO_SPEECH),
        (0.9, -0.3, 1.0, None),
        (0.5, -1.2, 1.0, None),
        (0.9, None, None, None),
        (0.1, -0.3, 2.5, Skip.REPEATED),
        (0.1, -0.3, 2.4, None),
    ],
)
def test_what_was_heard_in_silence(
    no_speech: float, log_probability: float | None, compression: float | None, reason: Skip | None
) -> None:
    segment = Segment(
        text="tak fordi I så med",
        voice="a",
        no_speech=no_speech,
        log_probability=log_probability,
        compression=compression,
    )
    _, skipped = speech_messages([segment])
    assert list(skipped) == ([] if reason is None else [reason])


@pytest.mark.parametrize(
    ("label", "name"),
    [(label, None) for label in ("SPEAKER_00", "spk_1", "A", "1B", 3, "Speaker 2", "channel 1", "UNKNOWN", None, "")]
    + [(label, label) for label in ("Bo", "Kunde", "Sara Lind", "Agent", "Speaker Nancy")],
)  # fmt: skip
def test_labels_of_machines_are_no_names(label: object, name: str | None) -> None:
    assert person_of(label).name == name


def test_voices() -> None:
    assert voice_of(0, 0) != voice_of(1, 0)
    assert voice_of(None, 0) != voice_of(0, None)
    assert voice_of(None, None) is None
    assert nobody_named([Segment(text="hej")])
    assert not nobody_named([Segment(text="hej", words=words("hej", 0.0, "a"))])
    assert not nobody_named([])


streams = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.floats(0, 30, allow_nan=False),
        st.lists(st.sampled_from(["ja", "nej", "hvad?", "ordre"]), min_size=1, max_size=8),
    ),
    max_size=12,
)


@given(streams)
def test_no_word_is_lost(lines: list[tuple[str, float, list[str]]]) -> None:
    marked = [
        said(" ".join(f"{word}{position}.{at}" for at, word in enumerate(text)), start_s, voice)
        for position, (voice, start_s, text) in enumerate(lines)
    ]
    found, skipped = speech_messages(marked)
    assert not skipped
    assert sorted(word for one in found for word in one.text.split()) == sorted(
        word for one in marked for word in one.text.split()
    )
    starts = [one.start_s for one in found if one.start_s is not None]
    assert starts == sorted(starts)


@pytest.mark.sweep
def test_a_crowd_does_not_take_for_ever() -> None:
    four = words("a b c d", 1.0, None)
    crowd = [
        Segment(text="a b c d", voice=str(at % 7), start_s=at / 1e4, end_s=9.0 - at / 1e4, words=four)
        for at in range(2_000)
    ]
    stream = [Word(text="ja", voice="ab"[at % 2], start_s=0.0, end_s=0.0) for at in range(20_000)]
    began = time.process_time()
    speech_messages(crowd)
    speech_messages(segments_of(stream))
    assert time.process_time() - began < 10
