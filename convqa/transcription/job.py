"""A run over recordings: what there is to do, and one recording after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convqa.batch import assess_all
from convqa.conversation import Conversation, Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, read_sources
from convqa.ingest.recordings import is_recording
from convqa.ingest.sources import Source, unreadable
from convqa.pipeline import prepare
from convqa.redaction import Redactor
from convqa.transcription.folder import Folder
from convqa.transcription.forms import Form, render
from convqa.transcription.origin import name_of, origin_of

__all__ = ["Job", "split"]


def split(found: Sequence[Source | InputError], *, recordings: bool) -> tuple[list[Source | InputError], int]:
    """The recordings, or all others, with what cannot be found or opened; and how many inputs are left out."""
    kept = [one for one in found if isinstance(one, InputError) or _is_recording(one) in (recordings, None)]
    return kept, len(found) - len(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is settled once for a run; `settings` as in `Origin`."""

    folder: Folder
    form: Form
    redactor: Redactor
    settings: str
    raw: bool

    def is_done(self, source: Source) -> bool:
        """Whether there is a transcript of the same recording, made in the same way.

        The recording is read through only where there is a transcript of one of its name.
        """
        if not self.folder.knows(name_of(source, self.redactor.key)):
            return False
        try:
            return origin_of(source, self.settings, self.redactor.key) in self.folder
        except OSError:
            return False  # it is reported when it is to be heard

    def transcribe(self, source: Source, options: IngestOptions) -> Iterator[Conversation | InputError]:
        """Hear a recording and write its transcript; yields what was written, or why nothing was.

        Raises:
            UsageError: the transcript cannot be written.
        """
        try:
            origin = origin_of(source, self.settings, self.redactor.key)
        except OSError as error:
            yield unreadable(source.shown, error)
            return

        def prepared(transcript: Transcript) -> tuple[Conversation, str]:
            conversation = prepare(transcript, self.redactor)
            return conversation, render(transcript, conversation, origin, self.form, raw=self.raw)

        for result in assess_all(read_sources([source], options), prepared, workers=1):
            if isinstance(result, InputError):
                yield result
            else:
                conversation, text = result
                self.folder.write(conversation.id, origin, text)
                yield conversation


def _is_recording(source: Source) -> bool | None:
    """`None` of what cannot be opened: it is reported when it is to be read."""
    try:
        return is_recording(source)
    except OSError:
        return None
