"""What transcription and meeting systems write where a name stands: names with additions, numbers, machine labels."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Who", "person", "plain_name"]

_ADDITION = re.compile(
    r"\s{0,5}(?:[(\[](?:guest|gæst|gjest|gäst|external|ekstern|extern|host|co-host|vært|vert|värd|me|you|dig|deg|"
    r"unverified|ikke[- ]verificeret|ikke[- ]verifisert|ikkje[- ]verifisert|ikke[- ]bekræftet|ikke[- ]bekreftet|"
    r"overifierad|ej[- ]verifierad|(?:she|he|they|hun|han|ho|hon|hen|de)/[^()\[\]]{1,20})[)\]]|\sunverified)",
    re.IGNORECASE,
)
_ADDITIONS = re.compile(rf"(?:{_ADDITION.pattern}){{1,4}}\s{{0,5}}", re.IGNORECASE)
_MACHINE = re.compile(r"(?:speaker|spk|taler|talare|channel|kanal)[\s_-]{0,3}\d{1,4}", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?[\d*][\d* ()./-]{4,22}[\d*]")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,200}\.[^\s@]{2,24}")
_LONGEST = 200


class Who(NamedTuple):
    """A speaker: a name, or a voice (see `Message.voice`) where no name is written; neither where nothing is."""

    name: str | None
    voice: str | None


def plain_name(written: str) -> str:
    """A name without what the system adds: ``Lene Holm`` of ``Lene Holm (Guest)``. Nothing but an addition stays."""
    at = max(0, len(written) - _LONGEST)
    for match in _ADDITION.finditer(written, at):
        if match.start() > 0 and _ADDITIONS.fullmatch(written, match.start()):
            return written[: match.start()].rstrip()
    return written


def person(written: str) -> Who:
    """Who is meant. Telephone numbers, mail addresses and "SPEAKER_00" only tell speakers apart."""
    name = plain_name(written)
    if len(name) <= _LONGEST and any(pattern.fullmatch(name) for pattern in (_MACHINE, _TELEPHONE, _MAIL)):
        return Who(name=None, voice=name)
    return Who(name=name or None, voice=None)
