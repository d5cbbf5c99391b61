"""What the columns of all tables have in common.

Amounts (ratings, contributions, totals) are whole numbers of 1e-4, the record's four decimals, so that sums are exact
on both engines. Probabilities, confidences and seconds are doubles, which both engines give back bit by bit. Times are
text, ISO 8601 in UTC. Lists are JSON text. No column that belongs to a unique key may be null: nulls are never equal.
Numbers of rows are given once (`sqlite_autoincrement`; PostgreSQL does so by itself).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, MetaData, Text

__all__ = ["UNITS", "amount", "maybe", "metadata", "number", "parent", "share", "surrogate", "text", "whole"]

UNITS = 10_000
"""How many units of an amount make 1."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite makes a row's number of nothing but INTEGER


def surrogate() -> Column[int]:
    """The row's own number, which means nothing outside this store."""
    return Column("id", _Number, primary_key=True)


def number(name: str) -> Column[int]:
    """A number of the database's own that grows without bound."""
    return Column(name, _Number, primary_key=True)


def parent(name: str, of: str, *, key: bool = False, deleting: str = "CASCADE", null: bool = False) -> Column[int]:
    """A reference to the row that this one belongs to, and with which it goes."""
    return Column(name, _Number, ForeignKey(of, ondelete=deleting), primary_key=key, nullable=null)


def text(name: str, *, key: bool = False, index: bool = False, of: str | None = None) -> Column[str]:
    """Text that is always there."""
    references = [] if of is None else [ForeignKey(of)]
    return Column(name, Text, *references, primary_key=key, nullable=False, index=index)


def whole(name: str, *, key: bool = False) -> Column[int]:
    """A whole number that is always there."""
    return Column(name, Integer, primary_key=key, autoincrement=False, nullable=False)


def amount(name: str, *, null: bool = False) -> Column[int]:
    """A value in units of 1e-4."""
    return Column(name, Integer, nullable=null)


def share(name: str) -> Column[float]:
    """A probability or the like, in [0, 1], that is always there."""
    return Column(name, Double, nullable=False)


def maybe(name: str, kind: type[Text | Double[float] | Integer], *, index: bool = False) -> Column[object]:
    """What need not be known."""
    return Column(name, kind, nullable=True, index=index)
