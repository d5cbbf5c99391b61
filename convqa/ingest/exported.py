"""From what a format's reader found to transcripts and errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from convqa.conversation import Doubt, Transcript
from convqa.errors import InputError
from convqa.ingest.formats import Fault, Format, Reading
from convqa.ingest.messages import assemble, made_id, read_facts
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source

__all__ = ["transcripts"]


def transcripts(
    found: Sequence[Reading | Fault], vendor: Format | None, source: Source, options: IngestOptions, *, line: int | None
) -> Iterator[Transcript | InputError]:
    """The conversations that were found in a file, or in one line of it.

    Args:
        found: in the order of the file.
        vendor: the format that was recognised; `None` where it is none.
        source: for errors, and for ids of conversations that have none.
        options: overrides of what is stated.
        line: for errors and ids; `None` where the whole file is meant.
    """
    for number, one in enumerate(found, start=1):
        if isinstance(one, Fault):
            yield source.error(one.problem, one.remedy, line)
            continue
        fallback_id = made_id(source, line if line is not None else number if len(found) > 1 else None)
        try:
            facts = read_facts([one.about], source, line, options)
            made = assemble(one.messages, facts, source, fallback_id=fallback_id, options=options, line=line)
        except InputError as error:
            yield error
        else:
            skipped = {str(why): count for why, count in one.skipped.items()}
            doubts = tuple(doubt for doubt in Doubt if doubt in one.doubts)
            yield replace(
                made,
                format=vendor.name if vendor else None,
                skipped=skipped,
                doubts=doubts,
                speech=one.speech,
                role_certainty=one.role_certainty,
            )
