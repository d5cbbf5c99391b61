"""What is no person: bots and voice menus, and the notices of the chat or call software."""

from __future__ import annotations

from collections.abc import Sequence

from convqa.conversation import Language, Role
from convqa.roles.wording import CHARACTERS_READ, automatic_phrases, side_phrases, tokens_of

__all__ = ["read_automatic"]

_UTTERANCES_READ = 4
_NOTICE_WORDS = 30
_SHARE = 0.5
_BRACKETS = (("[", "]"), ("(", ")"), ("*", "*"), ("<", ">"))


def _bracketed(text: str) -> bool:
    text = text.strip()
    return len(text) > 2 and any(text.startswith(left) and text.endswith(right) for left, right in _BRACKETS)


def read_automatic(texts: Sequence[str], language: Language) -> tuple[Role, float] | None:
    """Whether these utterances of one speaker are a bot's or the system's, and how sure that is; `None` for a person.

    A notice is short and speaks of people in the third person, or stands in brackets; a bot says what it is or how it
    is to be used. One who introduces themselves by name ("du taler med …") is taken for a person all the same.
    """
    read = [text[:CHARACTERS_READ] for text in texts[:_UTTERANCES_READ]]
    notices = bots = hits = 0
    for text in read:
        words = tokens_of(text)
        found = automatic_phrases().count(words)
        notices += _bracketed(text) or (found["system"] > 0 and len(words) <= _NOTICE_WORDS)
        of_bot = found["bot"] + 2 * ("🤖" in text)
        bots += of_bot > 0
        hits += of_bot
        if side_phrases(language).count(words)["greet"] and not of_bot:
            return None
    if notices > _SHARE * len(read):
        return Role.SYSTEM, 0.9
    if bots and bots >= _SHARE * len(read):
        return Role.BOT, 0.9 if hits > 1 else 0.75
    return None
