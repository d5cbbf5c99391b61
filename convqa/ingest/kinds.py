"""The generic kinds of files, whose shape is guessed or mapped; `sources.SUFFIXES` says what they are called."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KINDS"]

KINDS: Mapping[str, str] = {
    "text": "plain text, a speaker before each message",
    "table": "a table, one row a message; parted by comma, semicolon, tab or bar",
    "spreadsheet": "a workbook, one row a message",
    "parquet": "Parquet, one row a message or a conversation; needs the extra parquet",
    "json": "JSON of almost any shape; the codebook's form is read as it is",
    "jsonl": "JSON Lines: a conversation, or a message, on each line",
    "cues": "WebVTT and SRT subtitles",
    "audio": "recordings of calls, whose speech is recognised; needs the extra audio",
}
"""Kind -> what it is, in words."""
