"""What the site's key makes of people, and of itself: the store holds these codes and no names."""

from __future__ import annotations

import getpass
import os

from convqa.redaction import SiteKey

__all__ = ["key_check", "own_key", "team_key", "user_key"]

_DIGITS = 16


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


def _code(kind: str, text: str, key: SiteKey) -> str:
    return key.hmac(kind, " ".join(text.casefold().split()))[:_DIGITS]
