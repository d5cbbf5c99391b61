"""The words that migrations are written in. Released migrations rest on them: they are added to and never changed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

__all__ = [
    "double",
    "key",
    "maybe_double",
    "maybe_number",
    "maybe_text",
    "maybe_whole",
    "number",
    "refers",
    "text",
    "unique",
    "whole",
]

Columns = list[sa.Column[object]]


def text(*names: str) -> Columns:
    """Text that is always there."""
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def maybe_text(*names: str) -> Columns:
    """Text that need not be known."""
    return [sa.Column(name, sa.Text(), nullable=True) for name in names]


def whole(*names: str) -> Columns:
    """Whole numbers that are always there."""
    return [sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in names]


def maybe_whole(*names: str) -> Columns:
    """Whole numbers that need not be known."""
    return [sa.Column(name, sa.Integer(), nullable=True) for name in names]


def double(*names: str) -> Columns:
    """Doubles that are always there."""
    return [sa.Column(name, sa.Double(), nullable=False) for name in names]


def maybe_double(*names: str) -> Columns:
    """Doubles that need not be known."""
    return [sa.Column(name, sa.Double(), nullable=True) for name in names]


def number(*names: str) -> Columns:
    """Row numbers."""
    return [sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False) for name in names]


def maybe_number(*names: str) -> Columns:
    """Row numbers that may be missing."""
    return [sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True) for name in names]


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The key of a table."""
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """What no two rows share."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def refers(
    table: str, columns: Sequence[str], to: Sequence[str], deleting: str | None = None
) -> sa.ForeignKeyConstraint:
    """A reference to the rows of another table; `deleting` says what becomes of this row when they go."""
    return sa.ForeignKeyConstraint(columns, to, name=op.f(f"fk_{table}_{'_'.join(columns)}"), ondelete=deleting)
