"""The shapes of conversations in JSON: the codebook's form, common ones, and any other through a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convqa.conversation import Role
from convqa.ingest.exported import vendor_inside
from convqa.ingest.fields import TURNS_KEYS, column_key, guess_columns, guess_facts
from convqa.ingest.messages import Values
from convqa.ingest.options import IngestOptions
from convqa.ingest.unseen import is_system, kinds_of
from convqa.ingest.values import parse_role

__all__ = [
    "Level",
    "Shape",
    "conversation_values",
    "find_conversations",
    "find_level",
    "is_conversation",
    "is_message",
    "message_values",
    "turns_of",
]

_MESSAGE_FIELDS = ("speaker", "text", "role", "agent_id", "time", "start_s", "end_s")
_MAX_DEPTH = 6
_NAME_KEYS = ("name", "displayname", "fullname", "nick", "username", "label", "id")
_ROLE_KEYS = ("role", "type")
_TEXT_KEYS = ("text", "body", "content", "value", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where the turns of a conversation lie.

    `turns` is a list of messages, or the whole conversation as plain text. `codebook`: it is the
    codebook's form, whose turns are kept one to one.
    """

    turns: list[object] | str
    codebook: bool = False


class Level(NamedTuple):
    """The conversations of a document, and in how many containers of the document they lie."""

    depth: int
    values: list[object]


def resolve(value: object, path: str) -> object:
    """Follow a dotted path of keys and list positions (from 0); `None` where it leads nowhere."""
    if isinstance(value, dict) and path in value:
        return value[path]
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(value):
            value = value[int(step[:9])]
        else:
            return None
    return value


def is_message(value: object) -> bool:
    """Whether an object is by itself one message of a conversation: a text and who said it."""
    if not isinstance(value, dict):
        return False
    fields = guess_columns(list(value))
    return _is_text(value.get(fields.get("text", ""))) and ("speaker" in fields or "role" in fields)


def turns_of(value: object, options: IngestOptions) -> Shape | None:
    """Where the turns of one conversation lie; `None` where the value is no conversation."""
    if not isinstance(value, dict):
        return None
    if "turns" in options.map:
        turns = resolve(value, options.map["turns"])
        return Shape(turns=turns) if isinstance(turns, list | str) else None
    by_key = {column_key(key): key for key in reversed(value)}
    for key in TURNS_KEYS:
        turns = value.get(by_key.get(key, ""))
        if isinstance(turns, str) and turns.count("\n") and not is_message(value):
            return Shape(turns=turns)
        if isinstance(turns, list) and _looks_like_turns(turns, options):
            return Shape(turns=turns, codebook=not options.map and by_key[key] == "turns" and _codebook(turns))
    others = [turns for turns in value.values() if isinstance(turns, list) and _is_dialogue(turns)]
    return Shape(turns=others[0]) if len(others) == 1 else None  # several are several conversations


def is_conversation(value: object, options: IngestOptions) -> bool:
    """Whether an object is a conversation, or a document of a vendor's: what wraps those is of nobody's format."""
    return turns_of(value, options) is not None or vendor_inside(value, options) is not None


def find_conversations(document: object, options: IngestOptions) -> list[object] | None:
    """The conversations of a document, wherever they lie: the outermost level that holds any.

    A list of bare messages counts as one conversation (`{"turns": [...]}` in its place). Members of
    a list that are no conversations stay in it, for the caller to report. `None` where there is none.
    """
    found = find_level(document, options)
    return None if found is None else found.values


def find_level(value: object, options: IngestOptions, *, above: int = 0) -> Level | None:
    """The same of a part of a document that lies in `above` containers, with how far in they lie."""
    level = [value]
    for depth in range(above, _MAX_DEPTH):
        found: list[object] = []
        following: list[object] = []
        for value in level:
            if is_conversation(value, options):
                found.append(value)
            elif isinstance(value, list) and any(is_conversation(item, options) for item in value):
                found += value
            elif isinstance(value, list) and "turns" not in options.map and value and all(map(is_message, value)):
                found.append({"messages": value})
            else:
                following += _children(value)
        if found:
            return Level(depth=depth, values=found)
        level = following
    return None


