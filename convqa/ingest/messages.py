"""From the messages of one conversation, whatever the format, to a Transcript."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from convqa.conversation import Channel, Language, Role, Speaker, Transcript, Utterance
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import STDIN, Source
from convqa.ingest.times import Moment, newest_first, offsets, parse_moment, parse_seconds, same_scale
from convqa.ingest.unseen import INTERNAL_NOTE, is_internal_label
from convqa.ingest.values import parse_channel, parse_language, parse_role

__all__ = ["Facts", "Message", "assemble", "clean", "made_id", "read_facts", "read_message"]

Values = Mapping[str, object]
"""Field (`options.FIELDS`) -> the source's value, for one message or one conversation."""

_UNFIT = re.compile("[\x00\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One utterance with what its place says of the speaker; `Speaker` and `Utterance` say what the fields mean.

    `moment` is a time of day or a date, from which `start_s` follows where it is not given. `voice` is the source's
    mark of who speaks (a channel, "SPEAKER_00", a customer's number), no name and no id: it only keeps speakers apart.
    `agent_id` is never the source's own id of an agent, but convqa's, where convqa wrote the source.
    """

    text: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    role: Role | None = None
    identifier: str | None = field(default=None, repr=False)
    voice: str | None = field(default=None, repr=False)
    moment: Moment | None = None
    start_s: float | None = None
    end_s: float | None = None
    line: int | None = None
    speech_confidence: float | None = None
    agent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a source states of a whole conversation; `None` where it does not. `id`: the source's own."""

    id: str | None = field(default=None, repr=False)
    language: Language | None = None
    channel: Channel | None = None
    started_at: Moment | None = None
    customer: str | None = field(default=None, repr=False)


def clean(value: object) -> str:
    """The text of a value: composed (NFC) so that æøåäö are one sign each, without signs that no text may hold."""
    if isinstance(value, str) and value.isascii() and "\0" not in value:
        return value.strip()
    if value is None or isinstance(value, bool | dict | list):
        return ""
    text = _UNFIT.sub("", value if isinstance(value, str) else str(value)).strip()
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def made_id(source: Source, part: int | None = None) -> str:
    """An id from the file name, for a source that gives none; `part` tells conversations of one file apart."""
    label = "stdin" if source.label == STDIN else source.label
    folder, slash, name = label.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return f"{folder}{slash}{stem}" + ("" if part is None else f"#{part}")


def read_message(values: Values, source: Source, line: int | None, *, strict_role: bool) -> Message | None:
    """One message from its fields; `None` where it has no text.

    Args:
        values: fields of the message.
        source: for errors.
        line: for errors and `Message.line`; `None` where the source has none.
        strict_role: the role field must hold a role; otherwise an unknown word in it is the speaker's name.

    Raises:
        InputError: a strict role field holds no known role.
    """
    text = clean(values.get("text"))
    if not text:
        return None
    name, word = clean(values.get("speaker")), clean(values.get("role"))
    role = parse_role(word) if word else None
    if word and role is None:
        if strict_role or name:
            problem = f"a role is not one of {', '.join(Role)}"
            raise source.error(problem, "correct it, or map its column as speaker instead of role", line)
        name = word
    return Message(
        text=text,
        name=name or None,
        role=role,
        identifier=clean(values.get("agent_id")) or None,
        moment=parse_moment(values.get("time")),
        start_s=parse_seconds(values.get("start_s")),
        end_s=parse_seconds(values.get("end_s")),
        line=line,
    )


def read_facts(rows: Sequence[Values], source: Source, line: int | None, options: IngestOptions) -> Facts:
    """What the rows of one conversation state of the whole: the first value of each field that is not blank.

    Raises:
        InputError: the language or the channel is none that convqa knows, and no option overrides it.
    """
    first = {
        field: next((word for row in rows if (word := clean(row.get(field)))), "")
        for field in ("conversation", "language", "channel", "started_at", "customer_id")
    }
    language, channel = options.language, options.channel
    if language is None and first["language"]:
        language = parse_language(first["language"])
        if language is None:
            remedy = "correct it, or state the language for all with --language"
            raise source.error(f"the language is not one of {', '.join(Language)}", remedy, line)
    if channel is None and first["channel"] and not first["channel"].isdigit():  # a digit is a channel of the sound
        channel = parse_channel(first["channel"])
        if channel is None:
            remedy = "correct it, or state the channel for all with --channel"
            raise source.error(f"the channel is not one of {', '.join(Channel)}", remedy, line)
    return Facts(
        id=first["conversation"] or None,
        language=language,
        channel=channel,
        started_at=parse_moment(first["started_at"]),
        customer=first["customer_id"] or None,
    )


def assemble(
    messages: Sequence[Message],
    facts: Facts,
    source: Source,
    *,
    fallback_id: str,
    options: IngestOptions,
    turns_given: bool = False,
    line: int | None = None,
    unseen: int = 0,
) -> Transcript:
    """Make the transcript of one conversation.

    Messages that all carry a date are put in order of time, unless they are given turns. What a label says the customer
    never saw is left out and counted with the `unseen` that are left out already.

    Raises:
        InputError: there is no message with text.
    """
    said = [message for message in messages if not is_internal_label(message.name)]
    if not said:
        raise source.error("a conversation has no message with text", "remove it, or check the text column", line)
    unseen += len(messages) - len(said)
    ordered = said if turns_given else _in_order(said)
    starts = offsets([message.moment for message in ordered])
    speakers: dict[tuple[str, ...], Speaker] = {}
    utterances: list[Utterance] = []
    for message, start_s in zip(ordered, starts, strict=True):
        speaker = _speaker_of(message, speakers)
        utterances.append(
            Utterance(
                speaker=speaker.key,
                text=message.text,
                start_s=start_s if message.start_s is None else message.start_s,
                end_s=message.end_s,
                line=message.line,
                speech_confidence=message.speech_confidence,
            )
        )
    began = facts.started_at or ordered[0].moment
    return Transcript(
        id=facts.id or fallback_id,
        source=source.label,
        speakers=tuple(speakers.values()),
        utterances=tuple(utterances),
        id_given=facts.id is not None,
        turns_given=turns_given,
        language=options.language or facts.language,
        channel=options.channel or facts.channel,
        started_at=began.iso if began else None,
        customer=facts.customer,
        agent=options.agent,
        skipped={INTERNAL_NOTE: unseen} if unseen else {},
    )


def _in_order(messages: Sequence[Message]) -> list[Message]:
    moments = [message.moment for message in messages]
    if not same_scale(moments) or moments[0] is None or moments[0].scale == "clock":
        return list(messages)
    # Sorting keeps the order of equal times, so an export with the newest first must be turned round before.
    ordered = reversed(messages) if newest_first(moments) else messages
    return sorted(ordered, key=lambda message: message.moment.seconds if message.moment else 0.0)


def _speaker_of(message: Message, speakers: dict[tuple[str, ...], Speaker]) -> Speaker:
    """The speaker of a message, added to `speakers` at the first sight.

    An agent with an id is who the id says, whatever the display name. Other roles carry no id of
    their own: tables often repeat the agent's id on the customer's rows. A voice tells speakers
    without an id apart, whatever their names.
    """
    identifier = message.identifier if message.role in (Role.AGENT, None) else None
    voice = "" if identifier else message.voice or ""
    key: tuple[str, ...] = (message.role or "", identifier or "", voice)
    if message.name and not voice and not (message.role and identifier):
        key += tuple(message.name.casefold().split())
    speaker = speakers.get(key)
    if speaker is None:
        number = len(speakers) + 1
        speaker = Speaker(
            key=f"s{number}", name=message.name, role=message.role, identifier=identifier, agent_id=message.agent_id
        )
        speakers[key] = speaker
    return speaker
