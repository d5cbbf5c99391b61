"""The options of `convqa score --engine ray`."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import click

from convqa.errors import UsageError

__all__ = ["EngineRequest", "engine_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True,
                 help="Score on this machine, or on a Ray cluster."),
    click.option("--address", metavar="HOST:PORT", help="Of a running cluster, or auto; else one begins here."),
    click.option("--into", metavar="FOLDER", help="Where a cluster writes its results: Parquet, a folder a day."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """Where a cluster is and where it writes, as click has read it; `name` is `--source`, `""` for the only one."""

    address: str | None
    into: str
    name: str

    @classmethod
    def take(cls, options: MutableMapping[str, Any]) -> Self | None:
        """Take `engine_options` and the name of the source out of what click has read; `None`: this machine scores.

        Raises:
            UsageError: they do not go together.
        """
        engine, address, into = (options.pop(name) for name in ("engine", "address", "into"))
        if engine == "local":
            if address is not None or into is not None:
                raise UsageError(f"{'--into' if address is None else '--address'} goes with --engine ray.")
            return None
        if into is None:
            raise UsageError("--engine ray writes its results into a folder: name it with --into FOLDER.")
        name, options["name"] = options["name"], None
        return cls(address=address, into=into, name=name or "")


def engine_options(command: F) -> F:
    """Add them to a command; `EngineRequest.take` reads them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
