"""Every error of a database as one plain sentence.

Databases quote rows in their errors (PostgreSQL's DETAIL, SQLAlchemy's parameters), so none of their words is passed
on: the sentence is made from the code of the error alone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError

from convqa.errors import StoreError

__all__ = ["explain", "told"]

_AGAIN = "what is stored is whole; run the same command again"

# What begins with which code of SQLite: what is wrong, and what to do.
_SQLITE = (
    ("SQLITE_FULL", "the disk is full", f"free some space; {_AGAIN}"),
    ("SQLITE_READONLY", "it may be read and not written", "check the permissions of the file and its folder"),
    ("SQLITE_BUSY", "another program has held it for too long", f"let that end; {_AGAIN}"),
    ("SQLITE_LOCKED", "another program has held it for too long", f"let that end; {_AGAIN}"),
    ("SQLITE_NOTADB", "it is no SQLite database", "check the path, or give another one and run 'convqa store init'"),
    ("SQLITE_CORRUPT", "it is damaged", "put a backup in its place; 'convqa store check' says what is wrong with it"),
    ("SQLITE_CANTOPEN", "it cannot be opened", "check that it is there and that you may read it"),
    ("SQLITE_IOERR_SHMSIZE", "the disk is full", f"free some space; {_AGAIN}"),  # what readers and writers share
    ("SQLITE_IOERR", "the disk does not answer as it should", f"check the disk; {_AGAIN}"),
    ("SQLITE_AUTH", "it may not be opened", "check the permissions of the file"),
    ("SQLITE_PERM", "it may not be opened", "check the permissions of the file"),
)

# The same of PostgreSQL, by SQLSTATE (its manual, appendix A); the longer code first.
_POSTGRES = (
    ("53100", "the disk of its server is full", f"free some space there; {_AGAIN}"),
    ("53300", "its server has no connection left", f"raise max_connections there; {_AGAIN}"),
    ("53", "its server is short of memory or space", f"see its log; {_AGAIN}"),
    ("25006", "it may be read and not written", "give the address of the server that may be written"),
    ("28", "the user or the password is not accepted", "check them in the address, in ~/.pgpass or in PGPASSWORD"),
    ("3D000", "there is no database of this name", "make it with 'createdb', or check the address"),
    ("42501", "the user lacks a right", "grant it the rights that docs/store.md lists"),
    ("2BP01", "something of the site's own rests on the views of convqa", "drop it, upgrade, and make it anew"),
    ("40", "another program was in the way", _AGAIN),
    ("55P03", "another program has held it for too long", f"let that end; {_AGAIN}"),
    ("57", "its server broke off the work", f"see that it runs; {_AGAIN}"),
    ("08", "the connection to its server was lost", f"see that it runs and can be reached; {_AGAIN}"),
)

# A server that refuses a connection gives no code, only words; none of them are passed on. Of one that speaks another
# language than English nobody can tell whether it refuses or is away for a moment, so it is taken for that.
_REFUSALS = (
    ("28P01", re.compile(r"\b(?:password|peer|ident|certificate) authentication failed", re.IGNORECASE)),
    ("28000", re.compile(r'no pg_hba\.conf entry|pg_hba\.conf rejects|role ".*" (?:does not exist|is not permitted)')),
    ("3D000", re.compile(r'database ".*" does not exist')),
    ("42501", re.compile(r"permission denied for database")),
)
_PASSING = ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "53", "40", "55P03", "57", "08")
_REPORT = "please report the fault, without any conversation's text"


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn every error of a database that is met inside into a sentence about `place`, which holds no password.

    Raises:
        StoreError: with `passing` where the same may go well later.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, UnicodeError) as error:
        raise explain(error, place) from None


def explain(error: SQLAlchemyError | sqlite3.Error | UnicodeError, place: str) -> StoreError:
    """The sentence of one error."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    if not code and _is_connection(error):
        code = _refusal(cause)
    table = _SQLITE if code.startswith("SQLITE") else _POSTGRES
    for beginning, problem, remedy in table:
        if code.startswith(beginning):
            return StoreError(f"the store {place}: {problem}; {remedy}.", passing=code.startswith(_PASSING))
    if not code and _is_connection(error):
        problem = "its server cannot be reached, or does not let this user in"
        remedy = f"see that it runs, and check the address, the database, the user and the password; {_AGAIN}"
        return StoreError(f"the store {place}: {problem}; {remedy}.", passing=True)
    kind = code or type(cause).__name__
    return StoreError(f"the store {place}: the database met a fault ({kind}); {_REPORT}.", passing=False)


def _refusal(cause: BaseException | None) -> str:
    """The code of what a server says that lets nobody in; `""` where it was not reached, or does so just now."""
    if getattr(getattr(cause, "pgconn", None), "needs_password", False):
        return "28P01"
    return next((code for code, words in _REFUSALS if words.search(str(cause))), "")


def _is_connection(error: Exception) -> bool:
    """Whether there was no connection, or none any more: the server then gives no code."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, DisconnectionError) or type(error).__name__ == "OperationalError"
