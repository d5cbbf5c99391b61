"""Names swapped before redaction, or put back after it, by gender and origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from convqa.conversation import Conversation, Transcript

__all__ = ["Group", "fill_names", "swap_names"]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PERSON = re.compile(r"\[PERSON_(\d+)\]")
_TITLES = frozenset(["fru", "frk", "frøken", "fröken", "herr", "hr", "mr", "mrs", "ms", "miss", "dr", "doktor"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Names that suggest one gender and one origin; neither is said of any real person."""

    gender: str
    origin: str
    given: tuple[str, ...]
    family: tuple[str, ...]


def swap_names(
    transcript: Transcript, people: Iterable[str], group: Group, generator: np.random.Generator
) -> Transcript:
    """Every person of a raw transcript gets names of the group, the same person the same name throughout.

    Args:
        transcript: with names in it.
        people: the names as they are written in it ("Lene", "Ole Bak", "fru Munk", "ole bak").
        group: of the new names.
        generator: draws them.
    """
    new = _new_words(people, group, generator)

    def swapped(text: str) -> str:
        return _WORD.sub(lambda match: _swapped(match[0], new), text)

    return replace(
        transcript,
        speakers=tuple(
            replace(speaker, name=None if speaker.name is None else swapped(speaker.name))
            for speaker in transcript.speakers
        ),
        utterances=tuple(replace(utterance, text=swapped(utterance.text)) for utterance in transcript.utterances),
    )


def fill_names(conversation: Conversation, group: Group, generator: np.random.Generator) -> Conversation:
    """A redacted conversation with a given name of the group in place of each numbered person: names that got through.

    A turn without capitals gets its names without capitals.
    """
    names = _drawn(group.given, generator)

    def filled(text: str) -> str:
        small = _PERSON.sub("", text).islower()

        def name(match: re.Match[str]) -> str:
            chosen = names[int(match[1]) % len(names)]
            return chosen.lower() if small else chosen

        return _PERSON.sub(name, text)

    return replace(conversation, turns=tuple(replace(turn, text=filled(turn.text)) for turn in conversation.turns))


def _new_words(people: Iterable[str], group: Group, generator: np.random.Generator) -> dict[str, str]:
    """Word as written -> the new one in the same case. A word is a family name where it follows another, or a title."""
    marks = [_WORD.findall(person) for person in people]
    family = {word.casefold() for mark in marks for word in mark[1:]}
    chosen: dict[str, str] = {}
    given_names, family_names = _drawn(group.given, generator), _drawn(group.family, generator)
    new: dict[str, str] = {}
    for word in (word for mark in marks for word in mark):
        key = word.casefold()
        if key in _TITLES or len(word) == 1:
            continue
        if key not in chosen:
            names = family_names if key in family else given_names
            chosen[key] = names[sum(name in names for name in chosen.values()) % len(names)]
        new[word] = chosen[key].lower() if word.islower() else chosen[key]
    return new


def _drawn(names: Sequence[str], generator: np.random.Generator) -> list[str]:
    return [names[i] for i in generator.permutation(len(names))]


def _swapped(word: str, new: dict[str, str]) -> str:
    if word in new:
        return new[word]
    stem, end = (word[:-2], word[-2:]) if word.endswith(("'s", "’s")) else (word[:-1], word[-1:])
    return new[stem] + end if end.endswith("s") and stem in new else word
