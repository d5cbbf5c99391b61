"""Which "Label: text" lines name a speaker, and which merely hold a colon.

A label is judged by its shape, by how often it recurs, and by words that are known to head
speakers ("Kunde") or facts ("Ordrenummer"). That a label is a speaker says nothing of their role.
All regexes look at the first characters of a line only and are bounded, so that a line of
megabytes costs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from convqa.ingest.times import STAMP
from convqa.ingest.unseen import is_internal_label
from convqa.ingest.words import FACT_WORDS, SPEAKER_WORDS

__all__ = ["Labelled", "fold", "match_heading", "match_label", "speaker_labels"]

_HEAD = 200
_NAME = r"[^\W\d_][^:：\n\[\]<>|\t]{0,48}?|@\w[\w.]{0,40}|\d{0,3}[^\W\d_][\w.-]{0,40}"
_LABEL = re.compile(
    rf"\s{{0,20}}(?:[-*•]\s)?(?P<open>[\[(]?(?P<before>{STAMP})[\])]?\s{{0,4}}[-–—|,]?\s{{0,4}})?"
    rf"(?:\*\*|__)?(?P<label>{_NAME})"
    rf"\s{{0,4}}(?:[\[(,]?\s?(?P<after>{STAMP})[\])]?)?(?:\*\*|__)?\s?[:：](?:\*\*|__)?(?P<gap>\s|$)?"
)
_HEADING = re.compile(
    rf"\s{{0,20}}(?:(?P<name>{_NAME}),?\s{{1,8}}[\[(]?(?P<after>{STAMP})[\])]?"
    rf"|[\[(]?(?P<before>{STAMP})[\])]?\s{{1,8}}[-–—]?\s?(?P<last>{_NAME}))\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A line that may open with a speaker: `label` as written, `stamp` as written or `None`.

    `rest_at` is where the text begins in the line; `spaced`: a blank or nothing follows the colon.
    """

    label: str
    stamp: str | None
    rest_at: int
    spaced: bool


def fold(label: str) -> str:
    """The form under which labels are counted and compared."""
    return " ".join(label.casefold().split())


def match_label(line: str) -> Labelled | None:
    """Read a line as ``Label: text``, ``Label [10:02]: text``, ``[10:02] Label: text`` or ``10:02 - Label: text``."""
    match = _LABEL.match(line[:_HEAD])
    if match is None or line.startswith("//", match.end()):
        return None
    if match["gap"] is None and match["label"][-1].isdigit() and line[match.end() : match.end() + 1].isdigit():
        return None  # the colon of a time of day
    stamp = match["before"] or match["after"]
    return Labelled(
        label=match["label"].strip(" *_-–,"), stamp=stamp, rest_at=match.end(), spaced=match["gap"] is not None
    )


def match_heading(line: str) -> tuple[str, str] | None:
    """Read a line that holds a name and a time only, as chat programs copy: label and time."""
    match = _HEADING.fullmatch(line) if len(line) <= _HEAD else None
    if match is None:
        return None
    return (match["name"] or match["last"]).strip(" ,-–"), match["after"] or match["before"]


def speaker_labels(lines: Iterable[Labelled]) -> frozenset[str]:
    """The folded labels that name speakers, judged over a whole file.

    A label counts if it is a known word for a speaker, or marks a note among colleagues; or has the
    shape of a name and recurs; or, as long as the file would otherwise have fewer than two speakers
    or uses two names in a row ("Mette Holm"), has the shape of a name once. Where most labels have a
    time, one without is none.
    """
    candidates = [line for line in lines if line.label]
    counts = Counter(fold(line.label) for line in candidates if line.spaced)
    stamped = {fold(line.label) for line in candidates if line.stamp and line.spaced}
    times = sum(line.stamp is not None and line.spaced for line in candidates)
    written = {fold(line.label): line.label for line in reversed(candidates)}
    total = sum(counts.values())

    known = {label for label in written if _is_speaker_word(label) or is_internal_label(label)}
    if times * 2 >= total > 0:
        return frozenset(known | stamped)
    recurring = {
        label
        for label, count in counts.items()
        if count > 1 and not _is_fact(label) and (_is_name(written[label]) or _is_frequent_word(label, count, total))
    }
    found = known | recurring
    once = {label for label in counts if label not in found and not _is_fact(label) and _is_name(written[label])}
    if len(found) < 2:
        found |= once
    else:
        found |= {label for label in once if len(label.split()) > 1}
    return frozenset(found)


def _is_speaker_word(label: str) -> bool:
    """``kunde``, ``agent 2``, ``speaker_00``, ``kunde (lene)``, ``agent - jonas``."""
    words = re.split(r"[\s_\-–(/,]+", label.strip("@#* "), maxsplit=4)
    return words[0] in SPEAKER_WORDS and len(words) <= 4


def _is_fact(label: str) -> bool:
    words = re.split(r"[\s_/.()]+", label)
    return any(word in FACT_WORDS for word in words) or any(
        word.endswith(("nummer", "number", "adresse", "address")) for word in words
    )


def _is_name(written: str) -> bool:
    """One to four words that each begin with a capital or a digit ("Jonas H.", "Jonas (Telia)"), or a handle."""
    words = written.split()
    if written.startswith("@") and len(words) == 1:
        return True
    return 1 <= len(words) <= 4 and all(_begins_high(word) for word in words) and words[0].lstrip("(")[:1].isalpha()


def _begins_high(word: str) -> bool:
    first = word.lstrip("([\"'“”#@")[:1]
    return (
        first.isupper()
        or first.isdigit()
        or word.casefold() in {"af", "av", "von", "van", "de", "fra", "från", "from", "i"}
    )


def _is_frequent_word(label: str, count: int, total: int) -> bool:
    """A word without a capital ("jonas") must head a good part of the lines."""
    return len(label.split()) == 1 and count >= 0.1 * total
