"""A run over text: every conversation redacted and written, in memory that does not grow with the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TextIO

from convqa.batch import assess_all
from convqa.conversation import Conversation, Transcript
from convqa.errors import InputError
from convqa.ingest.messages import made_id
from convqa.ingest.sources import Source
from convqa.pipeline import prepare
from convqa.redaction import Kind, Redactor, count_replaced, redact_path
from convqa.redaction.turns import make_turns
from convqa.transcription.folder import Folder
from convqa.transcription.forms import Form, heading, render
from convqa.transcription.origin import Origin, name_of

__all__ = ["RedactionJob", "Written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A conversation that was written, and how many names and numbers in it were replaced, by kind."""

    conversation: Conversation
    replaced: Counter[Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendered:
    conversation: Conversation
    replaced: Counter[Kind]
    origin: Origin
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionJob:
    """What is settled once for a run; `settings` as in `Origin`, `workers` as of `assess_all`."""

    folder: Folder
    form: Form
    redactor: Redactor
    settings: str
    workers: int

    def write(self, source: Source, items: Iterable[Transcript | InputError]) -> Generator[Written | InputError]:
        """Redact what was read of a source, and write it: one file, or one a conversation where the form wants that.

        Yields what was written, or why something was not. A file has its name when the last of it is written; where
        the caller stops before, there is none.

        Raises:
            UsageError: a file cannot be written.
        """
        parts: dict[int, str] = {}

        def prepared(transcript: Transcript) -> _Rendered:
            conversation = prepare(transcript, self.redactor)
            part = "" if self.form.holds_many else parts.pop(id(transcript))
            origin = Origin(
                settings=self.settings,
                content=conversation.content_hash,
                name=name_of(source, self.redactor.key, part=part),
            )
            raw = (turn.text for turn in make_turns(transcript))
            return _Rendered(
                conversation=conversation,
                replaced=count_replaced(raw, (turn.text for turn in conversation.turns)),
                origin=origin,
                name=self._name(source, transcript, conversation),
                text=render(transcript, conversation, origin, self.form),
            )

        counted = items if self.form.holds_many else _counted(items, parts)
        with ExitStack() as files, closing(assess_all(counted, prepared, workers=self.workers)) as results:
            file: TextIO | None = None
            for result in results:
                if isinstance(result, InputError):
                    yield result
                    continue
                if not self.form.holds_many:
                    self.folder.write(result.name, result.origin, result.text)
                else:
                    if file is None:
                        file = files.enter_context(self.folder.open(result.name, result.origin))
                        file.write(heading(result.origin, self.form))
                    file.write(result.text)
                yield Written(conversation=result.conversation, replaced=result.replaced)

    def _name(self, source: Source, transcript: Transcript, conversation: Conversation) -> str:
        """The path of the file: that of the source, and below it the id that a source gives to each of several."""
        place = redact_path(made_id(source), self.redactor.key)
        if self.form.holds_many:
            return place
        return f"{place}/{conversation.id}" if transcript.id_given else conversation.id


def _counted(items: Iterable[Transcript | InputError], parts: dict[int, str]) -> Iterator[Transcript | InputError]:
    """The same items; `parts` says of each transcript in flight which of its source it is: id and number."""
    seen: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Transcript):
            parts[id(item)] = f"{item.id}\0{seen[item.id]}"
            seen[item.id] += 1
        yield item
