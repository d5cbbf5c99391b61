"""What a store knows files and conversations by: HMACs under the site's key, before anything is redacted."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest.sources import STDIN, Source
from convqa.redaction import SiteKey, customer_key, input_hash, mask_path
from convqa.store.known import Asked, FileKey

__all__ = ["Print", "ask", "places_there", "take_print"]

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A file as it is now.

    Attributes:
        key: by what the store knows it.
        lines: how many it has.
        content: its bytes, where they were kept.
    """

    key: FileKey
    lines: int
    content: bytes | None = field(default=None, repr=False)

    @classmethod
    def of_unread(cls, label: str, options: str, key: SiteKey, name: str) -> Print:
        """That of a file that was found and cannot be looked at; the rest as in `take_print`."""
        place = _place(key, name, label)
        return cls(key=FileKey(place=place, bytes="", options=options), lines=0)

    def reread(self, source: Source) -> Source:
        """What reads the file without reading it from its disk again, where its bytes were kept."""
        return source if self.content is None else replace(source, data=self.content, window=None)


def take_print(source: Source, options: str, key: SiteKey, name: str, *, most: int = 0) -> Print:
    """Read a file through, to tell whether it is known.

    Args:
        source: what is read.
        options: an HMAC of how it is to be read.
        key: the site's.
        name: of the source, as in `ask`.
        most: so many bytes at most are kept of it: all of it or nothing.
    """
    digest, lines, size = hashlib.sha256(), 0, 0
    kept: list[bytes] = []
    try:
        with source.open() as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                lines += block.count(b"\n")
                size += len(block)
                kept = [*kept, block] if size <= most else []
        code = key.hmac("file", digest.hexdigest())
    except OSError:  # it is told when it is read
        code, most = "", -1
    # What lies nowhere has no place that something else may come to.
    where = [] if source.path or source.uri else [digest.hexdigest()]
    place = _place(key, name, source.label, *where)
    content = b"".join(kept) if size <= most else None
    return Print(key=FileKey(place=place, bytes=code, options=options), lines=lines, content=content)


def places_there(found: Sequence[Source | InputError], key: SiteKey, names: Collection[str]) -> Mapping[str, int]:
    """By what a store knows the places at which something lies now, and which input that is, counted from 1.

    Args:
        found: by `find_sources`, of all that is scored into the store.
        key: the site's.
        names: of the sources, as in `ask`; one of which the files are is enough.

    Raises:
        UsageError: something that was named is not there, or cannot be looked through, so files may be missed.
    """
    labels: dict[str, int] = {}
    for number, one in enumerate(found, start=1):
        if isinstance(one, Source):
            labels.setdefault(one.label, number)
            continue
        is_folder = os.path.isdir(one.source)  # noqa: PTH112 - unlike Path.is_dir it never raises
        if one.label is not None and not is_folder:  # a link that leads nowhere, say: it lies there all the same
            labels.setdefault(one.label, number)
        elif one.label is not None or not is_folder:  # all but a folder with nothing in it
            raise UsageError(
                f"{mask_path(one.source)}: {one.problem}; {one.remedy}. What has gone can be told when all "
                "that is named can be looked through."
            )
    return {_place(key, name, label): number for name in names for label, number in labels.items()}


def ask(transcript: Transcript, key: SiteKey, name: str) -> Asked:
    """By what the store knows a conversation.

    Which one it is, is told by its id, or by the file where ingest made the id; what comes through standard input
    without one is known by its content alone. Ids of two sources may be the same: the beginning tells them apart, which
    is when it began and what was said first; the first two utterances where nobody says when.

    Args:
        transcript: what came in.
        key: the site's.
        name: of the source that its ids are of; `""` where the site has one source only.
    """
    code = input_hash(transcript, key)
    if transcript.id_given:
        first = [] if transcript.started_at is None else [transcript.started_at]
        first += [one.text for one in transcript.utterances[: 1 if first else 2]]
        identity, opening = _joined("id", name, transcript.id), key.hmac("opening", _joined(*first))
    else:
        content = code if transcript.source == STDIN else ""
        identity, opening = _joined("made", name, transcript.id, content), ""
    return Asked(
        identity=key.hmac("conversation", identity),
        opening=opening,
        input_hash=code,
        speech=transcript.speech or "",
        customer_key=customer_key(transcript.customer, key) if transcript.customer else None,
        started_at=transcript.started_at,
    )


def _place(key: SiteKey, name: str, label: str, *more: str) -> str:
    return key.hmac("file place", _joined(name, label, *more))


def _joined(*parts: str) -> str:
    """So that no two lists of parts are the same text."""
    return json.dumps(list[str](parts))