def message_values(message: object, options: IngestOptions) -> Values:
    """Field -> value of one message, by the map first and by guess for the rest."""
    mapped = {
        field: value
        for field, path in options.map.items()
        if field != "turns" and (value := resolve(message, path)) is not None
    }
    values: dict[str, object] = {}
    if isinstance(message, dict):
        guessed = guess_columns(list(message), taken=options.map.values())
        values = {field: message[key] for field, key in guessed.items() if field not in options.map}
        if guessed.get("speaker") == "speaker" and message.get("name"):
            values["speaker"] = message["name"]
        values |= _nested(values)
        if values.get("role") is None and _is_system(message):
            values["role"] = Role.SYSTEM
    elif isinstance(message, list) and not options.map and len(message) >= 2:
        values = {"speaker": message[0], "text": message[1]}
    if "text" in mapped:
        mapped["text"] = _text(mapped["text"])
    return values | mapped


def conversation_values(conversation: Mapping[str, object], options: IngestOptions) -> Values:
    """Field -> value of what is said of a conversation as a whole, by the map first and by guess for the rest."""
    names = [key for key, value in conversation.items() if not isinstance(value, list) and "\n" not in str(value)[:500]]
    guessed = guess_facts(names, taken=options.map.values())
    values = {field: _identity(conversation[key]) for field, key in guessed.items() if field not in options.map}
    for field, path in options.map.items():
        if field not in ("turns", *_MESSAGE_FIELDS) and (value := resolve(conversation, path)) is not None:
            values[field] = value
    return values


def _is_system(message: Mapping[str, object]) -> bool:
    """Whether a message says by its kind that it is the system's own."""
    keys = list(message)
    return any(is_system(message[keys[at]]) for at in kinds_of(keys))


def _looks_like_turns(turns: Sequence[object], options: IngestOptions) -> bool:
    """Whether the first items hold text. An empty list of turns is a conversation too: one without messages."""
    return not turns or any(_is_text(message_values(turn, options).get("text")) for turn in turns[:20])


def _is_dialogue(turns: Sequence[object]) -> bool:
    """Whether a list under any name holds messages: objects, or pairs of a speaker that recurs and a text."""
    items = turns[:20]
    if len(items) < 2:
        return False
    if all(map(is_message, items)):
        return True
    pairs = all(
        isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item) for item in items
    )
    return pairs and len({item[0] for item in items if isinstance(item, list)}) <= max(2, len(items) // 2)


def _codebook(turns: Sequence[object]) -> bool:
    return all(isinstance(turn, dict) and "role" in turn and "text" in turn for turn in turns)


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict | list) and bool(_text(value)))


def _text(value: object) -> object:
    """Text that lies one level deeper: ``{"text": …}`` or a list of such parts."""
    if isinstance(value, dict):
        by_key = {column_key(key): key for key in reversed(value)}
        return next((value[by_key[key]] for key in _TEXT_KEYS if isinstance(value.get(by_key.get(key, "")), str)), None)
    if isinstance(value, list):
        # parts state their type; without it a list of objects is a list of messages, not one text
        parts = [_text(part) if isinstance(part, dict) and "type" in part else part for part in value]
        return "\n".join(part for part in parts if isinstance(part, str)) or None
    return value


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    """Open up a speaker that is an object: ``{"author": {"name": …, "type": …, "id": …}}``."""
    opened: dict[str, object] = {"text": _text(values.get("text"))}
    speaker = values.get("speaker")
    if isinstance(speaker, dict):
        by_key = {column_key(key): key for key in reversed(speaker)}
        opened["speaker"] = next((speaker[by_key[key]] for key in _NAME_KEYS if key in by_key), None)
        role = next((speaker[by_key[key]] for key in _ROLE_KEYS if key in by_key), None)
        if values.get("role") is None and parse_role(role) is not None:
            opened["role"] = role
        elif opened["speaker"] is None:
            opened["speaker"] = role
        if "id" in by_key and values.get("agent_id") is None:
            opened["agent_id"] = speaker[by_key["id"]]
    return opened


def _identity(value: object) -> object:
    """An object in the place of an id: its own id."""
    return value.get("id") if isinstance(value, dict) else value


def _children(value: object) -> Iterator[object]:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (child for child in children if isinstance(child, dict | list))
