"""Stores of the published key, which a call without `--key-file` has; and what is in them."""

from __future__ import annotations

from sqlalchemy import func, select, update

from convqa.redaction import SiteKey
from convqa.report.records import to_line
from convqa.store import open_store
from convqa.store.keys import key_check
from convqa.store.load import load
from convqa.store.schema import assessment, metadata, setting
from tests.store.contents import Contents, dump

__all__ = ["contents", "count", "published", "records"]


def published(place: str) -> str:
    """Make the empty store there one of the published key."""
    with open_store(place) as store, store.writing() as connection:
        key = key_check(SiteKey.default())
        connection.execute(update(setting).where(setting.c.name == "key_check").values(value=key))
    return place


def contents(place: str) -> Contents:
    """All that it holds."""
    with open_store(place) as store:
        return dump(store)


def count(place: str, table: str) -> int:
    """How many rows a table has."""
    with open_store(place) as store, store.reading() as connection:
        return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def records(place: str) -> list[str]:
    """The records of all assessments, sorted."""
    with open_store(place) as store, store.reading() as connection:
        numbers = list(connection.execute(select(assessment.c.id)).scalars())
        return sorted(to_line(entry.assessment) for entry in load(connection, numbers))
