"""Whether a speaker's name is a person's, for who an agent is."""

from __future__ import annotations

import re

from convqa.conversation import Language
from convqa.redaction.lexicon import every_word, lexicon

__all__ = ["holds_given_name", "is_persons"]

_PART = re.compile(r"[^\W\d_]+")


def is_persons(name: str, language: Language) -> bool:
    """Whether a name can be one person's: no company's, and not made of ordinary words ("Salg", "IT") alone.

    What is in no list ("Xhemajli", "jho12", "4711") can be somebody; nothing says that it is not.
    """
    names, parts = lexicon(language), _PART.findall(name.casefold())
    if parts and " ".join(parts) in names.organisations:
        return False
    if any(part in names.given or part in names.family for part in parts):
        return True
    return not parts or not all(part in every_word() or part in names.organisations for part in parts)


def holds_given_name(parts: str, language: Language) -> bool:
    """Whether what stands beside a word for a role holds a listed given name: "Mette" does, "Nordea" does not."""
    return not lexicon(language).given.isdisjoint(_PART.findall(parts.casefold()))
