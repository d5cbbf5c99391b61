from __future__ import annotations

from pathlib import Path

import pytest

from convqa.ingest import find_all, transcribed_already
from convqa.ingest.recordings import is_recording
from convqa.ingest.sources import SUFFIXES, Source


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def labels(found: object) -> list[str]:
    assert isinstance(found, list)
    return [one.label for one in found if isinstance(one, Source)]


def test_a_transcript_is_read_instead_of_its_recording(tmp_path: Path) -> None:
    put(tmp_path, "a/call.wav", "a/call.vtt", "a/other.mp3", "b/call.wav", "calls.txt", "note.flac")
    kept, doubles = transcribed_already(find_all([str(tmp_path)]))
    assert labels(kept) == ["a/call.vtt", "a/other.mp3", "b/call.wav", "calls.txt", "note.flac"]
    assert [(recording.label, text.label) for recording, text in doubles] == [("a/call.wav", "a/call.vtt")]


def test_a_recording_named_alone_is_heard(tmp_path: Path) -> None:
    put(tmp_path, "call.wav", "call.vtt")
    kept, doubles = transcribed_already(find_all([str(tmp_path / "call.wav")]))
    assert (labels(kept), doubles) == (["call.wav"], [])


def test_two_recordings_of_a_name_are_two(tmp_path: Path) -> None:
    put(tmp_path, "call.wav", "call.mp3")
    kept, doubles = transcribed_already(find_all([str(tmp_path)]))
    assert (labels(kept), doubles) == (["call.mp3", "call.wav"], [])


SOUNDS = {
    "wav": b"RIFF\x24\x10\x00\x00WAVEfmt ",
    "large wav": b"RF64\xff\xff\xff\xffWAVEds64",
    "mp3 with tags": b"ID3\x04\x00\x00\x00\x00\x00\x23TSSE",
    "mp3": b"\xff\xfb\x90\x64\x00\x00",
    "mp3 of a telephone": b"\xff\xe3\x18\xc4\x00\x00",
    "ogg": b"OggS\x00\x02\x00\x00\x00\x00\x00\x00",
    "flac": b"fLaC\x00\x00\x00\x22",
    "m4a": b"\x00\x00\x00\x1cftypM4A ",
    "amr": b"#!AMR\n\x04",
}
NO_SOUNDS = {
    "a text": "Agent: Hej, du taler med Åse.".encode(),
    "UTF-16 with its mark": "Agent: Hej".encode("utf-16"),
    "a text about tags": b"ID3 tags were the topic.",
    "a text about waves": b"RIFF is what the customer said.",
    "JSON": b'{"turns": []}',
    "a workbook": b"PK\x03\x04",
    "nothing": b"",
    "Latin-1": "ÿû er bogstaver".encode("latin-1")[:1] + b" is a letter",
}


@pytest.mark.parametrize("what", SOUNDS)
def test_sound_is_known_by_its_beginning(what: str) -> None:
    assert is_recording(Source(label="x.txt", shown="x.txt", data=SOUNDS[what], kind="text"))


@pytest.mark.parametrize("what", NO_SOUNDS)
def test_what_is_no_sound_is_not_taken_for_it(what: str) -> None:
    assert not is_recording(Source(label="x", shown="x", data=NO_SOUNDS[what]))


def test_a_suffix_of_sound_is_believed() -> None:
    assert [suffix for suffix, kind in SUFFIXES.items() if kind == "audio"] == [
        ".wav", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".flac",
    ]  # fmt: skip
    assert is_recording(Source(label="x.wav", shown="x.wav", data=b"text", kind="audio"))
