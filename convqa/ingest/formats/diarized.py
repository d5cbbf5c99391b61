"""Services that give segments with speakers: OpenAI's `diarized_json`, and pyannoteAI's transcription.

Fields as in OpenAI's API reference (`TranscriptionDiarized`) and pyannoteAI's (`DiarizationJob`). Times are seconds.
Neither says how sure it is of the words, and of the language pyannoteAI says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convqa.ingest.formats.access import get, has, identifier, items, objects, seconds, text
from convqa.ingest.formats.format import Fault, Format, Reading
from convqa.ingest.formats.speech import Segment, Word, nobody_named, segments_of, voice_of
from convqa.ingest.formats.whisper import call_of, labels_of, nobody

__all__ = ["OPENAI_DIARIZED", "PYANNOTE"]

_SEGMENT = "transcript.text.segment"
_TURNS, _WORDS = "turnLevelTranscription", "wordLevelTranscription"


def recognise_openai(value: object) -> bool:
    """Segments that bear OpenAI's own type."""
    return has(value, segments=list) and any(
        row.get("type") == _SEGMENT and has(row, text=str) for row in objects(get(value, "segments"))
    )


def read_openai(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    rows = items(get(value, "segments"))
    yield _call(rows, [_segment(row) for row in objects(rows)], None, "OpenAI")


def recognise_pyannote(value: object) -> bool:
    """A job of diarization with its state, or the output alone with a transcription."""
    output = _output(value)
    if any(isinstance(get(output, name), list) for name in (_TURNS, _WORDS)):
        return True
    return has(value, jobId=str, status=str) and has(output, diarization=list)


def read_pyannote(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    output = _output(value)
    rows = items(get(output, _TURNS))
    words = list(objects(get(output, _WORDS)))
    segments = [_segment(row) for row in objects(rows)] or segments_of(map(_word, words))
    if not any(segment.text for segment in segments):
        yield Fault(
            problem="this pyannoteAI result says who speaks when, but not what",
            remedy="ask for the diarization with transcription: true",
        )
        return
    yield _call(rows or list(words), segments, identifier(get(value, "jobId")), "pyannoteAI")


def _output(value: object) -> object:
    return get(value, "output") if has(get(value, "output"), diarization=list) else value


def _call(rows: list[object], segments: list[Segment], call: str | None, maker: str) -> Reading | Fault:
    if nobody_named(segments):
        return nobody(maker)
    return call_of(rows, segments, labels_of(objects(rows)), {"conversation": call})


def _segment(row: Mapping[str, object]) -> Segment:
    return Segment(
        text=text(row.get("text")),
        voice=voice_of(None, row.get("speaker")),
        start_s=seconds(row.get("start")),
        end_s=seconds(row.get("end")),
    )


def _word(row: Mapping[str, object]) -> Word:
    return Word(
        text=text(row.get("text")),
        voice=voice_of(None, row.get("speaker")),
        start_s=seconds(row.get("start")),
        end_s=seconds(row.get("end")),
    )


OPENAI_DIARIZED = Format(
    name="openai-diarized",
    title="OpenAI transcripts with speakers (diarized_json)",
    marks="segments of type transcript.text.segment with text",
    recognise=recognise_openai,
    read=read_openai,
)

PYANNOTE = Format(
    name="pyannote",
    title="pyannoteAI transcripts",
    marks="turnLevelTranscription or wordLevelTranscription, alone or in the output of a job",
    recognise=recognise_pyannote,
    read=read_pyannote,
)
