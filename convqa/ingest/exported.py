"""From what a format's reader found to transcripts and errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from convqa.conversation import Doubt, Transcript
from convqa.errors import InputError
from convqa.ingest.formats import Fault, Format, Reading, match
from convqa.ingest.messages import assemble, made_id, read_facts
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Gatherer, Part
from convqa.ingest.sources import Source

__all__ = ["export", "one_of", "transcripts", "vendor_inside", "vendor_of"]

_LISTS = frozenset(
    {
        *("Transcript", "transcripts", "conversation_parts", "conversations", "comments", "tickets", "ticket", "chats"),
        *("history", "results", "payload", "segments", "utterances", "words", "sentences", "transcription", "urls"),
        *("turnLevelTranscription", "SpeechSegments", "JobStatus", "url"),
    }
)


def vendor_of(value: object, options: IngestOptions) -> Format | None:
    """The vendor format of a value, or of a list's members; a column map says that the user knows better.

    Members that are of no format count as of the others' one: what is no message there must not be guessed to be one.
    """
    if options.map:
        return None
    if isinstance(value, list) and value:
        kinds = {match(item) for item in value} - {None}
        return kinds.pop() if len(kinds) == 1 else None
    return match(value)


def vendor_inside(value: object, options: IngestOptions) -> Format | None:
    """The format of an object that lies in something of nobody's format, such as a webhook's message.

    Asked of every object that may be one, so only of those that have a list or an object as exports have it.
    """
    if not isinstance(value, dict) or _LISTS.isdisjoint(value) or options.map:
        return None
    return match(value)


def export(
    parts: Callable[[], Iterator[Part]], source: Source, options: IngestOptions
) -> Iterator[Transcript | InputError]:
    """The conversations of a document of a vendor's format; `parts` starts at the first one, the same each time."""
    gatherer = Gatherer(parts())
    for part in parts():
        yield from one_of(gatherer, part, source, options)


def one_of(
    gatherer: Gatherer, part: Part, source: Source, options: IngestOptions, *, fallback_id: str | None = None
) -> Iterator[Transcript | InputError]:
    """The conversation that is whole with a part; nothing where more of it is to come. `fallback_id` as made here."""
    unit = gatherer.add(part)
    if unit is not None and unit.vendor is not None:
        found = [*unit.vendor.read(unit.value)]
        number = unit.number if gatherer.count > 1 else None
        if not found:
            problem = f"this looks like {unit.vendor.title}, but holds no conversation"
            found.append(Fault(problem=problem, remedy="export it again"))
        yield from transcripts(
            found, unit.vendor, source, options, line=unit.line, number=number, fallback_id=fallback_id
        )


def transcripts(
    found: Iterable[Reading | Fault],
    vendor: Format | None,
    source: Source,
    options: IngestOptions,
    *,
    line: int | None = None,
    number: int | None = None,
    fallback_id: str | None = None,
) -> Iterator[Transcript | InputError]:
    """The conversations that were found in a file, or in a part of it.

    Args:
        found: in the order of the file.
        vendor: the format that was recognised; `None` where it is none.
        source: for errors, and for ids of conversations that have none.
        options: overrides of what is stated.
        line: for errors and ids; `None` where the whole file is meant.
        number: of the part, for the same where there is no line; `None` where there is one only.
        fallback_id: the id of conversations that have none, where it is not made from these.
    """
    fallback_id = fallback_id or made_id(source, number if line is None else line)
    for one in found:
        if isinstance(one, Fault):
            place = f"item {number}: " if number is not None and line is None else ""
            yield source.error(place + one.problem, one.remedy, line)
            continue
        if not one.messages and vendor is not None:
            problem = f"this looks like {vendor.title}, but a conversation of it has no message with text"
            yield source.error(problem, "leave it out, or export it again", line)
            continue
        try:
            facts = read_facts([one.about], source, line, options)
            made = assemble(one.messages, facts, source, fallback_id=fallback_id, options=options, line=line)
        except InputError as error:
            yield error
        else:
            skipped = Counter({str(why): count for why, count in one.skipped.items()})
            skipped.update(made.skipped)
            doubts = tuple(doubt for doubt in Doubt if doubt in one.doubts)
            yield replace(
                made,
                format=vendor.name if vendor else None,
                skipped=dict(skipped),
                doubts=doubts,
                speech=one.speech,
                role_certainty=one.role_certainty,
            )
