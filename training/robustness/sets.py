"""The conversations and phrases that robustness is measured with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from convqa.conversation import Conversation, Language, Role, Transcript
from convqa.ingest import IngestOptions, read
from convqa.models import find_names
from convqa.pipeline import prepare
from convqa.redaction import Redactor, load_redactor
from training.corpus import FILES, records, splits
from training.robustness.names import Group
from training.robustness.speech import Speech

__all__ = ["FOLDER", "Talk", "as_seen", "corpus", "groups", "harmless", "phrases", "raw", "rows", "speech", "written"]

FOLDER = Path(__file__).parent.parent.parent / "data" / "robustness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation of the corpus: its record, what came in, and what the model reads."""

    record: dict[str, Any]
    transcript: Transcript
    conversation: Conversation

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.conversation.id

    @property
    def people(self) -> list[str]:
        """The names of people as the record marks them."""
        return [mark["text"] for mark in self.record.get("pii", ()) if mark["type"] == "person"]


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of `data/robustness/`."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def raw(paths: Sequence[Path]) -> dict[str, Transcript]:
    """What comes in from files in the codebook's form, by id.

    Raises:
        ValueError: a line cannot be read.
    """
    found = {}
    for transcript in read([str(path) for path in paths], IngestOptions()):
        if not isinstance(transcript, Transcript):
            raise ValueError(str(transcript))
        found[transcript.id] = transcript
    return found


@cache
def _redactor() -> Redactor:
    return load_redactor(find_names())


def as_seen(transcript: Transcript) -> Conversation:
    """What the model reads of it: the product's own steps."""
    return prepare(transcript, _redactor())


def corpus(split: str, limit: int | None = None) -> list[Talk]:
    """The conversations of a split (`test` or the number of a fold); evenly spread ones where there is a limit."""
    chosen = splits()
    found = [record for record in records() if chosen.get(record["id"]) == split]
    if limit is not None and limit < len(found):
        found = [found[number * len(found) // limit] for number in range(limit)]
    transcripts = raw(FILES)
    return [
        Talk(
            record=record,
            transcript=transcripts[record["id"]],
            conversation=as_seen(transcripts[record["id"]]),
        )
        for record in found
    ]


def written(name: str, key: str) -> dict[str, dict[str, Conversation]]:
    """The conversations that were written in several forms: group -> the value of `key` -> conversation."""
    transcripts = raw([FOLDER / name])
    found: dict[str, dict[str, Conversation]] = {}
    for row in rows(name):
        found.setdefault(row["group"], {})[row[key]] = as_seen(transcripts[row["id"]])
    return found


def phrases(name: str, language: Language, **wanted: object) -> list[str]:
    """The texts of a list in one language; `wanted` narrows it (role, what an instruction asks for)."""
    return [
        row["text"]
        for row in rows(name)
        if row["language"] == language and all(row[key] == value for key, value in wanted.items())
    ]


def harmless(language: Language, role: Role) -> list[str]:
    """What says nothing, in one language."""
    return phrases("harmless.jsonl", language, role=role)


def speech() -> dict[Language, Speech]:
    """How each language is misheard."""
    return {
        Language(row["language"]): Speech(
            small_words=frozenset(row["small_words"]), fillers=tuple(row["fillers"]), heard=row["heard"]
        )
        for row in rows("speech.jsonl")
    }


def groups() -> list[Group]:
    """The groups of names: each gender of each origin."""
    names = rows("names.jsonl")

    def chosen(origin: str, gender: str | None) -> tuple[str, ...]:
        return tuple(row["name"] for row in names if row["origin"] == origin and row["gender"] == gender)

    return [
        Group(gender=gender, origin=origin, given=chosen(origin, gender), family=chosen(origin, None))
        for origin in dict.fromkeys(row["origin"] for row in names)
        for gender in ("female", "male")
    ]
