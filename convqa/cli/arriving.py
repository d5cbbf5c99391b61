"""What arrives in the folder that `convqa score --watch` looks into."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from convqa.batch.stop import Stop
from convqa.batch.watch import INTERVAL_S, Arrivals, watch
from convqa.errors import InputError
from convqa.ingest import list_folder, transcribed_already
from convqa.ingest.sources import Source

__all__ = ["arriving"]


def arriving(
    folder: str, stop: Stop, beat: Callable[[], None], every_s: float | None, arrivals: Arrivals
) -> Iterator[list[Source | InputError]]:
    """What becomes whole, in chunks, until `stop` is told; recordings with a transcript beside them are left out.

    Args:
        folder: on a disk.
        stop: entered.
        beat: is called at every look, so that others see a run at work while nothing arrives.
        every_s: between two looks, in seconds; `None` for `INTERVAL_S`.
        arrivals: is to be told what of it cannot be read after all.
    """

    def look() -> list[Source | InputError]:
        return transcribed_already(list_folder(folder))[0]

    def wait(seconds: float) -> bool:
        if not stop.told:
            beat()
        return stop.wait(seconds)

    return watch(look, wait, interval_s=every_s or INTERVAL_S, arrivals=arrivals)
