"""What a store knows of some tens of files or conversations at a time; one that is away for a moment is waited for."""

from __future__ import annotations

from collections.abc import Mapping

from convqa.store import Store
from convqa.store.failures import failing
from convqa.store.known import Asked, FileKey, Found, FoundFile, Making, find_files, look_up
from convqa.store.patience import patiently

__all__ = ["failing_lines", "known_conversations", "known_files"]


def known_conversations(store: Store, asked: list[Asked], making: Making) -> list[Found]:
    """What is known of each conversation, as `look_up` says it.

    Raises:
        StoreError: the store is not to be had; the others raise it too.
    """

    def look() -> list[Found]:
        with store.reading() as connection:
            return look_up(connection, asked, making)

    return patiently(look) if asked else []


def known_files(store: Store, keys: list[FileKey], making: Making) -> Mapping[FileKey, FoundFile]:
    """What is known of files; those that are not are missing in it."""

    def look() -> Mapping[FileKey, FoundFile]:
        with store.reading() as connection:
            return find_files(connection, keys, making)

    return patiently(look) if keys else {}


def failing_lines(store: Store, keys: list[FileKey]) -> Mapping[FileKey, frozenset[int]]:
    """At which lines of files something failed and did not go well since."""

    def look() -> Mapping[FileKey, frozenset[int]]:
        with store.reading() as connection:
            return failing(connection, keys)

    return patiently(look) if keys else {}
