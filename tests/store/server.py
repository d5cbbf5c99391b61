"""A PostgreSQL server of the tests' own: in a folder for the time being, on a free port of this machine alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.memory import find_memory

_USERS = ("postgres", "nobody")
_SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "dynamic_shared_memory_type=mmap",  # in its folder, and gone with it
    "max_wal_size=128MB",
    "shared_buffers=16MB",
    "max_connections=40",
    "unix_socket_directories=",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs.

    Attributes:
        port: on 127.0.0.1; the user is `convqa`, who needs no password.
        process: of the server.
        user: of the system, as which it runs; `None`: as this program.
    """

    port: int
    process: subprocess.Popen[bytes]
    user: str | None

    def url(self, database: str) -> str:
        return f"postgresql://convqa@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, *names: str) -> None:
        """Run a statement that stands outside of transactions; `{}` are names."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def copy(self, template: str, name: str) -> None:
        """Make a database like another one: file by file, which since PostgreSQL 15 has to be asked for."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            strategy = sql.SQL(" STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else "")
            made, like = sql.Identifier(name), sql.Identifier(template)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}{}").format(made, like, strategy))


def find_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: on the path, or where Debian keeps them; `None` where there is none."""
    found = shutil.which("initdb")
    folders = [] if found is None else [Path(found).resolve().parent]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """Make a server and start it; it and its folder go at the end. It refuses to run as root."""
    user = next(name for name in _USERS if _exists(name)) if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="convqa-postgres-", dir=find_memory()))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(  # noqa: S603 - the tests' own server
            [binaries / "initdb", "--auth=trust", "--username=convqa", "--encoding=UTF8", "--no-sync", "-D", data],
            check=True, capture_output=True, user=user, cwd=folder, env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        with (folder / "log").open("wb") as log:
            process, port = _start(binaries, data, user, log.fileno())
            try:
                yield Server(port=port, process=process, user=user)
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
                process.wait(timeout=30)
    finally:
        shutil.rmtree(folder)


def _start(binaries: Path, data: Path, user: str | None, log: int) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = [part for one in (*_SETTINGS, "listen_addresses=127.0.0.1", f"port={port}") for part in ("-c", one)]
    process = subprocess.Popen(  # noqa: S603 - the tests' own server
        [binaries / "postgres", "-D", data, *settings],
        user=user, cwd=data, stdout=log, stderr=log, env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    for _ in range(300):
        try:
            psycopg.connect(f"postgresql://convqa@127.0.0.1:{port}/postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process, port
    process.kill()
    process.wait()
    raise RuntimeError("the PostgreSQL server of the tests did not start")


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
