"""A damaged export ends in conversations or in clear sentences, never in a traceback, and no message quotes it."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import read
from convqa.ingest.formats import FORMATS
from tests.ingest.formats.conftest import samples

STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, 10**60, "", " ", "x", "\ud800", "NaN", [], {}, [None], {"": {}}, [[[]]], "2026-13-45T99",
)  # fmt: skip

STRANGE_LINES = (
    "WEBVTT", "NOTE", "-->", "0:0 --> 0:1", "-1:00:00.000 --> 99:99:99.999", "{}", "{", '{"spokenText":[]}', "\t",
    '{"spokenText":""}', '{"spokenText":"x","speakerName":1,"startDateTime":"","endDateTime":""}', "<v >x", "<v",
    "</v>", ":", "A:", "0",
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member of every object and list, as its holder and key."""
    found: list[tuple[Any, Any]] = []
    open_ = [value]
    while open_:
        holder = open_.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            open_.append(holder[key])
    return found


def damaged(generator: random.Random, text: str, suffix: str) -> bytes:
    """One to four things wrong with an export: parts lost, swapped, repeated or strange, or bytes cut and flipped."""
    kind = generator.random()
    if kind < 0.15:
        raw = bytearray(text.encode())
        for _ in range(generator.randint(1, 5)):
            raw[generator.randrange(len(raw))] = generator.randrange(256)
        return bytes(raw)
    if kind < 0.25:
        return text.encode()[: generator.randrange(len(text))]
    if suffix != ".json":
        return damaged_lines(generator, text).encode()
    value = json.loads(text)
    for _ in range(generator.randint(1, 4)):
        found = places(value)
        if not found:
            break
        holder, key = generator.choice(found)
        change = generator.randrange(5)
        if change == 0:
            del holder[key]
        elif change == 1:
            holder[key] = generator.choice(STRANGE)
        elif change == 2:
            other, place = generator.choice(found)
            holder[key] = json.loads(json.dumps(other[place])) if place in other or isinstance(other, list) else None
        elif change == 3 and isinstance(holder, list):
            holder.insert(key, holder[key])
        elif isinstance(holder, list):
            generator.shuffle(holder)
    return json.dumps(value).encode()


def damaged_lines(generator: random.Random, text: str) -> str:
    """The same of a file of lines."""
    lines = text.split("\n")
    for _ in range(generator.randint(1, 4)):
        at, other = generator.randrange(len(lines)), generator.randrange(len(lines))
        change = generator.randrange(5)
        if change == 0:
            lines[at] = ""
        elif change == 1:
            lines[at] = generator.choice(STRANGE_LINES)
        elif change == 2:
            lines[at] = lines[other]
        elif change == 3:
            lines[at:at] = lines[other : other + 3]
        else:
            lines[at] = lines[at][generator.randint(0, len(lines[at])) :] + lines[other]
    return "\n".join(lines)


@pytest.mark.parametrize("variants", [100, pytest.param(1_000, marks=pytest.mark.sweep)])
@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_damaged_exports(name: str, variants: int, tmp_path: Path) -> None:
    generator = random.Random(name)  # noqa: S311 - repeatable, not secret
    own = [path for path in samples() if path.parent.name == name]
    for _ in range(variants):
        sample = generator.choice(own)
        path = tmp_path / f"export{sample.suffix}"
        path.write_bytes(damaged(generator, sample.read_text(encoding="utf-8"), sample.suffix))
        for found in read([str(path)]):
            if isinstance(found, Transcript):
                assert found.utterances
                assert all(utterance.text for utterance in found.utterances)
                continue
            assert isinstance(found, InputError)
            message = str(found)
            assert "fault in convqa" not in message, path.read_bytes()
            assert len(message) < 400
            assert not any(word in message for word in SECRET)


SECRET = tuple(
    word
    for path in samples()
    for word in map(str.strip, re.split('["\n:<>]', path.read_text(encoding="utf-8")))
    if word.count(" ") > 3 and word[0].isalpha()
)
"""Whole sentences of the samples, which no message may quote."""
