"""What the tests of processes do with a conversation, by what is said first in it; runs in processes of their own.

Called as a program it is a run that is stopped in the middle; `SEEN` is a folder for what it says.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import parent_process
from pathlib import Path

from convqa.batch import assess_all
from convqa.conversation import Language, Speaker, Transcript, Utterance
from convqa.errors import InputError

Seen = tuple[str, int]


def transcript(number: int, text: str = "Hello") -> Transcript:
    return Transcript(
        id=f"c{number}",
        id_given=True,
        source=f"c{number}.txt",
        speakers=(Speaker(key="a"), Speaker(key="b")),
        language=Language.EN,
        utterances=(Utterance(speaker="a", text=text, line=4), Utterance(speaker="b", text="Hi, what does it cost?")),
    )


def look(item: Transcript) -> Seen:
    """The id and where it was seen, or what the text says."""
    word, _, rest = item.utterances[0].text.partition(" ")
    if word == "die" and parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "once" and not (met := Path(rest)).exists():
        met.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "wait":
        time.sleep(float(rest))
    if word == "refuse":
        raise InputError(source=item.source, problem="nothing to score", remedy="leave it out", line=3)
    if word == "fail":
        raise RuntimeError(f"secret words: {item.utterances[0].text}")
    return item.id, os.getpid()


def load_look() -> Callable[[Transcript], Seen]:
    return look


def load_nothing() -> Callable[[Transcript], Seen]:
    raise MemoryError("secret words")


def load_files() -> Callable[[Transcript], list[str]]:
    return files


def files(_: Transcript) -> list[str]:
    """What this process has open beside what every process has, and all that others can see of it."""
    handles = [path for path in Path("/proc/self/fd").iterdir() if int(path.name) > 2]
    named = [str(path.readlink()) for path in handles if path.is_symlink()]  # the folder's own is closed by now
    return [*named, *(Path(f"/proc/self/{name}").read_text(encoding="utf-8") for name in ("cmdline", "environ"))]


def announce(item: Transcript) -> Seen:
    """Says where it is, and takes long in another process."""
    Path(os.environ["SEEN"], str(os.getpid())).touch()
    time.sleep(0.01 if parent_process() is None else float(os.environ["TAKES"]))
    return look(item)


def load_announce() -> Callable[[Transcript], Seen]:
    return announce


if __name__ == "__main__":
    results = assess_all((transcript(n) for n in range(1000)), announce, workers=9, load=load_announce)
    try:
        for result in results:
            if os.environ["LEAVES"] and isinstance(result, tuple) and result[1] != os.getpid():
                break  # and forgets to close what it has begun
    except KeyboardInterrupt:
        sys.exit(130)
