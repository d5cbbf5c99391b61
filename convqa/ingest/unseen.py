"""What the customer never saw: notes among colleagues, a supervisor's whisper. It is never a message.

Told by marks alone, whatever the shape of a source and whatever a map says: by the name of a key or column and what
stands there, or by a label in the place of a speaker. Sources write the same mark in many ways, so names and values are
compared by their words, in five languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from convqa.ingest.fields import column_key

__all__ = ["INTERNAL_NOTE", "is_internal", "is_internal_label", "is_system", "kinds_of", "marks_of"]

Test = Callable[[object], bool]

INTERNAL_NOTE = "internal note"
"""Under this it is counted (`Transcript.skipped`)."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TRUE = _set("true 1 yes y ja x sand sann sant")
_FALSE = _set("false 0 no n nej nei falsk falskt usand usann usant")
_HIDDEN = _set(
    "private isprivate internal isinternal internalnote isinternalnote isnote whisper iswhisper internalonly staffonly "
    "agentsonly intern internt internnote interntnotat internanteckning erintern erinternt ärintern"
)
_SHOWN = _set(
    "public ispublic jsdpublic published ispublished commentpublic visibletocustomer isvisibletocustomer "
    "customervisible offentlig offentligt synligforkunde synligforkunden synligförkund synligförkunden"
)
_KINDS = _set(
    "type kind parttype messagetype messagekind eventtype commenttype entrytype itemtype threadtype activitytype "
    "direction typ beskedtype meldingstype meddelandetyp"
)
_SIGHTS = _set("visibility audience recipients scope sharedwith synlighed synlighet")

_NOTE = _set(
    "note notes notat notater anteckning anteckningar whisper whispers whispering internalnote internalcomment"
)
_INTERNAL = _set("internal internally intern internt interne interna")
_CLOSED = _INTERNAL | _set("private privat agents staff")
_REMARK = _NOTE | _set("comment kommentar memo")
_SPELLED = re.compile(r"[^\W\d_]+")
_HUMPS = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
_LONGEST = 40


def is_internal(message: object) -> bool:
    """Whether an object is marked as something that the customer never saw."""
    if not isinstance(message, dict):
        return False
    return any(test(value) for key, value in message.items() if (test := _test(str(key))) is not None)


def marks_of(names: Sequence[str]) -> Mapping[int, Test]:
    """The columns that mark such rows: position -> whether a cell says so."""
    return {at: test for at, name in enumerate(names) if (test := _test(name)) is not None}


def kinds_of(names: Sequence[str]) -> Sequence[int]:
    """The positions of the keys or columns that say of what kind a message is."""
    return [at for at, name in enumerate(names) if column_key(name) in _KINDS]


def is_system(kind: object) -> bool:
    """Whether a kind of message is the system's own text."""
    return "system" in _words(kind)


def is_internal_label(label: str | None) -> bool:
    """Whether what stands in the place of a speaker says that this is a note among colleagues, or a whisper.

    "Note:" alone may be how anybody begins a line.
    """
    words = _words(label)
    return bool(words & {"whisper", "internalnote"}) or bool(words & _INTERNAL and words & _REMARK)


@lru_cache(maxsize=1024)
def _test(name: str) -> Test | None:
    key = column_key(name)
    if key in _HIDDEN:
        return _is_true
    if key in _SHOWN:
        return _is_false
    if key in _SIGHTS:
        return _is_closed
    return _is_of_notes if key in ("channel", "kanal") else _is_note if key in _KINDS else None


def _is_true(value: object) -> bool:
    return _plain(value) in _TRUE


def _is_false(value: object) -> bool:
    return _plain(value) in _FALSE


def _is_closed(value: object) -> bool:
    words = _words(value)
    return bool(words) and (words <= _CLOSED or _is_note(value))


def _is_note(value: object) -> bool:
    return bool(_words(value) & (_NOTE | _INTERNAL))


def _is_of_notes(value: object) -> bool:
    return bool(_words(value) & _NOTE)  # of sound, the internal channel is the agent's


def _plain(value: object) -> str:
    return str(value).strip().casefold() if isinstance(value, bool | int | str) else ""


def _words(value: object) -> frozenset[str]:
    """The words of a short value; of a long one, which is no mark, none."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return frozenset()
    return frozenset(_SPELLED.findall(_HUMPS.sub(" ", value).casefold()))
