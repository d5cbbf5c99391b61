"""whisper.cpp: what its program `whisper-cli` writes with `--output-json`, or `--output-json-full`.

Fields as in the code of the program. `offsets` are milliseconds. With `--diarize`, of a recording on two channels, it
says which channel a segment was louder on: `speaker` 0 or 1, or ? where it could not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convqa.ingest.formats.access import get, has, items, milliseconds, objects, probability, text
from convqa.ingest.formats.format import Fault, Format, Reading
from convqa.ingest.formats.speech import Segment, Word, mean, mean_confidence, nobody_named, voice_of
from convqa.ingest.formats.whisper import call_of, labels_of, nobody

__all__ = ["WHISPER_CPP"]

_UNTOLD = "?"
_MARK = "[_"  # so begin tokens that are no text, such as [_BEG_] and [_TT_150]


def recognise(value: object) -> bool:
    """See `marks`."""
    if not has(value, transcription=list, result=dict) or not has(get(value, "result"), language=str):
        return False
    rows = items(get(value, "transcription"))
    return any(has(row, offsets=dict, text=str) for row in objects(rows)) or (not rows and has(value, params=dict))


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    rows = items(get(value, "transcription"))
    told = [{**row, "speaker": None if row.get("speaker") == _UNTOLD else row.get("speaker")} for row in objects(rows)]
    segments = [_segment(row) for row in told]
    if nobody_named(segments):
        yield nobody("whisper.cpp")
        return
    yield call_of(rows, segments, labels_of(told), {"language": text(get(value, "result.language"))})


def _segment(row: Mapping[str, object]) -> Segment:
    words = tuple(_words(row.get("tokens")))
    return Segment(
        text=text(row.get("text")),
        voice=voice_of(None, row.get("speaker")),
        start_s=milliseconds(get(row, "offsets.from")),
        end_s=milliseconds(get(row, "offsets.to")),
        words=words,
        confidence=mean_confidence(words),
    )


def _words(value: object) -> Iterator[Word]:
    """Words from tokens, which are pieces of them; a piece that begins with a blank begins a word."""
    piece: list[Mapping[str, object]] = []
    for token in objects(value):
        written = token.get("text")
        if not isinstance(written, str) or written.startswith(_MARK):
            continue
        if piece and written.startswith(" "):
            yield _word(piece)
            piece = []
        piece.append(token)
    if piece:
        yield _word(piece)


def _word(tokens: list[Mapping[str, object]]) -> Word:
    return Word(
        text=text("".join(str(token["text"]) for token in tokens)),
        start_s=milliseconds(get(tokens[0], "offsets.from")),
        end_s=milliseconds(get(tokens[-1], "offsets.to")),
        confidence=mean(probability(token.get("p")) for token in tokens),
    )


WHISPER_CPP = Format(
    name="whisper-cpp",
    title="whisper.cpp",
    marks="a transcription of rows with offsets and text, beside result.language",
    recognise=recognise,
    read=read,
)
