"""The sample that `convqa score --store --sample` draws, and that the store keeps before any of it is scored."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from convqa.batch.choosing import draw
from convqa.batch.stored import StoredBatch
from convqa.cli.store_options import Opened
from convqa.errors import InputError
from convqa.ingest.sources import Source
from convqa.store.gone import erased_agents, how_many
from convqa.store.patience import patiently
from convqa.store.samples import Drawn, find_sample, keep_sample

__all__ = ["draw_sample"]

_SEED_BYTES = 8


def draw_sample(
    opened: Opened, batch: StoredBatch, found: Sequence[Source | InputError], size: int, seed: str | None, *, keep: bool
) -> tuple[Drawn, str | None]:
    """Draw a sample, again where somebody was erased meanwhile; and when the same was drawn before, if it was.

    Args:
        opened: the store.
        batch: reads what there is to draw from.
        found: what there is to read.
        size: how many of each agent.
        seed: of the draw; `None` for one by chance.
        keep: whether the store notes it.

    Raises:
        StoreError: the store cannot be had, or there is no room for temporary files.
    """
    given = seed is not None
    seed = secrets.token_hex(_SEED_BYTES) if seed is None else seed

    def begin() -> tuple[int, dict[str, str]]:
        with opened.store.reading() as connection:
            return how_many(connection), erased_agents(connection)

    def look() -> str | None:
        with opened.store.reading() as connection:
            return find_sample(connection, drawn)

    def note() -> bool:
        with opened.store.writing() as connection:
            return keep_sample(connection, opened.log, drawn, tombstones, seed_given=given)

    while True:
        tombstones, erased = patiently(begin)
        drawn = draw(batch.offered(found), size, seed, opened.key, erased)
        drawn_at = patiently(look)
        if not keep or patiently(note):
            return drawn, drawn_at
