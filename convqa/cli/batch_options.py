"""The options of a run that keeps what it makes in a store."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

import click

from convqa.cli.store_options import StoreRequest
from convqa.errors import UsageError

__all__ = ["BatchRequest", "batch_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--store", "where", is_flag=False, flag_value="", metavar="[FILE|URL]",
                 help="Keep the results in a store, and score only what is not there yet; without a value the one that "
                 "$CONVQA_STORE names, else the one in your data folder."),
    click.option("--source", "name", metavar="NAME", help="Whose ids these are, where several systems count from 1."),
    click.option("--since", metavar="DATE",
                 help="Only conversations that began on this day or later, such as 2026-11-01."),
    click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N of each agent, drawn at random."),
    click.option("--seed", metavar="TEXT", help="Draw the sample of an earlier run again."),
    click.option("--retry-failed", is_flag=True, help="Try again what failed in an earlier run."),
    click.option("--dry-run", is_flag=True, help="Say what would be scored, and do nothing."),
    click.option("--watch", is_flag=True, help="Look into the folder again and again, until told to stop (Ctrl-C)."),
    click.option("--every", type=click.FloatRange(min=0.01), metavar="SECONDS",
                 help="How often --watch looks. [default: 10]"),
    click.option("--log", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                 help="Add a line of JSON to FILE for each thing that happens; no text, no names."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What the call says of the store, as click has read it.

    Attributes:
        where: (`--store`) the store; `""` for the one that every command takes.
        name: (`--source`) of the source that ids are of; `""` for the only one.
        since: the first day.
        sample: how many of each agent; `None` for all.
        seed: of the sample; `None` draws one.
        watch: whether to look again and again; `every`: after so many seconds, `None` for 10.
        log: the file to add to.
    """

    where: str
    name: str = ""
    since: date | None = None
    sample: int | None = None
    seed: str | None = None
    retry_failed: bool = False
    dry_run: bool = False
    watch: bool = False
    every: float | None = None
    log: Path | None = None

    @classmethod
    def take(cls, options: MutableMapping[str, Any]) -> Self | None:
        """Take `batch_options` out of what click has read; `None` where nothing is to be kept.

        Raises:
            UsageError: something is asked for that only a store can give.
        """
        taken = {name: options.pop(name) for name in _NAMES}
        if taken["seed"] == "":  # as of a file that is not there: "$(cat seed.txt)"
            raise UsageError(
                "--seed is empty; give the seed that the earlier run told, or leave --seed out for a new one."
            )
        if taken["where"] is None:
            given = [option for name, option in _NAMES.items() if taken[name]]
            if given:
                raise UsageError(f"{given[0]} goes with --store; add --store to keep the results in a store.")
            return None
        if taken["seed"] is not None and taken["sample"] is None:
            raise UsageError("--seed goes with --sample; say how many of each agent to draw.")
        if taken["every"] is not None and not taken["watch"]:
            raise UsageError("--every goes with --watch; add --watch to look into a folder again and again.")
        if taken["watch"] and (taken["sample"] is not None or taken["dry_run"]):
            raise UsageError("--watch stores what comes as it comes; leave out --sample and --dry-run.")
        try:
            since = None if taken["since"] is None else date.fromisoformat(taken["since"])
        except ValueError:
            raise UsageError("--since is a day; write it as in 2026-11-01.") from None
        return cls(**taken | {"since": since, "name": taken["name"] or ""})

    def store(self, key_file: Path | None) -> StoreRequest:
        """The store that is meant, as every other command names it."""
        return StoreRequest(where=self.where or os.environ.get("CONVQA_STORE") or None, key_file=key_file)


_NAMES = {
    "where": "--store",
    "name": "--source",
    "since": "--since",
    "sample": "--sample",
    "seed": "--seed",
    "retry_failed": "--retry-failed",
    "dry_run": "--dry-run",
    "watch": "--watch",
    "every": "--every",
    "log": "--log",
}


def batch_options(command: F) -> F:
    """Add them to a command; `BatchRequest.take` reads them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
