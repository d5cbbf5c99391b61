"""Stores of the published key, which a call without `--key-file` has; and what is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select, update

from convqa.redaction import SiteKey
from convqa.report.records import to_line
from convqa.store import open_store
from convqa.store.audit import AuditLog
from convqa.store.keys import key_check
from convqa.store.load import load
from convqa.store.schema import assessment, metadata, setting
from tests.cli.conftest import Convqa
from tests.store.conftest import NewPlace
from tests.store.contents import Contents, dump

__all__ = ["Score", "contents", "count", "place", "published", "records", "score"]

Score = Callable[..., Result]


def published(place: str, key: SiteKey | None = None) -> str:
    """Make the empty store there one of the published key, or of another one."""
    with open_store(place) as store, store.writing() as connection:
        told = key_check(key or SiteKey.default())
        connection.execute(update(setting).where(setting.c.name == "key_check").values(value=told))
        AuditLog.own(key or SiteKey.default()).append(connection, "store.init", {})
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


@pytest.fixture
def place(new_place: NewPlace) -> str:
    """A store of the published key, which a call without `--key-file` has."""
    return published(new_place())


@pytest.fixture
def score(convqa: Convqa, place: str) -> Score:
    """Score into the store of the test."""

    def run(*arguments: str | Path, **options: bytes) -> Result:
        return convqa("score", *arguments, "--store", place, **options)

    return run
