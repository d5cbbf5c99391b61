"""Whatever comes in, something typed comes out: no crash, nothing empty, the same twice."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import read
from tests.drawing import drawn

PIECES = st.sampled_from(
    [
        *("Agent: ", "Kunde [10:02]: ", "[23:59] Lene: ", "\n", "---\n", "# 12\n", "Samtale 3\n", "hej ", "æøå", "\t"),
        *(";", ",", '"', "WEBVTT\n", "00:01.000 --> 00:02.000\n", "<v Jonas>", "{", "}", "[", "]", ":", '"text"'),
        *('"role": "agent"', "\x00", "\r", "thread_id,author,message\n", "1,a,b\n", "=", "\u2028", "\ufeff"),
    ]
)


def comparable(item: Transcript | InputError) -> Transcript | str:
    return str(item) if isinstance(item, InputError) else item


def check(content: bytes) -> None:
    first = list(read(["-"], stdin=io.BytesIO(content)))
    assert first
    second = read(["-"], stdin=io.BytesIO(content))
    assert list(map(comparable, first)) == list(map(comparable, second))
    for item in first:
        assert isinstance(item, Transcript | InputError)
        if isinstance(item, Transcript):
            keys = [speaker.key for speaker in item.speakers]
            assert item.utterances
            assert len(set(keys)) == len(keys)
            assert list(dict.fromkeys(utterance.speaker for utterance in item.utterances)) == keys
            for utterance in item.utterances:
                assert utterance.text.strip()
                utterance.text.encode()
                assert utterance.start_s is None or utterance.start_s >= 0


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_mixture_of_signs(pieces: list[str]) -> None:
    check("".join(pieces).encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    check(content)


KEYS = st.sampled_from(
    ["turns", "messages", "text", "role", "speaker", "author", "id", "language", "time", "name", "body"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["agent", "da"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=drawn(400), deadline=None)
@given(VALUES)
def test_any_json(value: object) -> None:
    check(json.dumps(value).encode())
    check((json.dumps(value) + "\n" + json.dumps(value)).encode())


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Kunde", "Jonas"]), CELLS), min_size=1))
def test_no_row_of_a_table_is_lost(rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("thread_id", "author", "message"), *rows])
    found = [item for item in read(["-"], stdin=io.BytesIO(stream.getvalue().encode())) if isinstance(item, Transcript)]
    written = sum(bool(text.replace("\ufeff", "").strip()) for _, _, text in rows)
    assert sum(len(item.utterances) for item in found) == written
