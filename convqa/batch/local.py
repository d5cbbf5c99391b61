"""Many conversations on one machine: in order, in flat memory, and none stops the rest.

Threads, not processes: most of the time is spent in the encoder, which runs outside Python's lock,
and the model is then in memory once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from convqa.conversation import Transcript
from convqa.errors import InputError, ModelError

__all__ = ["assess_all"]

T = TypeVar("T")

_AHEAD = 8  # conversations in flight per worker: one long conversation at the head starves nobody


def assess_all(
    items: Iterable[Transcript | InputError], assess: Callable[[Transcript], T], *, workers: int
) -> Generator[T | InputError]:
    """Assess every transcript with `workers` threads; one result an item, in the order of the items.

    At most a few conversations a worker are in memory, however many items there are. An `InputError`
    among the items is passed on in its place. Whatever goes wrong inside one conversation becomes an
    `InputError` of it, and the run goes on. When the caller stops early (or Ctrl-C does), what has
    not begun is dropped and what runs is waited for.

    Args:
        items: read lazily, in the calling thread.
        assess: `Pipeline.assess`, or what else there is to do with each; called from several threads at once.
        workers: at least 1.
    """
    waiting: deque[InputError | Future[T | InputError]] = deque()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="assess")
    try:
        for item in items:
            waiting.append(item if isinstance(item, InputError) else pool.submit(_assess_one, assess, item))
            if len(waiting) >= workers * _AHEAD:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _assess_one(assess: Callable[[Transcript], T], transcript: Transcript) -> T | InputError:
    try:
        return assess(transcript)
    except InputError as error:
        return error
    except OSError as error:
        # No fault of the conversation: what the system says of itself quotes nothing.
        reason = (error.strerror or type(error).__name__).lower()
        return InputError(
            source=transcript.source,
            line=transcript.utterances[0].line,
            problem=f"a conversation was left out, since the system refused what it takes ({reason})",
            remedy="free some space, also for temporary files (TMPDIR), and read it again",
        )
    except ModelError as error:  # a model fails on this one: one that a site switched in; its sentence quotes nothing
        return InputError(
            source=transcript.source,
            line=transcript.utterances[0].line,
            problem=f"a conversation was left out, since {error}",
            remedy="the others are read; mend what fails, or run without it",
        )
    except Exception as error:
        # Only the kind of the error is told: its text may quote the conversation. So may the id: it is what the
        # source made it, and sources use names and phone numbers. Source and line are enough to find the place.
        return InputError(
            source=transcript.source,
            line=transcript.utterances[0].line,
            problem=f"a conversation met a fault in convqa ({type(error).__name__}) and was left out",
            remedy="the others are scored; please report the fault, without the conversation's text",
        )


def _result(place: InputError | Future[T | InputError]) -> T | InputError:
    return place if isinstance(place, InputError) else place.result()
