"""Tables of what came in: conversations, their versions and turns, the files they came from, what could not be read."""

from __future__ import annotations

from sqlalchemy import Double, Table, Text, UniqueConstraint

from convqa.store.schema.columns import maybe, metadata, parent, share, surrogate, text, whole

__all__ = ["conversation", "failure", "file", "file_version", "turn", "version"]

# `identity` is an HMAC of the source's name and the conversation's id, `opening` one of its first utterances: two
# exports that both count from 1 do not become versions of each other. `opening` is "" where ingest made the id.
conversation = Table(
    "conversation",
    metadata,
    surrogate(),
    text("identity"),
    text("opening"),
    text("first_seen_at"),
    UniqueConstraint("identity", "opening"),
    sqlite_autoincrement=True,
)

# A changed file makes a new version, and so does another convqa (whose roles and turns may be others), redactor or
# recogniser of speech. The newest has the largest `seen`, of those the largest id: a file that is changed back makes an
# earlier one the newest again.
# `speech` is "" where people typed. `day` is the date of `started_at`, null where that is none.
version = Table(
    "version",
    metadata,
    surrogate(),
    parent("conversation_id", "conversation.id"),
    whole("seen"),
    text("input_hash", index=True),
    text("convqa"),
    text("redactor"),
    text("speech"),
    text("content_hash"),
    text("shown_id", index=True),
    text("source"),
    text("language"),
    maybe("channel", Text),
    maybe("started_at", Text),
    maybe("day", Text, index=True),
    maybe("customer_key", Text, index=True),
    maybe("speech_confidence", Double),
    text("doubts"),
    share("role_certainty"),
    UniqueConstraint("conversation_id", "input_hash", "convqa", "redactor", "speech"),
    sqlite_autoincrement=True,
)

turn = Table(
    "turn",
    metadata,
    parent("version_id", "version.id", key=True),
    whole("position", key=True),
    text("role"),
    maybe("agent_id", Text),
    maybe("start_s", Double),
    maybe("end_s", Double),
    maybe("speech_confidence", Double),
    text("text"),
)

# `place`, `bytes` and `options` are HMACs of where the file lies, what is in it and how it was to be read. Of those
# at one place the one with the largest `seen`, then the largest id, is what lies there now.
file = Table(
    "file",
    metadata,
    surrogate(),
    text("place"),
    text("bytes"),
    text("options"),
    whole("seen"),
    whole("conversations"),
    text("state"),
    UniqueConstraint("place", "bytes", "options"),
    sqlite_autoincrement=True,
)

file_version = Table(
    "file_version",
    metadata,
    parent("file_id", "file.id", key=True),
    whole("ordinal", key=True),
    parent("version_id", "version.id"),
    UniqueConstraint("version_id", "file_id", "ordinal"),
)

# What could not be read or assessed; `line` is 0 where the whole file is meant. Neither sentence quotes the file.
# `tries` counts runs, of which `run_id` is the last one.
failure = Table(
    "failure",
    metadata,
    parent("file_id", "file.id", key=True),
    whole("line", key=True),
    text("shown"),
    text("problem"),
    text("remedy"),
    whole("tries"),
    text("first_at"),
    text("last_at"),
    maybe("solved_at", Text),
    parent("run_id", "run.id", deleting="SET NULL", null=True),
)
