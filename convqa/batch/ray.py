"""Pieces of work over the machines of a Ray cluster; the one place that knows Ray.

Ray only says which machine does which piece. A piece that is handed out names a file and a part of it; what comes back
is counted. Conversations are in the memory of the process that reads them and nowhere else: nothing of them is in Ray's
object store, which may write to disks, in its logs or in an error.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from convqa.batch.pieces import Done, Piece, Settings, Work, assess_piece, done_already, processor
from convqa.batch.processes import MOST_THREADS
from convqa.errors import ConvqaError, MissingExtraError, UsageError

__all__ = ["Returned", "spread"]

_ANSWER_S = 10.0
_TRIES = 4  # of a piece whose machine or process dies under it


class Returned(NamedTuple):
    """A piece that was done, and the kind of processor it was done on."""

    piece: Piece
    done: Done
    processor: str


def spread(work: Work, pieces: Sequence[Piece], address: str | None) -> Generator[Returned]:
    """Have pieces done by all machines of a cluster, each of which holds the models once for every few cores.

    A machine that dies costs what it was at, which others do again. A piece under which process after process dies is
    given up, and comes back with that as its failure. What is finished stays, however the run ends.

    Args:
        work: what is settled for all; its workers are those of one process, of which a machine has as many as it has
            room for.
        pieces: come back as they are finished.
        address: of a running cluster, or ``"auto"``; `None` begins one on this machine and ends it.

    Raises:
        MissingExtraError: Ray is not installed.
        UsageError: there is no such cluster, a machine refuses the work, or Ray gives up.
    """
    if not pieces:
        return
    ray = _ray()
    with_own = not ray.is_initialized()
    if with_own:
        _connect(ray, address)
    try:
        yield from _done(ray, work, pieces)
    except ray.exceptions.RayError as error:
        raise UsageError(
            f"Ray gave the run up ({type(error).__name__}); what is finished stays in {work.into}, "
            "and the same call goes on with the rest."
        ) from None
    finally:
        if with_own:
            ray.shutdown()


def _ray() -> Any:
    """The library, which has no types of its own."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # before it is loaded: it would tell its makers of the run
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what goes wrong comes as an error too
    try:
        import ray
        import ray.data
        import ray.exceptions
    except ImportError:
        raise MissingExtraError(what="--engine ray", extra="ray") from None
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray


def _connect(ray: Any, address: str | None) -> None:
    own: dict[str, Any] = {"include_dashboard": False} if address is None else {}
    try:
        _call(address or "")
        ray.init(address=address or "local", log_to_driver=False, logging_level="ERROR", **own)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError):
        raise UsageError(
            "No Ray cluster answers at that --address; see that it runs and has the same version of Ray, or leave "
            "--address out to use this machine alone."
        ) from None


def _call(address: str) -> None:
    """Raise OSError where nobody answers at an address, for which Ray would wait without an end."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal():
        socket.create_connection((host, int(port)), _ANSWER_S).close()


def _done(ray: Any, work: Work, pieces: Sequence[Piece]) -> Generator[Returned]:
    room = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
    workers = min(work.workers, MOST_THREADS, *(cores for cores in room if cores))
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    tries = ray.remote(_Tries).options(num_cpus=0, scheduling_strategy=here).remote()
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    items = ray.data.from_items(
        [{"at": at, "piece": piece} for at, piece in enumerate(pieces)], override_num_blocks=len(pieces)
    )
    rows = items.map_batches(
        _Assessor,
        fn_constructor_args=(replace(work, workers=workers), tries),
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=min(len(pieces), max(1, sum(room) // workers))),
        num_cpus=workers,
    )
    for row in rows.iter_rows():
        if row["refusal"]:
            raise UsageError(row["refusal"])
        piece = pieces[row["at"]]
        done = Done(assessments=row["assessments"], failures=_GIVEN_UP if row["given_up"] else ())
        if row["failed"]:
            done = done_already(work.into, piece) or done
        yield Returned(piece, done, row["processor"])


_GIVEN_UP = (
    {
        "line": None,
        "problem": f"a part of it was given up, since {_TRIES} processes ended over it",
        "remedy": "the others are scored; if memory is short, call again with fewer --workers",
    },
)


class _Tries:
    """Counts how often each piece is begun, or one over which processes die would be begun for ever."""

    def __init__(self) -> None:
        self._begun: Counter[int] = Counter()

    def begin(self, at: int) -> bool:
        """Whether it may be begun once more."""
        self._begun[at] += 1
        return self._begun[at] <= _TRIES


class _Assessor:
    """Holds the models in a process of Ray's, and does what it is given. Raises nothing: Ray would log what it says."""

    def __init__(self, work: Work, tries: Any) -> None:
        self._work, self._tries, self._refusal = work, tries, ""
        try:
            self._reader = work.load()
            work.settings.check(Settings.of(self._reader, work.settings.reading))
        except ConvqaError as error:
            self._refusal = str(error)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        rows = [self._row(int(at), piece) for at, piece in zip(batch["at"], batch["piece"], strict=True)]
        return {name: [row[name] for row in rows] for name in rows[0]}

    def _row(self, at: int, piece: Piece) -> dict[str, Any]:
        row = {
            "at": at,
            "assessments": 0,
            "failed": 0,
            "given_up": False,
            "processor": processor(),
            "refusal": self._refusal,
        }
        if self._refusal:
            return row
        if not _ray().get(self._tries.begin.remote(at)):
            return row | {"given_up": True}
        try:
            done = assess_piece(piece, self._work, self._reader)
        except ConvqaError as error:
            return row | {"refusal": str(error)}
        except Exception as error:
            return row | {
                "refusal": f"A fault in convqa ({type(error).__name__}) on a machine of the cluster; please report it."
            }
        return row | {"assessments": done.assessments, "failed": len(done.failures)}
