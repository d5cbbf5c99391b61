"""From one parsed JSON object to its transcripts: the shape that no vendor's reader knows is guessed, or mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.exported import one_of, vendor_inside
from convqa.ingest.formats.transcribed import stated, stated_facts, with_stated, with_stated_facts
from convqa.ingest.json_shapes import Shape, conversation_values, message_values, turns_of
from convqa.ingest.messages import Message, Values, assemble, clean, read_facts, read_message
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Gatherer, parts_of
from convqa.ingest.plain_text import split_messages
from convqa.ingest.sources import Source
from convqa.ingest.unseen import is_internal

__all__ = ["FORM", "conversation", "no_conversation", "strict"]

FORM = "each conversation is an object with a list of turns; see docs/formats.md, or name the places with --map"
"""What to do where no conversation was recognised."""


def strict(options: IngestOptions) -> bool:
    """Whether every role must be one that convqa knows (see `read_message`)."""
    return "role" in options.map


def no_conversation(options: IngestOptions) -> str:
    """The problem that nothing was recognised."""
    if "turns" in options.map:
        return "the map's place of the turns holds no list"
    return "this is valid JSON but no conversation was recognised in it"


def conversation(
    value: object,
    source: Source,
    options: IngestOptions,
    *,
    fallback_id: str,
    line: int | None,
    number: int | None = None,
) -> Iterator[Transcript | InputError]:
    """The transcript of one object; several where its messages carry different conversation ids."""
    if (vendor := vendor_inside(value, options)) is not None:
        found = list(parts_of(vendor, value, number or 1, line))
        gatherer = Gatherer(found)
        for one in found:
            yield from one_of(gatherer, one, source, options, fallback_id=fallback_id)
        return
    shape = turns_of(value, options)
    if not isinstance(value, dict) or shape is None:
        place = "" if number is None else f"item {number}: "
        if isinstance(value, dict) and "turn_labels" in value:
            problem = f"{place}this is the codebook's stand-off form, which holds labels but no text"
            yield source.error(problem, "join it with the text first", line)
        else:
            yield source.error(place + no_conversation(options), FORM, line)
        return
    whole = conversation_values(value, options)
    turns = split_messages(shape.turns) if isinstance(shape.turns, str) else shape.turns
    unseen = Counter(_key(message_values(turn, options), whole) for turn in turns if is_internal(turn))
    turns = [turn for turn in turns if not is_internal(turn)]
    rows = [turn if isinstance(turn, Message) else message_values(turn, options) for turn in turns]
    if shape.codebook:
        whole = {**whole, **stated_facts(value)}
        rows = [
            row if isinstance(row, Message) else {**row, **stated(turn)} for row, turn in zip(rows, turns, strict=True)
        ]
    for key, part in _parted(rows, whole).items():
        try:
            yield _transcript(
                part, whole, shape, source, options, fallback_id=fallback_id, line=line, unseen=unseen[key]
            )
        except InputError as error:
            yield error


def _parted(turns: list[Message | Values], whole: Values) -> dict[str, list[Message | Values]]:
    """The turns by conversation id, where the conversation itself has none but its turns have."""
    parts: dict[str, list[Message | Values]] = {}
    for turn in turns:
        parts.setdefault(_key(turn, whole), []).append(turn)
    return parts or {"": []}


def _key(turn: Message | Values, whole: Values) -> str:
    if isinstance(turn, Message) or whole.get("conversation") is not None:
        return ""
    return clean(turn.get("conversation"))


def _transcript(
    turns: list[Message | Values],
    whole: Values,
    shape: Shape,
    source: Source,
    options: IngestOptions,
    *,
    fallback_id: str,
    line: int | None,
    unseen: int,
) -> Transcript:
    rows = [turn for turn in turns if not isinstance(turn, Message)]
    facts = read_facts([whole, *rows], source, line, options)
    if "conversation" in options.map and facts.id is None:
        raise source.error("the map's place of the conversation id is empty", "correct the map", line)
    messages: list[Message] = []
    for index, turn in enumerate(turns, start=1):
        strict_role = shape.codebook or strict(options)
        message = turn if isinstance(turn, Message) else read_message(turn, source, line, strict_role=strict_role)
        if message is not None:
            messages.append(message if isinstance(turn, Message) else with_stated(message, turn))
        elif shape.codebook:
            raise source.error(
                f"turn {index} has no text, so that the turns cannot be kept one to one", "fill it in", line
            )
    if messages and not any(message.name or message.role or message.identifier for message in messages):
        raise source.error("no message says who speaks", 'name the place, e.g. --map "speaker=author"', line)
    made = assemble(
        messages,
        facts,
        source,
        fallback_id=fallback_id,
        options=options,
        turns_given=shape.codebook,
        line=line,
        unseen=unseen,
    )
    return with_stated_facts(made, whole)
