"""A recording of a call to a transcript; and which files are recordings, or recordings of what is there as text."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from convqa.conversation import Transcript
from convqa.errors import ConvqaError, InputError, MissingExtraError, ModelError
from convqa.ingest.exported import transcripts
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source

__all__ = ["is_recording", "read_recording", "transcribed_already"]

_HEAD = 12


def is_recording(source: Source) -> bool:
    """Whether a source is a recording, by its suffix or, whatever that says, by its first bytes.

    Raises:
        OSError: it cannot be opened.
    """
    if source.kind == "audio":
        return True
    with source.open() as file:
        return _is_sound(file.read(_HEAD))


def read_recording(source: Source, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """The call that was recorded.

    Raises:
        InputError: it cannot be read, or no speech engine can be had, or nothing that tells voices apart.
        OSError: it cannot be opened.
    """
    if options.speech is None:
        raise source.error("this is a sound file, and recordings are not read here", "give its transcript")
    # NumPy is wanted for sound alone.
    from convqa.ingest.audio.call import hear

    try:
        reading = hear(source, options.speech.engine(), options.speech, options.language)
    except (MissingExtraError, ModelError) as error:
        raise source.error(*_halves(error)) from None
    yield from transcripts([reading], None, source, options, line=None)


def transcribed_already(
    found: Sequence[Source | InputError],
) -> tuple[list[Source | InputError], list[tuple[Source, Source]]]:
    """Leave out recordings beside which there is a file of the same name that is none: its transcript.

    Returns:
        What is to be read; and the recordings left out, each with the file that is read instead.
    """
    heard = {_stem(one) for one in found if isinstance(one, Source) and one.kind == "audio"} - {None}
    texts: dict[str | None, Source] = {}
    for one in found if heard else ():
        if isinstance(one, Source) and one.kind not in ("audio", None) and _stem(one) in heard:
            texts.setdefault(_stem(one), one)
    kept: list[Source | InputError] = []
    doubles: list[tuple[Source, Source]] = []
    for one in found:
        text = texts.get(_stem(one)) if isinstance(one, Source) and one.kind == "audio" else None
        if isinstance(one, Source) and text:
            doubles.append((one, text))
        else:
            kept.append(one)
    return kept, doubles


def _stem(source: Source) -> str | None:
    """The path of a file on a disk without its last suffix."""
    return source.path and os.path.splitext(source.path)[0]  # noqa: PTH122 - paths are texts here


def _is_sound(head: bytes) -> bool:
    """By the marks at the beginning of the files that hold sound; a text that begins like one does not go on so."""
    return (
        (head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE")
        or (head[:3] == b"ID3" and head[3:4] in (b"\x02", b"\x03", b"\x04"))
        or head[:2] in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")
        or head[:5] == b"OggS\0"
        or head[:5] == b"fLaC\0"
        or head[4:8] == b"ftyp"
        or head[:5] == b"#!AMR"
    )


def _halves(error: ConvqaError) -> tuple[str, str]:
    """The problem and the remedy in the sentence of an error."""
    problem, _, remedy = str(error).removesuffix(".").partition("; ")
    begins_with_a_word = problem.partition(" ")[0].isalpha()  # and not with a path or an option
    return problem[:1].lower() + problem[1:] if begins_with_a_word else problem, remedy
