"""What the site's key makes of people, and of itself: the store holds these codes and no names."""

from __future__ import annotations

import getpass
import os
import re

from convqa.conversation import UNKNOWN_AGENT
from convqa.errors import UsageError
from convqa.redaction import SiteKey

__all__ = ["check_person", "key_check", "own_key", "team_key", "user_key"]

_DIGITS = 16
_PERSON = re.compile(f"(?:{UNKNOWN_AGENT})?[0-9a-f]{{{_DIGITS}}}")


def key_check(key: SiteKey) -> str:
    """By what a store knows the key that it was made with again."""
    return key.hmac("store", "key check")


def user_key(login: str, key: SiteKey) -> str:
    """What stands for somebody who uses convqa, by the name with which they log in."""
    return _code("user", login, key)


def team_key(name: str, key: SiteKey) -> str:
    """The id of a team, by its name."""
    return _code("team", name, key)


def own_key(key: SiteKey) -> str:
    """The `user_key` of whoever runs this program; where the system has no name for them, by their number."""
    try:
        login = getpass.getuser()
    except (KeyError, ImportError, OSError):
        login = str(os.getuid())
    return user_key(login, key)


def check_person(code: str) -> None:
    """See that something is a person's key: the log keeps for good what was asked for, and somebody may type a name.

    Raises:
        UsageError: it is none.
    """
    if not _PERSON.fullmatch(code):
        raise UsageError(
            f"the key of a person is {_DIGITS} digits and letters from a to f, as the records have it; the table of "
            "'convqa score' shows the first six alone."
        )


def _code(kind: str, text: str, key: SiteKey) -> str:
    return key.hmac(kind, " ".join(text.casefold().split()))[:_DIGITS]
