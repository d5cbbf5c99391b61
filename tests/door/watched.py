"""Run convqa in a process of its own that watches itself: which files it opens to write, and whom it talks to.

Args: a folder for what is found out, and a JSON list of calls: name, arguments, and what should go wrong.
"""

from __future__ import annotations

import json
import logging
import os
import pkgutil
import resource
import signal
import sys
import tempfile
import warnings
from functools import partial
from pathlib import Path
from typing import Any

EVENTS: list[list[str]] = []
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OTHERS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system",
           "os.exec", "os.posix_spawn", "os.link", "os.symlink")  # fmt: skip
_BROKEN = {
    "reader": "convqa.ingest.reading.read_plain_text",
    "renderer": "convqa.transcription.redaction_job.render",
    "anything": "convqa.cli.failures.Places",
    "writer": "convqa.report.json_lines._encoded",
}


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        # A folder is opened where an unnamed file is made in it.
        if isinstance(path, str | bytes) and isinstance(flags, int) and flags & _WRITES and not os.path.isdir(path):  # noqa: PTH112
            EVENTS.append(["open", os.fsdecode(path)])
    elif event in _OTHERS:
        EVENTS.append([event, ""])


def _loaders(fault: str) -> Any:
    from convqa.cli.loading import Loaders
    from convqa.cli.reading import SpeechRequest
    from convqa.ingest import SpeechOptions
    from tests.conftest import FakeClassifier, TinyModel
    from tests.sounds import FakeDiarizer, FakeEngine

    class Faulty(FakeClassifier):
        seen = 0

        def classify(self, conversation: Any) -> Any:
            Faulty.seen += 1
            if fault == "classifier":
                raise ValueError(f"cannot read {conversation!r}")
            if fault == "interrupt" and Faulty.seen == 3:
                os.kill(os.getpid(), signal.SIGINT)
            return super().classify(conversation)

    def speech(_: SpeechRequest) -> SpeechOptions:
        return SpeechOptions(engine=FakeEngine, diarizer=FakeDiarizer)

    def classifier(_: Path | None, __: Path | None) -> Any:
        return TinyModel() if fault == "tiny" else Faulty()

    return Loaders(classifier=classifier, speech=speech)


def _break(fault: str) -> None:
    """Faults that no argument of a function could bring in."""
    if fault in _BROKEN:
        module, _, name = _BROKEN[fault].rpartition(".")

        def raise_quoting(*arguments: Any, **_: Any) -> Any:
            quoted = [getattr(one, "utterances", one) for one in arguments]
            raise ValueError(f"cannot go on with {quoted!r} {[getattr(one, 'text', one) for one in quoted]!r}")

        setattr(pkgutil.resolve_name(module), name, raise_quoting)
    elif fault == "interrupt":
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts its jobs in the background deaf to it
    elif fault == "keep temporary":
        setattr(tempfile, "TemporaryFile", partial(tempfile.NamedTemporaryFile, delete=False))  # noqa: B010
    elif fault == "full disk":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))


def _run(out: Path, name: str, arguments: list[str], fault: str) -> None:
    from convqa.cli import main

    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    for stream, descriptor in (("stdout", 1), ("stderr", 2)):
        os.dup2(os.open(out / f"{name}.{stream}", os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    code: object = "ended"
    EVENTS.clear()
    try:
        _break(fault)
        main(arguments, obj=_loaders(fault), prog_name="convqa")
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        sys.excepthook(*sys.exc_info())  # what Python would do
    finally:
        sys.stderr.flush()
    events = list(EVENTS)
    if fault == "full disk":
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    (out / f"{name}.json").write_text(json.dumps({"code": code, "events": events}))
    os._exit(0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    warnings.simplefilter("always")
    import convqa.batch
    import convqa.cli.failures
    import convqa.cli.scoring
    import convqa.pipeline
    import convqa.report.html
    import convqa.report.json_lines
    import convqa.report.workbook
    import convqa.transcription
    import tests.conftest
    import tests.sounds  # noqa: F401 - loaded once, for all calls
    from convqa.conversation import Speaker, Transcript, Utterance
    from convqa.models import find_names
    from convqa.redaction import load_redactor

    warm = Utterance(speaker="s", text="Hej, jeg vil gerne vide, hvornår min pakke kommer.")
    convqa.pipeline.prepare(
        Transcript(id="1", source="1", speakers=(Speaker(key="s"),), utterances=(warm,)), load_redactor(find_names())
    )
    sys.addaudithook(_watch)
    for call in json.loads(sys.argv[2]):
        _run(Path(sys.argv[1]), *call)
