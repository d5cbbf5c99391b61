"""What the user can say about the input: which column or path holds which field, and overrides."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convqa.conversation import Channel, Language
from convqa.errors import UsageError

if TYPE_CHECKING:
    from convqa.ingest.audio.engine import Diarizer, SpeechEngine

__all__ = ["FIELDS", "IngestOptions", "SpeechOptions", "parse_columns"]

FIELDS = (
    "conversation",
    "speaker",
    "text",
    "role",
    "agent_id",
    "customer_id",
    "language",
    "channel",
    "started_at",
    "time",
    "start_s",
    "end_s",
    "turns",
)
"""The fields that a map can name. `turns` is for JSON only: where the list of messages lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechOptions:
    """How recordings are read.

    Attributes:
        engine: gives the speech recogniser; called at the first recording, and for each again, so that it keeps what
            it has loaded. May raise `ModelError` and `MissingExtraError`: the recording is then reported as one that
            cannot be read.
        diarizer: gives what tells voices apart, likewise; called for recordings of one channel only.
        agent_channel: which channel of the sound is the agent's, from 1 (left is 1); `None` leaves it to the roles.
        speakers: how many speak in a recording of one channel, at least 2.
        progress: told how many seconds more of a recording have been heard; of one that was read they add up to its
            length, whatever its channels. `None` to tell nobody.
    """

    engine: Callable[[], SpeechEngine]
    diarizer: Callable[[], Diarizer]
    agent_channel: int | None = None
    speakers: int = 2
    progress: Callable[[float], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How to read the input.

    Attributes:
        columns: our field -> their column (tables) or dotted path (JSON); `None` or a missing field
            means: guess. Plain text, WebVTT and SRT do not use it.
        language, channel: win over what the source states; `None` keeps what the source states.
        agent: who the agent is in all conversations whose source does not name one; `None` where nothing is said.
        encoding: a Python codec name for all text files; `None` means: recognise it.
        whole_json: JSON documents up to this many bytes are read whole, larger ones a conversation at a time where
            their form allows it. What comes of a document that is whole is the same.
        speech: how recordings are read; `None` refuses them.

    Raises:
        UsageError: the encoding is unknown, the agent is blank, or `columns` names an unknown field.
    """

    columns: Mapping[str, str] | None = None
    language: Language | None = None
    channel: Channel | None = None
    agent: str | None = None
    encoding: str | None = None
    whole_json: int = 16 * 2**20
    speech: SpeechOptions | None = None

    def __post_init__(self) -> None:
        """Check what would otherwise fail again for every file."""
        for field in self.columns or ():
            _check_field(field)
        if self.agent is not None and not self.agent.strip():
            raise UsageError("The agent's id is blank: give --agent a number or a name.")
        if self.encoding is not None:
            try:
                is_text = codecs.lookup(self.encoding)._is_text_encoding  # hex, zip, rot13 are codecs too
            except LookupError:
                is_text = False
            if not is_text:
                raise UsageError(f"Unknown encoding {self.encoding!r}: use a name such as utf-8, cp1252 or utf-16.")

    @property
    def map(self) -> Mapping[str, str]:
        """`columns`, or an empty map."""
        return self.columns or {}


def parse_columns(text: str) -> Mapping[str, str]:
    """Read a column map such as ``"conversation=thread_id,speaker=author,text=message"``.

    Raises:
        UsageError: a part is not ``field=column``, a field is unknown or named twice.
    """
    columns: dict[str, str] = {}
    for part in text.split(","):
        field, equals, column = (piece.strip() for piece in part.partition("="))
        if not (field and equals and column):
            raise UsageError(
                f"The map has a part that is not field=column: {part.strip()!r}; "
                "write it as conversation=thread_id,speaker=author,text=message."
            )
        _check_field(field)
        if field in columns:
            raise UsageError(f"The map names {field!r} twice; name each field once.")
        columns[field] = column
    return columns


def _check_field(field: str) -> None:
    if field not in FIELDS:
        raise UsageError(f"The map names an unknown field {field!r}; the fields are {', '.join(FIELDS)}.")
