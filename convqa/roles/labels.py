"""What a speaker's name or label says: "Agent 2", "Kunde", "Mette (Kundeservice)", "AmazonHelp"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from convqa.conversation import Role
from convqa.roles.wording import load_table

__all__ = ["LabelEvidence", "read_label"]

_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
_LABEL_READ = 120
_LONGEST_PHRASE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelEvidence:
    """What a label says of the role.

    Attributes:
        word: the lexicon's word that was found, never the label itself (which may be a person's name).
        whole: the label is that word and nothing else but numbers and punctuation.
        certainty: how far the label may be trusted, in (0.5, 1).
    """

    role: Role
    word: str
    whole: bool
    certainty: float


@cache
def _lexicon() -> dict[str, dict[str, Role]]:
    """Each section of the lexicon as word -> role, longest words first."""
    sections = {}
    for section, roles in load_table("names.toml").items():
        words = [(word, Role(role)) for role, entries in roles.items() for word in entries]
        sections[section] = dict(sorted(words, key=lambda entry: (-len(entry[0]), entry[0])))
    return sections


def read_label(label: str) -> LabelEvidence | None:
    """What `label` says of the role; `None` where it says nothing ("Jonas", "SPEAKER_00", "A")."""
    lexicon = _lexicon()
    label = label[:_LABEL_READ]
    whole = " ".join(_WORD.findall(label.casefold()))
    role = lexicon["words"].get(whole) or lexicon["whole"].get(whole)
    if role is not None:
        return LabelEvidence(role=role, word=whole, whole=True, certainty=0.99)
    parts = _WORD.findall(_CAMEL.sub(" ", label).casefold())
    for length in range(_LONGEST_PHRASE, 0, -1):
        for start in range(len(parts) - length + 1):
            phrase = " ".join(parts[start : start + length])
            if (role := lexicon["words"].get(phrase)) is not None:
                return LabelEvidence(role=role, word=phrase, whole=False, certainty=0.95)
    for part in _WORD.findall(label.casefold()):
        for ending, role in lexicon["endings"].items():
            if part.endswith(ending) and len(part) > len(ending) + 1:
                return LabelEvidence(role=role, word=ending, whole=False, certainty=0.9)
    last = label.casefold().replace("/", "").split()[-1:]
    if len(parts) > 1 and last and (role := lexicon["company"].get(last[0])) is not None:
        return LabelEvidence(role=role, word=last[0], whole=False, certainty=0.8)
    return None
