"""Files to transcripts: text, JSON, tables, subtitles, recordings. The user's pages are docs/formats.md, docs/audio.md.

`read` yields a `Transcript` for each conversation and an `InputError` for each thing that cannot
be read; it is `find_all` and then `read_sources`. Nothing here infers who a speaker is: see `convqa.roles`.
"""

from convqa.ingest.finding import list_folder
from convqa.ingest.kinds import KINDS
from convqa.ingest.options import FIELDS, IngestOptions, SpeechOptions, parse_columns
from convqa.ingest.reading import find_all, read, read_sources
from convqa.ingest.recordings import transcribed_already
from convqa.ingest.repeats import Repeats

__all__ = [
    "FIELDS",
    "KINDS",
    "IngestOptions",
    "Repeats",
    "SpeechOptions",
    "find_all",
    "list_folder",
    "parse_columns",
    "read",
    "read_sources",
    "transcribed_already",
]
